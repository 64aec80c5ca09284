-- When an arrow left a bow, as the bow's own sensor says it.

-- Which sensor is on a bow: its own hardware id.
ALTER TABLE bows ADD COLUMN sensor text,
    ADD CONSTRAINT bow_sensor_unique UNIQUE (sensor),
    ADD CONSTRAINT bow_sensor_valid CHECK (sensor ~ '^[0-9a-f]{16}$');
SELECT bound_column('bows', 'sensor', '{"most": 16, "least": 16, "is_multiline": false}');

-- `outcome`: what it became; null while that is not known. `detection_id`: the impact that was its arrow. `shot_id`: the miss
-- that it was. `archer_id`: whose bow it was, where that archer shoots in the session.
CREATE TABLE releases (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    sensor text NOT NULL,
    boot bigint NOT NULL,
    sequence bigint NOT NULL,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    archer_id uuid REFERENCES archers ON DELETE SET NULL,
    drawn_at timestamptz,
    released_at timestamptz NOT NULL,
    clock_id uuid DEFAULT current_clock_id(),
    outcome text CHECK (outcome IN ('landed', 'missed', 'unheard', 'unclear', 'too_often')),
    detection_id uuid REFERENCES detections ON DELETE SET NULL,
    shot_id uuid REFERENCES shots ON DELETE SET NULL,
    CONSTRAINT release_once UNIQUE (sensor, boot, sequence),
    CONSTRAINT release_of_one_detection UNIQUE (detection_id)
);
CREATE INDEX releases_by_time ON releases (released_at);
CREATE INDEX releases_of_session ON releases (session_id);
CREATE INDEX releases_of_archer ON releases (archer_id);
CREATE INDEX releases_of_shot ON releases (shot_id);
CREATE INDEX releases_of_clock ON releases (clock_id) WHERE clock_id IS NOT NULL;
CREATE INDEX releases_waiting ON releases (released_at) WHERE outcome IS NULL;
SELECT bound_column('releases', 'sensor', '{"most": 16, "least": 16, "is_multiline": false}');
SELECT bound_column('releases', 'drawn_at');
SELECT bound_column('releases', 'released_at');
SELECT bound_column('releases', 'outcome');

-- The archer of a shot may be the one whose bow it left.
ALTER TABLE shots DROP CONSTRAINT shots_attribution_check,
    ADD CONSTRAINT shots_attribution_check CHECK (attribution IN ('order', 'spot', 'arrow', 'bow', 'person'));
