-- Archers, arrows, and whose each arrow is.

CREATE TABLE archers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    bow_style text,
    shaft_diameter double precision,
    notes text
);
CREATE INDEX archers_by_name ON archers (name, id);

CREATE TABLE arrows (
    id uuid PRIMARY KEY,
    human_identifier text NOT NULL,
    length double precision NOT NULL,
    registration_date timestamptz NOT NULL DEFAULT now(),
    is_programmed boolean NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    voided_date timestamptz,
    weight double precision,
    diameter double precision,
    spine double precision,
    label_position double precision,
    CONSTRAINT arrow_identifier_unique UNIQUE (human_identifier),
    CONSTRAINT arrow_voided_exactly_when_not_active CHECK (is_active = (voided_date IS NULL))
);

-- An arrow has one owner.
CREATE TABLE archer_arrows (
    arrow_id uuid PRIMARY KEY REFERENCES arrows ON DELETE CASCADE,
    archer_id uuid NOT NULL REFERENCES archers ON DELETE CASCADE
);
CREATE INDEX archer_arrows_of_archer ON archer_arrows (archer_id);
