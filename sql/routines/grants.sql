-- The wall between the wings, whole. Sensors write what was measured; the server writes what archers say, and never a
-- coordinate.

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
-- what is not granted below is not granted any more
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM arch_sensing, arch_server;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM arch_sensing, arch_server;

-- Both read what there is.
GRANT SELECT ON appliance, sessions, session_spans, arrows, targets, shots, shot_read, detections, detection_read, sensors,
    nodes, calibrations, clock_runs, clock_steps, wings, set_aside, losses, tags_held,
    sensor_tests, surveys, node_connections TO arch_sensing, arch_server;
GRANT INSERT, UPDATE ON wings TO arch_sensing, arch_server;

-- Sensors.
GRANT INSERT ON detections, clock_runs, clock_steps, losses, nodes, set_aside, tags_held TO arch_sensing;
GRANT UPDATE ON nodes, set_aside, tags_held TO arch_sensing;
GRANT DELETE ON nodes, set_aside TO arch_sensing;
GRANT INSERT (session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y,
              sigma_major, sigma_minor, sigma_angle, source, detection_id) ON shots TO arch_sensing;
GRANT UPDATE (clock_id, clock_shift_us) ON appliance TO arch_sensing;
GRANT UPDATE (status, reason, result, finished_at) ON calibrations TO arch_sensing;
GRANT UPDATE (is_trusted) ON clock_runs TO arch_sensing;

-- The server.
GRANT SELECT ON session_read, arrow_read, archers, archer_arrows, archer_read, rosters, session_archers, scored_shots,
    counted_shots, end_summary, changes, turn_marks, ends, corrections, correction_read TO arch_server;
GRANT INSERT, UPDATE, DELETE ON sessions, arrows, targets, archers, archer_arrows, rosters, session_archers TO arch_server;
GRANT INSERT (request) ON calibrations TO arch_server;
GRANT UPDATE (retry_asked_at) ON set_aside TO arch_server;
GRANT INSERT, UPDATE, DELETE ON node_connections TO arch_server;
GRANT UPDATE (time_zone, target_number) ON appliance TO arch_server;

-- Functions that act as the owner, each for whom it is made.
REVOKE EXECUTE ON FUNCTION context_at, date_again, calibration_taps, enter_shot, resolve_detection, reopen_detection,
    decide_calibration, begin_sensor_test, change_sensor_test, keep_survey, keep_rescoring, amend_shots, remove_shot, restore_shot, say_turn,
    take_back_turn, mark_setup FROM PUBLIC;
GRANT EXECUTE ON FUNCTION context_at, date_again, calibration_taps, keep_survey TO arch_sensing;
GRANT EXECUTE ON FUNCTION calibration_taps, enter_shot, resolve_detection, reopen_detection, decide_calibration,
    begin_sensor_test, change_sensor_test, keep_survey, keep_rescoring, amend_shots, remove_shot, restore_shot, say_turn, take_back_turn,
    mark_setup TO arch_server;
-- and those that only others of them, or the owner, may call
REVOKE EXECUTE ON FUNCTION bound_column, deal_again, deal_session, date_again_as_since, archive_begin,
    archive_stage, archive_reference_to_nowhere, archive_contradiction, archive_close_sessions, archive_pages, archive_merge,
    archive_number_on, archive_begin_turns, archive_doom, archive_clear, archive_analyze, archive_merge_surveys,
    archive_renumber_surveys, archive_number_surveys_on, follow_survey FROM PUBLIC;
