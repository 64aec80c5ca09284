-- Tests of the sensors: what is heard while one is on is kept as a measurement and scores nothing.

-- `ends_at`: when it ends by itself unless it is extended; then when it ended. `clock_id`: the run of the clock that gave
-- both times.
CREATE TABLE sensor_tests (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    began_at timestamptz NOT NULL DEFAULT appliance_now(),
    ends_at timestamptz NOT NULL,
    clock_id uuid DEFAULT current_clock_id(),
    CONSTRAINT sensor_test_ends_after_start CHECK (ends_at >= began_at)
);
CREATE INDEX sensor_tests_by_time ON sensor_tests (ends_at, began_at);
SELECT bound_column('sensor_tests', 'began_at');
SELECT bound_column('sensor_tests', 'ends_at');

ALTER TABLE detections DROP CONSTRAINT detections_outcome_check;
ALTER TABLE detections ADD CONSTRAINT detections_outcome_check
    CHECK (outcome IN ('located', 'off_butt', 'unplaced', 'noise', 'no_session', 'test'));
CREATE INDEX detections_of_tests ON detections (detected_at DESC, id DESC) WHERE outcome = 'test' AND resolution IS NULL;
