-- Who shoots, when, where, and with which arrows.

CREATE TABLE appliance (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    ws_channel text NOT NULL DEFAULT 'archy' CHECK (length(ws_channel) BETWEEN 1 AND 63),
    butt_width_mm double precision CHECK (butt_width_mm > 0),
    butt_height_mm double precision CHECK (butt_height_mm > 0)
);
INSERT INTO appliance DEFAULT VALUES;

CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    is_opened boolean NOT NULL,
    start_time timestamptz NOT NULL,
    end_time timestamptz,
    location text NOT NULL CHECK (length(location) BETWEEN 1 AND 255),
    is_indoor boolean NOT NULL DEFAULT false,
    distance integer NOT NULL CHECK (distance BETWEEN 1 AND 300),
    distance_unit text NOT NULL DEFAULT 'm' CHECK (distance_unit IN ('m', 'yd')),
    arrows_per_end integer NOT NULL DEFAULT 3 CHECK (arrows_per_end BETWEEN 1 AND 12),
    round_name text CHECK (length(round_name) BETWEEN 1 AND 100),
    notes text CHECK (length(notes) <= 2000),
    CONSTRAINT session_end_time_exactly_when_closed CHECK (is_opened = (end_time IS NULL)),
    CONSTRAINT session_ends_after_start CHECK (end_time >= start_time)
);
CREATE UNIQUE INDEX sessions_one_open ON sessions (is_opened) WHERE is_opened;
CREATE INDEX sessions_newest_first ON sessions (start_time DESC, id DESC);

CREATE TABLE arrows (
    id uuid PRIMARY KEY,
    human_identifier text NOT NULL CHECK (length(human_identifier) BETWEEN 1 AND 10),
    length double precision NOT NULL CHECK (length > 0),
    registration_date timestamptz NOT NULL DEFAULT now(),
    is_programmed boolean NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    voided_date timestamptz,
    weight double precision CHECK (weight > 0),
    diameter double precision CHECK (diameter > 0),
    spine double precision CHECK (spine > 0),
    label_position double precision CHECK (label_position > 0),
    CONSTRAINT arrow_identifier_unique UNIQUE (human_identifier),
    CONSTRAINT arrow_voided_exactly_when_not_active CHECK (is_active = (voided_date IS NULL))
);
