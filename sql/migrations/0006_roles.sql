-- The wall between the wings, as grants. Sensors write what was measured; the server writes what archers say.

DO $$
DECLARE
    wing text;
BEGIN
    FOREACH wing IN ARRAY ARRAY['arch_sensing', 'arch_server'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wing);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- roles belong to the whole server: another database made it
        END;
        BEGIN
            -- who made a role may not yet act as it (PostgreSQL 16 and later)
            EXECUTE format('GRANT %I TO %I', wing, current_user);
        EXCEPTION WHEN insufficient_privilege THEN
            IF NOT pg_has_role(current_user, wing, 'USAGE') THEN
                RAISE;
            END IF;
        END;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO arch_sensing, arch_server;

GRANT SELECT ON appliance, sessions, arrows, targets, shots, shot_read, detections, sensors, nodes, calibrations TO arch_sensing;
GRANT INSERT ON detections TO arch_sensing;
GRANT INSERT (session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y,
              sigma_major, sigma_minor, sigma_angle, source, detection_id) ON shots TO arch_sensing;
GRANT INSERT, UPDATE ON nodes, sensors TO arch_sensing;
GRANT DELETE ON sensors TO arch_sensing;
GRANT UPDATE (butt_width_mm, butt_height_mm) ON appliance TO arch_sensing;
GRANT UPDATE (status, result, finished_at) ON calibrations TO arch_sensing;

GRANT SELECT ON appliance, sessions, arrows, targets, shots, shot_read, detections, sensors, nodes, calibrations, changes,
               end_summary TO arch_server;
GRANT INSERT, UPDATE, DELETE ON sessions, arrows, targets TO arch_server;
GRANT UPDATE (arrow_id, end_number, is_sighter, points_called, fate) ON shots TO arch_server;
GRANT DELETE ON shots TO arch_server;
GRANT UPDATE (resolution, resolved_at) ON detections TO arch_server;
GRANT INSERT (request) ON calibrations TO arch_server;

-- The server's one way to write a coordinate: an archer's own entry, marked as such.
CREATE FUNCTION enter_shot(
    in_session_id uuid, in_arrow_id uuid, in_landing_time timestamptz, in_x double precision, in_y double precision,
    in_end_number integer, in_is_sighter boolean, in_fate text, in_points_called integer
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y, end_number, is_sighter, fate, points_called, source)
    VALUES (in_session_id, in_arrow_id, in_landing_time, in_x, in_y, in_end_number, in_is_sighter, in_fate,
            in_points_called, 'manual')
    RETURNING id
$$;
REVOKE EXECUTE ON FUNCTION enter_shot FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_shot TO arch_server;
