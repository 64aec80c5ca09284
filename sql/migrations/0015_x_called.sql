-- A line call between X and 10 is about the X alone: it is kept beside the points that were called.

ALTER TABLE shots ADD COLUMN is_x_called boolean CHECK (is_x_called IS NULL OR points_called IS NOT NULL);
GRANT UPDATE (is_x_called) ON shots TO arch_server;

-- Whether a shot counts as X: as a person called it; points called without a word of X are none.
CREATE FUNCTION counts_as_x(is_x boolean, points_called integer, is_x_called boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(is_x_called, is_x AND points_called IS NULL, false) $$;

CREATE OR REPLACE VIEW shot_read AS
    SELECT id, seq, session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y, end_number,
           is_sighter, face, points, is_x, points_called, sigma_major, sigma_minor, sigma_angle, line_call, fate, source,
           detection_id, archer_id, attribution, note, is_x_called
      FROM shots;

CREATE OR REPLACE VIEW end_summary AS
    SELECT session_id,
           archer_id,
           end_number,
           count(*)::integer AS arrows,
           count(x)::integer AS landed,
           coalesce(sum(coalesce(points_called, points)), 0)::integer AS score,
           (count(*) FILTER (WHERE coalesce(points_called, points) = 10))::integer AS tens,
           (count(*) FILTER (WHERE counts_as_x(is_x, points_called, is_x_called)))::integer AS xs,
           (extract(epoch FROM avg(arrow_disengage_time - arrow_engage_time)) * 1000)::float8 AS hold_ms,
           (extract(epoch FROM avg(arrow_landing_time - arrow_disengage_time)) * 1000)::float8 AS release_to_impact_ms,
           array_agg(coalesce(points_called, points)) AS points
      FROM shots
     WHERE NOT is_sighter
     GROUP BY session_id, archer_id, end_number;

DROP FUNCTION enter_shot(uuid, uuid, timestamptz, double precision, double precision, integer, boolean, text, integer, uuid, text);
CREATE FUNCTION enter_shot(
    in_session_id uuid, in_arrow_id uuid, in_landing_time timestamptz, in_x double precision, in_y double precision,
    in_end_number integer, in_is_sighter boolean, in_fate text, in_points_called integer, in_archer_id uuid, in_note text,
    in_is_x_called boolean
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y, end_number, is_sighter, fate, points_called,
                       is_x_called, archer_id, note, source)
    VALUES (in_session_id, in_arrow_id, in_landing_time, in_x, in_y, in_end_number, in_is_sighter, in_fate,
            in_points_called, in_is_x_called, in_archer_id, in_note, 'manual')
    RETURNING id
$$;
REVOKE EXECUTE ON FUNCTION enter_shot FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_shot TO arch_server;
