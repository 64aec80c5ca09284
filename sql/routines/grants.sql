-- All rights of the roles that log in (sql/roles.sql). Sensors write what was measured; the server writes what archers
-- enter, and never a coordinate.

-- No rights by default: neither on the database, nor on a schema, nor on a function.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, arch_sensing, arch_server, arch_archive', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO arch_sensing, arch_server, arch_archive', current_database());
    -- an import stages its rows in temporary tables
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO arch_archive', current_database());
END $$;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC, arch_sensing, arch_server, arch_archive;
GRANT USAGE ON SCHEMA public TO arch_sensing, arch_server, arch_archive;
-- rights that are not granted below are revoked
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, arch_sensing, arch_server, arch_archive;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, arch_sensing, arch_server, arch_archive;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, arch_sensing, arch_server, arch_archive;

-- Both wings read.
GRANT SELECT ON appliance, sessions, session_spans, arrows, targets, shots, shot_read, detections, detection_read, sensors,
    session_read, nodes, calibrations, clock_runs, clock_steps, wings, set_aside, losses, tags_held, programmings,
    sensor_tests, surveys, node_connections, shooting_timer, releases TO arch_sensing, arch_server;
GRANT SELECT ON schema_migrations, schema_routines TO arch_sensing, arch_server, arch_archive;
GRANT INSERT, UPDATE ON wings TO arch_sensing, arch_server;
GRANT SELECT ON SEQUENCE sensing_lived_us TO arch_sensing, arch_server;

-- Sensors.
GRANT INSERT ON detections, clock_runs, clock_steps, losses, nodes, set_aside, tags_held TO arch_sensing;
GRANT UPDATE ON nodes, set_aside, tags_held TO arch_sensing;
GRANT DELETE ON nodes, set_aside TO arch_sensing;
GRANT INSERT (session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y,
              sigma_major, sigma_minor, sigma_angle, source, detection_id) ON shots TO arch_sensing;
GRANT UPDATE (clock_id, clock_shift_us) ON appliance TO arch_sensing;
GRANT UPDATE ON SEQUENCE sensing_lived_us TO arch_sensing;
GRANT UPDATE (is_trusted) ON clock_runs TO arch_sensing;
GRANT SELECT, INSERT, UPDATE ON button_presses TO arch_sensing;
GRANT SELECT (session_id, shot_id) ON corrections TO arch_sensing;
GRANT UPDATE (outcome) ON releases TO arch_sensing;
GRANT SELECT ON open_releases TO arch_sensing;

-- The server.
GRANT SELECT ON session_read, arrow_read, archers, archer_arrows, archer_read, rosters, session_archers, scored_shots,
    counted_shots, end_summary, changes, turn_marks, ends, corrections, correction_read, deleted_shots, signatures TO arch_server;
GRANT INSERT, UPDATE, DELETE ON sessions, arrows, targets, archers, archer_arrows, rosters, session_archers TO arch_server;
GRANT INSERT (request) ON calibrations TO arch_server;
GRANT SELECT ON arrow_goals TO arch_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON bows, arrow_sets, sight_marks TO arch_server;
GRANT SELECT ON bracket_read TO arch_server;
GRANT SELECT, INSERT, DELETE ON brackets, bracket_entries TO arch_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON matches TO arch_server;
GRANT SELECT, DELETE ON unsettled_rounds TO arch_server;
GRANT UPDATE (retry_asked_at) ON set_aside TO arch_server;
GRANT DELETE ON programmings TO arch_server;
GRANT SELECT, INSERT, DELETE ON answers TO arch_server;
GRANT UPDATE (time_zone, target_number) ON appliance TO arch_server;
GRANT SELECT, INSERT, DELETE, UPDATE (used_at, withdrawn_at) ON pairings TO arch_server;
GRANT SELECT, INSERT, DELETE ON pairing_codes TO arch_server;
GRANT SELECT, UPDATE (used_at) ON button_presses TO arch_server;

-- The archive (export, import, relocation): every row of every table, but no change of the schema.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO arch_archive;
REVOKE INSERT, UPDATE, DELETE ON schema_migrations, schema_routines FROM arch_archive;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO arch_archive;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO arch_archive;

-- A function without SECURITY DEFINER can do no more than its caller; views, checks and defaults call such functions.
DO $$
DECLARE
    each regprocedure;
BEGIN
    FOR each IN
        SELECT oid FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND NOT prosecdef AND prorettype <> 'trigger'::regtype
           AND proname NOT LIKE 'archive\_%'
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO arch_sensing, arch_server', each);
    END LOOP;
END $$;
-- A SECURITY DEFINER function is granted to the roles that it is made for, alone.
GRANT EXECUTE ON FUNCTION lock_feed, end_overlong_transactions, sides_of_timer TO arch_sensing, arch_server;
GRANT EXECUTE ON FUNCTION context_at, date_again, left_at_step, keep_survey, begin_calibration, propose_calibration,
    keep_release, pair_release, miss_release, has_bow_sensor, end_programming, store_underived, derive_underived TO arch_sensing;
GRANT EXECUTE ON FUNCTION set_goal, set_board, enter_shot, resolve_detection, reopen_detection, decide_calibration,
    begin_sensor_test, change_sensor_test, keep_survey, keep_rescoring, amend_shots, remove_shot, restore_shot, set_turn,
    take_back_turn, change_roster, take_back_roster, turn_now, open_turn, mark_setup, sign_arrows, withdraw_signature, change_timer, remove_timer,
    close_timed_end, begin_programming, turn_arrows, pass_turn, begin_end_with, end_to_begin,
    take_back_order TO arch_server;
