-- The impact inbox: a person places an impact that the sensors could not locate, or dismisses it. An impact of a sensor
-- test can be made an arrow too; without a point it is where the sensors located it.

-- One-sigma error ellipse of a covariance (xx, xy, yy); the angle runs counter-clockwise from the x axis, in degrees.
CREATE OR REPLACE FUNCTION error_ellipse(
    covariance_mm2 double precision[], OUT sigma_major double precision, OUT sigma_minor double precision,
    OUT sigma_angle double precision
) LANGUAGE sql IMMUTABLE AS $$
    SELECT sqrt(middle + half), sqrt(greatest(middle - half, 0)), CASE WHEN turned < 0 THEN turned + 180 ELSE turned END
      -- a covariance next to zero counts as zero: its square would be refused as an underflow
      FROM (SELECT CASE WHEN abs($1[2]) < 1e-100 THEN 0 ELSE $1[2] END AS xy) AS given
     CROSS JOIN LATERAL (
           SELECT ($1[1] + $1[3]) / 2 AS middle, sqrt((($1[1] - $1[3]) / 2) ^ 2 + xy ^ 2) AS half,
                  degrees(atan2(2 * xy, $1[1] - $1[3])) / 2 AS turned) AS axes
$$;

CREATE OR REPLACE FUNCTION resolve_detection(
    in_id uuid, in_resolution text, in_x double precision, in_y double precision, in_arrow_id uuid, in_end_number integer,
    in_fate text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    impact detections;
    new_shot uuid;
    is_as_placed boolean;
    shape record;
BEGIN
    -- the feed's lock before that of the row, in the order of all writers
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO impact FROM detections WHERE id = in_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF impact.resolution IS NOT NULL THEN
        RAISE EXCEPTION 'body.resolution: resolved_already'
            USING DETAIL = json_build_object('resolution', impact.resolution);
    END IF;
    IF impact.outcome NOT IN ('unplaced', 'test') OR impact.session_id IS NULL THEN
        RAISE EXCEPTION 'path.id: not_in_inbox' USING DETAIL = json_build_object('outcome', impact.outcome);
    END IF;
    is_as_placed := in_resolution = 'placed' AND in_x IS NULL;
    IF is_as_placed AND (impact.outcome <> 'test' OR impact.covariance_mm2 IS NULL) THEN
        RAISE EXCEPTION 'body.x, y: both_when_placed';
    END IF;
    IF is_as_placed THEN
        shape := error_ellipse(impact.covariance_mm2);
        INSERT INTO shots (session_id, detection_id, arrow_landing_time, x, y, sigma_major, sigma_minor, sigma_angle,
                           arrow_id, end_number, fate, source)
        VALUES (impact.session_id, in_id, impact.detected_at, impact.x_mm, impact.y_mm, shape.sigma_major,
                shape.sigma_minor, shape.sigma_angle, in_arrow_id, in_end_number, in_fate, 'sensor')
        RETURNING id INTO new_shot;
    ELSIF in_resolution = 'placed' THEN
        INSERT INTO shots (session_id, detection_id, arrow_landing_time, x, y, arrow_id, end_number, fate, source)
        VALUES (impact.session_id, in_id, impact.detected_at, in_x, in_y, in_arrow_id, in_end_number, in_fate, 'manual')
        RETURNING id INTO new_shot;
    END IF;
    UPDATE detections SET resolution = in_resolution, resolved_at = now() WHERE id = in_id;
    RETURN coalesce(new_shot, in_id);
END $$;

-- Puts an impact back into the inbox; refused until its shot is deleted, so that nothing counts twice.
CREATE OR REPLACE FUNCTION reopen_detection(in_id uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reopened uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    IF EXISTS (SELECT FROM shots WHERE detection_id = in_id) THEN
        RAISE EXCEPTION 'path.id: still_an_arrow';
    END IF;
    UPDATE detections SET resolution = NULL, resolved_at = NULL WHERE id = in_id RETURNING id INTO reopened;
    RETURN reopened;
END $$;
