-- Calibrations that a phone asks for, the sensors answer and a person decides; the measurements know which was in force.

ALTER TABLE calibrations
    DROP CONSTRAINT calibrations_status_check,
    ADD CONSTRAINT calibrations_status_check
        CHECK (status IN ('asked', 'running', 'proposed', 'accepted', 'rejected', 'failed', 'rolled_back')),
    ADD COLUMN reason jsonb,
    ADD COLUMN decided_at timestamptz;
CREATE UNIQUE INDEX calibrations_one_at_a_time ON calibrations ((true)) WHERE status IN ('asked', 'running');
CREATE INDEX calibrations_accepted ON calibrations (version DESC) WHERE status = 'accepted';

ALTER TABLE detections
    ADD COLUMN calibration_id uuid REFERENCES calibrations ON DELETE SET NULL,
    ADD COLUMN calibration_version integer;
CREATE INDEX detections_of_calibration ON detections (calibration_id, detected_at, id) WHERE calibration_id IS NOT NULL;

CREATE TRIGGER calibrations_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON calibrations
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE TRIGGER calibrations_announce AFTER INSERT OR UPDATE OR DELETE ON calibrations
    FOR EACH ROW EXECUTE FUNCTION announce_change();

-- What a person may decide: a proposal is accepted or rejected, an accepted one rolled back, a running one given up.
CREATE FUNCTION decide_calibration(in_id uuid, decision text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    now_status text;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT status INTO now_status FROM calibrations WHERE id = in_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT ((now_status = 'proposed' AND decision IN ('accepted', 'rejected'))
            OR (now_status = 'accepted' AND decision = 'rolled_back')
            OR (now_status IN ('asked', 'running') AND decision = 'rejected')) THEN
        RAISE EXCEPTION 'body.status: status_cannot_become'
            USING DETAIL = json_build_object('now', now_status, 'then', decision);
    END IF;
    UPDATE calibrations SET status = decision, decided_at = now() WHERE id = in_id;
    RETURN in_id;
END $$;
REVOKE EXECUTE ON FUNCTION decide_calibration FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide_calibration TO arch_server;
GRANT UPDATE (reason) ON calibrations TO arch_sensing;
