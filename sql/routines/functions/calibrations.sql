-- Calibrations: how many taps they wait for, which these were, what a person may decide, which one is in force.

-- How many impacts a calibration waits for: none where it is made of arrows in the paper.
CREATE OR REPLACE FUNCTION taps_wanted(request jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN request ->> 'kind' = 'face' THEN 2
                WHEN jsonb_typeof(request -> 'points') <> 'array' THEN 0
                WHEN request -> 'points' -> 0 ->> 'shot_id' IS NOT NULL THEN 0
                ELSE jsonb_array_length(request -> 'points') END
$$;

-- Dates the end of a calibration's waiting for taps; a row that brings the date keeps it, with its clock run.
CREATE OR REPLACE FUNCTION end_of_taps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.waited_until IS NULL THEN
        NEW.waited_until := greatest(NEW.asked_at, appliance_now());
        NEW.waited_clock_id := current_clock_id();
    END IF;
    RETURN NEW;
END $$;

-- The taps of a calibration in their order: what was heard while it waited for them, or arrows that were shot before.
CREATE OR REPLACE FUNCTION calibration_taps(ids uuid[]) RETURNS TABLE (calibration_id uuid, n bigint, detection_id uuid)
LANGUAGE sql STABLE ROWS 40 SET search_path = public, pg_temp AS $$
    SELECT calibration_id, row_number() OVER (PARTITION BY calibration_id ORDER BY detected_at, id), id
      FROM detections WHERE calibration_id = ANY (ids)
    UNION ALL
    SELECT c.id, point.n, shots.detection_id
      FROM calibrations AS c
     CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(c.request -> 'points') = 'array'
                                                  THEN c.request -> 'points' ELSE '[]' END) WITH ORDINALITY AS point (value, n)
      JOIN shots ON shots.id = CASE WHEN point.value ->> 'shot_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                    THEN (point.value ->> 'shot_id')::uuid END
     WHERE c.id = ANY (ids) AND shots.detection_id IS NOT NULL
$$;

-- What the sensing wing may change of a calibration: that it runs, and its result. A person decides whether it counts.
CREATE OR REPLACE FUNCTION begin_calibration(in_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE calibrations SET status = 'running' WHERE id = in_id AND status = 'asked'
$$;

-- Stores a proposal or, with `in_reason`, why there is none.
CREATE OR REPLACE FUNCTION propose_calibration(in_id uuid, in_result jsonb, in_reason jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE calibrations
       SET status = CASE WHEN in_reason IS NULL THEN 'proposed' ELSE 'failed' END, result = in_result, reason = in_reason,
           finished_at = appliance_now()
     WHERE id = in_id AND status IN ('asked', 'running', 'proposed')
$$;

-- What a person may decide: a proposal is accepted or rejected, an accepted one rolled back, a running one given up; and
-- each is taken back but the last, of which there is nothing to decide on.
CREATE OR REPLACE FUNCTION decide_calibration(in_id uuid, decision text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    now_status text;
    has_result boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT status, result IS NOT NULL INTO now_status, has_result FROM calibrations WHERE id = in_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT ((now_status = 'proposed' AND decision IN ('accepted', 'rejected'))
            OR (now_status = 'accepted' AND decision IN ('rolled_back', 'proposed'))
            OR (now_status = 'rejected' AND decision = 'proposed' AND has_result)
            OR (now_status = 'rolled_back' AND decision = 'accepted')
            OR (now_status IN ('asked', 'running') AND decision = 'rejected')) THEN
        RAISE EXCEPTION 'body.status: status_cannot_become'
            USING DETAIL = json_build_object('now', now_status, 'then', decision);
    END IF;
    UPDATE calibrations
       SET status = decision, decided_at = CASE WHEN decision <> 'proposed' THEN appliance_now() END,
           decided_clock_id = CASE WHEN decision <> 'proposed' THEN current_clock_id() END
     WHERE id = in_id;
    RETURN in_id;
END $$;

-- The version of the calibration that locates arrows now: the newest accepted one of the array, if it belongs to the
-- survey in force.
CREATE OR REPLACE FUNCTION calibration_in_force() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT newest.version
      FROM (SELECT version, result FROM calibrations
             WHERE status = 'accepted' AND request ->> 'kind' = 'array' ORDER BY version DESC LIMIT 1) AS newest
     WHERE newest.result -> 'survey' = (
               SELECT jsonb_agg(jsonb_build_object('id', name, 'x_mm', x_mm, 'y_mm', y_mm, 'z_mm', z_mm,
                                                   'bias_us', bias_us) ORDER BY channel)
                 FROM sensors)
$$;
