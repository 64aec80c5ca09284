-- The appliance's identity and time, and the correction of times when its clock is set.

CREATE OR REPLACE FUNCTION own_appliance_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT id FROM public.appliance $$;

-- Refuses to delete the appliance's row, as somebody might who empties tables by hand: nothing is recorded without it.
CREATE OR REPLACE FUNCTION keep_appliance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the row of the table appliance says who this appliance is: nothing can be recorded without it';
END $$;

-- The current run of the wall clock.
CREATE OR REPLACE FUNCTION current_clock_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT clock_id FROM public.appliance $$;

-- The appliance's time: the wall clock, shifted forwards while a session is open that was recorded ahead of it (after a
-- restart of an appliance without a clock of its own), so that nothing is dated before earlier records.
CREATE OR REPLACE FUNCTION appliance_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    -- a shift beyond the times that may be stored was written by hand, and is ignored
    SELECT CASE WHEN are_storable(shifted) THEN shifted ELSE wall_clock END
      FROM (SELECT wall_clock, wall_clock + greatest(0, least(clock_shift_us, 1e17)) * interval '1 microsecond' AS shifted
              FROM public.appliance, clock_timestamp() AS wall_clock) AS one
$$;

-- The time `was` after a step; infinite where `was` is out of range, so that nothing is computed beyond the calendar.
CREATE OR REPLACE FUNCTION moved_by(was timestamptz, by_time interval) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN are_storable(was) THEN was + by_time ELSE 'infinity' END
$$;

-- The time `was` after a step, unmoved where the new clock gave it: from 2 s before the step until now.
CREATE OR REPLACE FUNCTION dated_again(was timestamptz, by_us double precision, to_time timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN was BETWEEN to_time - interval '2 s' AND appliance_now() THEN was
                ELSE moved_by(was, by_us * interval '1 microsecond') END
$$;

DROP FUNCTION IF EXISTS shot_dated_again(uuid, text, timestamptz, timestamptz, timestamptz, double precision, timestamptz);

-- The times of a shot after a step.
CREATE OR REPLACE FUNCTION shot_dated_again(
    detection_id uuid, source text, engage_time timestamptz, disengage_time timestamptz, landing_time timestamptz,
    was_shot_at timestamptz, was_recorded_at timestamptz, by_us double precision, to_time timestamptz,
    OUT arrow_engage_time timestamptz, OUT arrow_disengage_time timestamptz, OUT arrow_landing_time timestamptz,
    OUT shot_at timestamptz, OUT recorded_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN is_entered THEN engage_time ELSE moved_by(engage_time, by_time) END,
           CASE WHEN is_entered THEN disengage_time ELSE moved_by(disengage_time, by_time) END,
           CASE WHEN is_entered THEN landing_time ELSE moved_by(landing_time, by_time) END,
           -- a miss recorded from a bow's release has its time from there
           CASE WHEN is_entered OR detection_id IS NULL AND coalesce(landing_time, disengage_time) IS NULL
                THEN dated_again(was_shot_at, by_us, to_time) ELSE moved_by(was_shot_at, by_time) END,
           dated_again(was_recorded_at, by_us, to_time)
      FROM (SELECT by_us * interval '1 microsecond' AS by_time, detection_id IS NULL AND source = 'manual' AS is_entered) AS one
$$;

-- Moves every time given by the run `from_run` by `by_us`, and assigns it to the run `to_run`, so that one step never
-- moves it twice. Returns the number of impacts moved. `only_what_is_on`: only of the open session and of the
-- calibration that waits for taps, which need one clock throughout to keep arrows in order. A row with a time that
-- would be out of range stays as it is (`left_at_step`).
CREATE OR REPLACE FUNCTION date_again(
    from_run uuid, to_run uuid, by_us double precision, to_time timestamptz, only_what_is_on boolean
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    by_time interval := by_us * interval '1 microsecond';
    moved integer;
    touched uuid[];
    one uuid;
    was_dealing text;
    open_id uuid;
    waiting_id uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT id INTO open_id FROM sessions WHERE is_opened;
    SELECT id INTO waiting_id FROM calibrations WHERE status IN ('asked', 'running');
    UPDATE detections
       SET detected_at = moved_by(detected_at, by_time), recorded_at = dated_again(recorded_at, by_us, to_time),
           resolved_at = dated_again(resolved_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run
       AND (NOT only_what_is_on OR session_id = open_id OR calibration_id = waiting_id)
       AND are_storable(moved_by(detected_at, by_time), dated_again(recorded_at, by_us, to_time),
                        dated_again(resolved_at, by_us, to_time));
    GET DIAGNOSTICS moved = ROW_COUNT;
    touched := ARRAY(
        SELECT session_id FROM shots WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id)
         UNION
        SELECT session_id FROM turn_marks WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id));
    -- shots and turn marks move together, and are dealt again when all have moved
    was_dealing := coalesce(current_setting('arch_stats.dealing', true), '');
    PERFORM set_config('arch_stats.dealing', 'on', true);
    UPDATE shots
       SET arrow_engage_time = times.arrow_engage_time, arrow_disengage_time = times.arrow_disengage_time,
           arrow_landing_time = times.arrow_landing_time, shot_at = times.shot_at, recorded_at = times.recorded_at,
           clock_id = to_run
      FROM (SELECT was.id, dated.*
              FROM shots AS was,
                   shot_dated_again(was.detection_id, was.source, was.arrow_engage_time, was.arrow_disengage_time,
                                    was.arrow_landing_time, was.shot_at, was.recorded_at, by_us, to_time) AS dated
             WHERE was.clock_id = from_run AND (NOT only_what_is_on OR was.session_id = open_id)) AS times
     WHERE shots.id = times.id
       AND are_storable(times.arrow_engage_time, times.arrow_disengage_time, times.arrow_landing_time, times.shot_at,
                        times.recorded_at);
    UPDATE releases
       SET drawn_at = moved_by(drawn_at, by_time), released_at = moved_by(released_at, by_time), clock_id = to_run
     WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id)
       AND are_storable(moved_by(drawn_at, by_time), moved_by(released_at, by_time));
    -- deleted shots too, so that they are restored in their place
    UPDATE deleted_shots
       SET deleted_at = dated_again(deleted_at, by_us, to_time),
           shot = shot || jsonb_build_object('clock_id', to_run) || to_jsonb(times) - 'id'
      FROM (SELECT gone.id, dated.*
              FROM deleted_shots AS gone,
                   jsonb_populate_record(
                       NULL::shots, CASE WHEN jsonb_typeof(gone.shot) = 'object' THEN gone.shot ELSE '{}' END) AS was,
                   shot_dated_again(was.detection_id, was.source, was.arrow_engage_time, was.arrow_disengage_time,
                                    was.arrow_landing_time, was.shot_at, was.recorded_at, by_us, to_time) AS dated
             WHERE gone.shot ->> 'clock_id' = from_run::text
               AND (NOT only_what_is_on OR gone.session_id = open_id)) AS times
     WHERE deleted_shots.id = times.id
       AND are_storable(dated_again(deleted_at, by_us, to_time), times.arrow_engage_time, times.arrow_disengage_time,
                        times.arrow_landing_time, times.shot_at, times.recorded_at);
    UPDATE turn_marks
       SET holds_from = CASE WHEN holds_from = '1970-01-01 00:00:00+00' THEN holds_from ELSE dated_again(holds_from, by_us, to_time) END,
           clock_id = to_run
     WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id)
       AND (holds_from = '1970-01-01 00:00:00+00' OR are_storable(dated_again(holds_from, by_us, to_time)));
    PERFORM set_config('arch_stats.dealing', was_dealing, true);
    UPDATE corrections SET made_at = dated_again(made_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id)
       AND are_storable(dated_again(made_at, by_us, to_time));
    UPDATE brackets SET made_at = dated_again(made_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND NOT only_what_is_on AND are_storable(dated_again(made_at, by_us, to_time));
    UPDATE matches SET ruled_at = dated_again(ruled_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id)
       AND are_storable(dated_again(ruled_at, by_us, to_time));
    UPDATE signatures SET signed_at = dated_again(signed_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id)
       AND are_storable(dated_again(signed_at, by_us, to_time));
    FOREACH one IN ARRAY touched LOOP
        BEGIN
            DELETE FROM ends WHERE session_id = one;
            PERFORM deal_session(one, '-infinity');
        EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
            -- a row of the session is out of range and left as it is: its shots stay dealt as they were
            RAISE WARNING 'session % is not dealt again: %', one, SQLERRM;
        END;
    END LOOP;
    UPDATE sessions
       SET end_time = greatest(sessions.start_time, dated_again(sessions.end_time, by_us, to_time))
      FROM session_spans AS span
     WHERE span.session_id = sessions.id AND span.closed_clock_id = from_run AND span.gave_end_time
       AND NOT sessions.is_opened AND NOT only_what_is_on
       AND are_storable(sessions.start_time, dated_again(sessions.end_time, by_us, to_time));
    UPDATE session_spans
       SET opened_at = CASE WHEN opened_clock_id = from_run THEN dated_again(opened_at, by_us, to_time) ELSE opened_at END,
           opened_clock_id = CASE WHEN opened_clock_id = from_run THEN to_run ELSE opened_clock_id END,
           closed_at = greatest(
               CASE WHEN opened_clock_id = from_run THEN dated_again(opened_at, by_us, to_time) ELSE opened_at END,
               CASE WHEN closed_clock_id = from_run THEN dated_again(closed_at, by_us, to_time) ELSE closed_at END),
           closed_clock_id = CASE WHEN closed_clock_id = from_run THEN to_run ELSE closed_clock_id END
     WHERE closed_at IS NOT NULL AND from_run IN (opened_clock_id, closed_clock_id)
       AND (NOT only_what_is_on OR session_id = open_id)
       AND are_storable(
               CASE WHEN opened_clock_id = from_run THEN dated_again(opened_at, by_us, to_time) ELSE opened_at END,
               CASE WHEN closed_clock_id = from_run THEN dated_again(closed_at, by_us, to_time) ELSE closed_at END);
    UPDATE session_spans SET opened_at = dated_again(opened_at, by_us, to_time), opened_clock_id = to_run
     WHERE closed_at IS NULL AND opened_clock_id = from_run AND are_storable(dated_again(opened_at, by_us, to_time));
    UPDATE calibrations
       SET asked_at = CASE WHEN asked_clock_id = from_run THEN dated_again(asked_at, by_us, to_time) ELSE asked_at END,
           asked_clock_id = CASE WHEN asked_clock_id = from_run THEN to_run ELSE asked_clock_id END,
           waited_until = CASE WHEN waited_clock_id = from_run THEN dated_again(waited_until, by_us, to_time)
                               ELSE waited_until END,
           finished_at = CASE WHEN waited_clock_id = from_run THEN dated_again(finished_at, by_us, to_time)
                              ELSE finished_at END,
           waited_clock_id = CASE WHEN waited_clock_id = from_run THEN to_run ELSE waited_clock_id END,
           decided_at = CASE WHEN decided_clock_id = from_run THEN dated_again(decided_at, by_us, to_time)
                             ELSE decided_at END,
           decided_clock_id = CASE WHEN decided_clock_id = from_run THEN to_run ELSE decided_clock_id END
     WHERE from_run IN (asked_clock_id, waited_clock_id, decided_clock_id) AND (NOT only_what_is_on OR id = waiting_id)
       AND are_storable(
               CASE WHEN asked_clock_id = from_run THEN dated_again(asked_at, by_us, to_time) ELSE asked_at END,
               CASE WHEN waited_clock_id = from_run THEN dated_again(waited_until, by_us, to_time) ELSE waited_until END,
               CASE WHEN waited_clock_id = from_run THEN dated_again(finished_at, by_us, to_time) ELSE finished_at END,
               CASE WHEN decided_clock_id = from_run THEN dated_again(decided_at, by_us, to_time) ELSE decided_at END);
    UPDATE sensor_tests
       SET began_at = dated_again(began_at, by_us, to_time),
           ends_at = ends_at + (dated_again(began_at, by_us, to_time) - began_at), clock_id = to_run
     WHERE clock_id = from_run
       AND CASE WHEN are_storable(ends_at, dated_again(began_at, by_us, to_time))
                THEN are_storable(ends_at + (dated_again(began_at, by_us, to_time) - began_at))
                     AND (NOT only_what_is_on OR ends_at > to_time - by_time)
                ELSE false END;
    PERFORM date_timer_again(from_run, to_run, by_time);
    UPDATE sight_marks SET set_at = dated_again(set_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND NOT only_what_is_on AND are_storable(dated_again(set_at, by_us, to_time));
    UPDATE set_aside
       SET received_at = moved_by(received_at, by_time), set_aside_at = dated_again(set_aside_at, by_us, to_time),
           clock_id = to_run
     WHERE clock_id = from_run AND NOT only_what_is_on
       AND are_storable(moved_by(received_at, by_time), dated_again(set_aside_at, by_us, to_time));
    UPDATE losses
       SET lost_from = moved_by(lost_from, by_time), lost_until = moved_by(lost_until, by_time),
           recorded_at = dated_again(recorded_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND NOT only_what_is_on
       AND are_storable(moved_by(lost_from, by_time), moved_by(lost_until, by_time), dated_again(recorded_at, by_us, to_time));
    RETURN moved;
END $$;

-- Rows that still have times of a run that was corrected: their number by table, and the first few ids.
DROP FUNCTION IF EXISTS left_at_step(uuid, boolean);
CREATE OR REPLACE FUNCTION left_at_step(from_run uuid, only_what_is_on boolean, most_named integer)
RETURNS TABLE (kind text, rows bigint, named text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH is_on AS (SELECT (SELECT id FROM sessions WHERE is_opened) AS open_id,
                          (SELECT id FROM calibrations WHERE status IN ('asked', 'running')) AS waiting_id)
    SELECT stays.kind, count(*), (array_agg(stays.key::text ORDER BY stays.key))[:most_named]
      FROM is_on, LATERAL (
               SELECT 'detections' AS kind, id AS key, session_id = open_id OR calibration_id = waiting_id AS is_on
                 FROM detections WHERE clock_id = from_run
                UNION ALL
               SELECT 'shots', id, session_id = open_id FROM shots WHERE clock_id = from_run
                UNION ALL
               SELECT 'releases', id, session_id = open_id FROM releases WHERE clock_id = from_run
                UNION ALL
               SELECT 'deleted_shots', id, session_id = open_id FROM deleted_shots WHERE shot ->> 'clock_id' = from_run::text
                UNION ALL
               SELECT 'turn_marks', id, session_id = open_id FROM turn_marks WHERE clock_id = from_run
                UNION ALL
               SELECT 'corrections', id, session_id = open_id FROM corrections WHERE clock_id = from_run
                UNION ALL
               SELECT 'brackets', id, false FROM brackets WHERE clock_id = from_run
                UNION ALL
               SELECT 'matches', id, session_id = open_id FROM matches WHERE clock_id = from_run
                UNION ALL
               SELECT 'signatures', id, session_id = open_id FROM signatures WHERE clock_id = from_run
                UNION ALL
               SELECT 'sessions', session_id, session_id = open_id FROM session_spans
                WHERE from_run IN (opened_clock_id, closed_clock_id)
                UNION ALL
               SELECT 'calibrations', id, id = waiting_id FROM calibrations
                WHERE from_run IN (asked_clock_id, waited_clock_id, decided_clock_id)
                UNION ALL
               SELECT 'sensor_tests', id, false FROM sensor_tests WHERE clock_id = from_run
                UNION ALL
               SELECT 'sight_marks', id, false FROM sight_marks WHERE clock_id = from_run
                UNION ALL
               SELECT 'set_aside', id, false FROM set_aside WHERE clock_id = from_run
                UNION ALL
               SELECT 'losses', id, false FROM losses WHERE clock_id = from_run) AS stays
     WHERE NOT only_what_is_on OR stays.is_on
     GROUP BY stays.kind ORDER BY stays.kind
$$;

-- Applies all recorded steps to imported rows, whose file may be older than a step; a step whose times are none that can
-- be stored is left out.
CREATE OR REPLACE FUNCTION date_again_as_since() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    step record;
BEGIN
    FOR step IN
        SELECT clock_steps.*
          FROM clock_steps JOIN clock_runs ON clock_runs.id = from_run_id
         WHERE are_storable(to_time) AND abs(by_us) < 1e16
         ORDER BY clock_runs.recorded
    LOOP
        PERFORM date_again(step.from_run_id, step.to_run_id, step.by_us, step.to_time, step.was_trusted);
    END LOOP;
END $$;
