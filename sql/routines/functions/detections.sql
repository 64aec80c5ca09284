-- The impact inbox: a person says where an impact was that the sensors could not place, or that it was nothing.

CREATE OR REPLACE FUNCTION resolve_detection(
    in_id uuid, in_resolution text, in_x double precision, in_y double precision, in_arrow_id uuid, in_end_number integer,
    in_fate text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    impact detections;
    new_shot uuid;
BEGIN
    -- numbered before the row is locked, in the order that every other writer keeps
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO impact FROM detections WHERE id = in_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF impact.resolution IS NOT NULL THEN
        RAISE EXCEPTION 'body.resolution: resolved_already'
            USING DETAIL = json_build_object('resolution', impact.resolution);
    END IF;
    IF impact.outcome <> 'unplaced' OR impact.session_id IS NULL THEN
        RAISE EXCEPTION 'path.id: not_in_inbox' USING DETAIL = json_build_object('outcome', impact.outcome);
    END IF;
    IF in_resolution = 'placed' THEN
        INSERT INTO shots (session_id, detection_id, arrow_landing_time, x, y, arrow_id, end_number, fate, source)
        VALUES (impact.session_id, in_id, impact.detected_at, in_x, in_y, in_arrow_id, in_end_number, in_fate, 'manual')
        RETURNING id INTO new_shot;
    END IF;
    UPDATE detections SET resolution = in_resolution, resolved_at = now() WHERE id = in_id;
    RETURN coalesce(new_shot, in_id);
END $$;
