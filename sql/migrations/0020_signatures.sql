-- Who confirmed what of a score sheet: an end of an archer, or all of it. A judge's phone may do what a coach's may, and is
-- named in what it changes.

-- `end_number` null: the whole sheet. `arrows`: what stood there when it was signed; what is otherwise since follows by
-- comparison. The newest of an archer, an end and a hand counts, those before it stay.
CREATE TABLE signatures (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    archer_id uuid REFERENCES archers ON DELETE CASCADE,
    end_number integer,
    signed_as text NOT NULL CHECK (signed_as IN ('archer', 'scorer')),
    signed_by text,
    signed_at timestamptz NOT NULL DEFAULT appliance_now(),
    clock_id uuid DEFAULT current_clock_id(),
    arrows jsonb NOT NULL CONSTRAINT signatures_arrows CHECK (are_signed_arrows(arrows))
);
CREATE INDEX signatures_of_session ON signatures (session_id, signed_at, id);
CREATE INDEX signatures_of_archer ON signatures (archer_id);
SELECT bound_column('signatures', 'end_number', '{"least": 1, "most": 1000000000}');
SELECT bound_column('signatures', 'signed_as');
SELECT bound_column('signatures', 'signed_by', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('signatures', 'signed_at');
SELECT bound_column('signatures', 'arrows');

ALTER TABLE pairings DROP CONSTRAINT pairings_role_check,
    ADD CONSTRAINT pairings_role_check CHECK (role IN ('spectator', 'archer', 'coach', 'judge', 'keeper'));
ALTER TABLE pairing_codes DROP CONSTRAINT pairing_codes_role_check,
    ADD CONSTRAINT pairing_codes_role_check CHECK (role IN ('spectator', 'archer', 'coach', 'judge', 'keeper'));
