-- Every filter of a long list has its index, so that a page costs the same after years.

CREATE INDEX shots_by_landing ON shots (arrow_landing_time, seq) WHERE arrow_landing_time IS NOT NULL;
CREATE INDEX shots_by_engage ON shots (arrow_engage_time, seq) WHERE arrow_engage_time IS NOT NULL;
CREATE INDEX shots_by_disengage ON shots (arrow_disengage_time, seq) WHERE arrow_disengage_time IS NOT NULL;
CREATE INDEX shots_by_x ON shots (x, seq) WHERE x IS NOT NULL;
CREATE INDEX shots_by_y ON shots (y, seq) WHERE y IS NOT NULL;
CREATE INDEX shots_missed ON shots (seq) WHERE x IS NULL;
CREATE INDEX shots_on_face ON shots (face, seq) WHERE face IS NOT NULL;
CREATE INDEX shots_of_end_number ON shots (end_number, seq);
CREATE INDEX detections_by_outcome ON detections (outcome, detected_at DESC, id DESC);
CREATE INDEX detections_resolved ON detections (detected_at DESC, id DESC) WHERE resolution IS NOT NULL;
CREATE INDEX detections_inbox ON detections (session_id, detected_at DESC, id DESC)
    WHERE outcome = 'unplaced' AND resolution IS NULL;
CREATE INDEX targets_by_face ON targets USING gin (faces jsonb_path_ops);
CREATE INDEX sessions_by_distance ON sessions (distance, start_time DESC, id DESC);

-- Said by the newest detections themselves (see SensorsDB): one fact in one place.
ALTER TABLE sensors DROP COLUMN last_heard_at;
