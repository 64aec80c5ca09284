-- The shooting timer is changed by one request at a time, each of which names the revision that it is based on.

DROP FUNCTION IF EXISTS close_timed_end(), remove_timer();

-- Lets archers shoot until this moment and no later: spans are ended or deleted, as are those over for more than a day
-- and those with a time that there cannot be, from which none can be reckoned.
CREATE OR REPLACE FUNCTION end_spans(in_at timestamptz) RETURNS void LANGUAGE sql AS $$
    DELETE FROM shooting_spans WHERE begins_at >= in_at OR late_until < in_at - interval '1 day'
                                  OR NOT are_storable(ends_at, late_until);
    UPDATE shooting_spans SET late_until = in_at + (late_until - ends_at), ends_at = in_at WHERE ends_at > in_at
$$;

-- Stores the timer and the spans in which archers may shoot, and returns the new revision; null where the timer is not
-- at `in_revision` any more (null: there is no timer yet). `begins_end` in `in_timer`: it times an end from now on;
-- `replaces`: nothing stays of the timer before; `ended_at`: when it was ended, which is taken back.
CREATE OR REPLACE FUNCTION change_timer(in_revision bigint, in_at timestamptz, in_timer jsonb, in_spans jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    timer shooting_timer;
    timed record;
    alternates boolean;
BEGIN
    -- writers of impacts wait for this lock, so that an arrow is judged by the timer as it was before it
    PERFORM pg_advisory_xact_lock(7205391);
    IF (SELECT revision FROM shooting_timer) IS DISTINCT FROM in_revision THEN
        RETURN NULL;
    END IF;
    timer := jsonb_populate_record(NULL::shooting_timer, in_timer);
    timer.only_row := true;
    timer.passes_on := coalesce(timer.passes_on, 'time');
    timer.shares_time := coalesce(timer.shares_time, false);
    timer.used_s := coalesce(timer.used_s, '{}');
    timer.followed := coalesce(timer.followed, 0);
    timer.revision := nextval('shooting_timer_revision');
    timer.clock_id := current_clock_id();
    PERFORM end_spans(in_at);
    INSERT INTO shooting_spans (called_at, begins_at, ends_at, late_until, clock_id)
    SELECT span.called_at, span.begins_at, span.ends_at, span.late_until, timer.clock_id
      FROM jsonb_populate_recordset(NULL::shooting_spans, in_spans) AS span;
    DELETE FROM shooting_timer WHERE (in_timer ->> 'replaces')::boolean;
    INSERT INTO shooting_timer SELECT timer.*
    ON CONFLICT (only_row) DO UPDATE
       SET (kind, run_up_s, shooting_s, warning_s, turns, arrows, status, period, began_at, held_at, changed_at,
            was_emergency, revision, clock_id, passes_on, shares_time, used_s, followed, stopped_from, changed_by)
         = (timer.kind, timer.run_up_s, timer.shooting_s, timer.warning_s, timer.turns, timer.arrows, timer.status, timer.period,
            timer.began_at, timer.held_at, timer.changed_at, timer.was_emergency, timer.revision, timer.clock_id,
            timer.passes_on, timer.shares_time, timer.used_s, timer.followed, timer.stopped_from, timer.changed_by);
    alternates := timer.turns > 1 AND timer.kind IN ('alternating', 'shoot_off');
    IF (timer.kind = 'ends' OR alternates) AND (in_timer ->> 'begins_end')::boolean THEN
        PERFORM close_timed_end(timer.revision);
        SELECT sessions.id, (now_on.state ->> 'end')::integer AS number,
               shooters_of(sessions.id, timer.turns, alternates, now_on.state, now_on.config) AS shooters INTO timed
          FROM sessions, turn_state_now(sessions.id) AS now_on WHERE is_opened AND now_on.state ->> 'stage' = 'scoring';
        UPDATE shooting_timer SET session_id = timed.id, end_number = timed.number, shooters = timed.shooters,
                                  closed_end = NULL, closed_mark_id = NULL;
    ELSIF timer.status = 'ready' THEN
        UPDATE shooting_timer SET shooters = NULL, closed_end = NULL, closed_mark_id = NULL;
    ELSIF in_timer ->> 'ended_at' IS NOT NULL THEN
        PERFORM open_timed_end(timer.changed_by);
        PERFORM judge_times_again((in_timer ->> 'ended_at')::timestamptz, in_at, timer.changed_by);
    END IF;
    RETURN timer.revision;
END $$;

-- Times the closed end again, and undoes the beginning of the next one.
CREATE OR REPLACE FUNCTION open_timed_end(in_made_by text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    timed shooting_timer;
    now_on record;
BEGIN
    SELECT * INTO timed FROM shooting_timer;
    IF NOT EXISTS (SELECT FROM sessions WHERE id = timed.session_id AND is_opened) THEN
        RETURN;
    END IF;
    IF timed.closed_mark_id IS NOT NULL THEN
        PERFORM take_back_turn(timed.session_id, timed.closed_mark_id, in_made_by);
    END IF;
    now_on := turn_state_now(timed.session_id);
    UPDATE shooting_timer
       SET end_number = coalesce(end_number, CASE WHEN now_on.state ->> 'stage' = 'scoring'
                                                  AND (now_on.state ->> 'end')::integer = closed_end THEN closed_end END),
           closed_end = NULL, closed_mark_id = NULL;
    PERFORM keep_correction(timed.session_id, NULL, in_made_by, 'time', jsonb_strip_nulls(
                                jsonb_build_object('end_number', coalesce(timed.end_number, timed.closed_end))), NULL);
END $$;

-- Judges again which arrows of a stretch of time were out of time, except where a person has judged one.
CREATE OR REPLACE FUNCTION judge_times_again(from_at timestamptz, to_at timestamptz, in_made_by text) RETURNS void
LANGUAGE sql AS $$
    SELECT amend_shots(array_agg(shots.id), jsonb_build_object('is_out_of_time', now_on.is_late), in_made_by)
      FROM shots JOIN sessions ON sessions.id = shots.session_id, is_out_of_time(shots.shot_at) AS now_on (is_late)
     WHERE is_opened AND shot_at >= from_at AND shot_at <= to_at AND source <> 'manual'
       AND shots.is_out_of_time <> now_on.is_late
       AND NOT EXISTS (SELECT FROM corrections WHERE shot_id = shots.id AND after ? 'is_out_of_time')
     GROUP BY now_on.is_late
$$;

-- Closes the timed end, as its time is over, even if arrows of it are missing; but not one without any arrow, which is
-- still to come. Whether it was closed; false where the timer is not at `in_revision` any more.
CREATE OR REPLACE FUNCTION close_timed_end(in_revision bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    timed shooting_timer;
    now_on record;
    marked uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO timed FROM shooting_timer;
    IF timed.revision IS DISTINCT FROM in_revision OR timed.end_number IS NULL THEN
        RETURN false;
    END IF;
    UPDATE shooting_timer SET end_number = NULL, closed_end = timed.end_number;
    IF NOT EXISTS (SELECT FROM sessions WHERE id = timed.session_id AND is_opened)
       OR NOT EXISTS (SELECT FROM shots WHERE session_id = timed.session_id AND end_number = timed.end_number
                         AND NOT is_sighter) THEN
        RETURN false;
    END IF;
    now_on := turn_state_now(timed.session_id);
    IF now_on.config IS NULL OR now_on.state ->> 'stage' <> 'scoring'
       OR (now_on.state ->> 'end')::integer <> timed.end_number THEN
        RETURN false;
    END IF;
    marked := set_turn(timed.session_id, NULL, timed.end_number + 1, NULL, 'timer');
    UPDATE shooting_timer SET closed_mark_id = marked;
    RETURN true;
END $$;

-- Removes the timer and closes the end that it timed. False, and nothing is done, where it is not at `in_revision` any
-- more.
CREATE OR REPLACE FUNCTION remove_timer(in_revision bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    IF (SELECT revision FROM shooting_timer) IS DISTINCT FROM in_revision THEN
        RETURN false;
    END IF;
    PERFORM close_timed_end(in_revision);
    PERFORM end_spans(appliance_now());
    DELETE FROM shooting_timer;
    RETURN FOUND;
END $$;

-- Moves the timer's times after a step of the clock, so that it continues where it was.
CREATE OR REPLACE FUNCTION date_timer_again(from_run uuid, to_run uuid, by_time interval) RETURNS void
LANGUAGE sql AS $$
    UPDATE shooting_timer
       SET began_at = moved_by(began_at, by_time), held_at = moved_by(held_at, by_time),
           changed_at = moved_by(changed_at, by_time), clock_id = to_run
     WHERE clock_id = from_run
       AND are_storable(moved_by(began_at, by_time), moved_by(held_at, by_time), moved_by(changed_at, by_time));
    UPDATE shooting_spans
       SET called_at = moved_by(called_at, by_time), begins_at = moved_by(begins_at, by_time),
           ends_at = moved_by(ends_at, by_time), late_until = moved_by(late_until, by_time), clock_id = to_run
     WHERE clock_id = from_run
       AND are_storable(moved_by(called_at, by_time), moved_by(begins_at, by_time), moved_by(ends_at, by_time),
                        moved_by(late_until, by_time))
$$;

-- Whether an arrow that landed at this time was shot before the signal to shoot, or just after the one to stop (World
-- Archery Rulebook, Book 3, chapter 15: it costs the highest of its end, which a judge decides, and not the timer).
CREATE OR REPLACE FUNCTION is_out_of_time(in_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM shooting_spans
                    WHERE called_at <= in_at AND in_at < begins_at OR ends_at < in_at AND in_at <= late_until)
       AND NOT EXISTS (SELECT FROM shooting_spans WHERE begins_at <= in_at AND in_at <= ends_at)
$$;
