-- Turn marks that people set: stage, end, whose turn it is; and what is in force now.

-- A moment behind everything that is recorded of a session.
CREATE OR REPLACE FUNCTION behind_all(in_session_id uuid) RETURNS timestamptz
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT least(greatest(
        appliance_now(),
        (SELECT max(holds_from) FROM turn_marks WHERE session_id = in_session_id) + interval '1 microsecond',
        (SELECT shot_at FROM shots WHERE session_id = in_session_id ORDER BY shot_at DESC, seq DESC LIMIT 1)
            + interval '1 microsecond'), '2199-12-31 23:59:59.999999+00')
$$;

DROP FUNCTION IF EXISTS turn_state_now(uuid);
-- The newest mark, and the state behind all shots.
CREATE OR REPLACE FUNCTION turn_state_now(
    in_session_id uuid, OUT id uuid, OUT kind text, OUT holds_from timestamptz, OUT mark_state jsonb, OUT config jsonb,
    OUT state jsonb
) LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
    SELECT mark.id, mark.kind, mark.holds_from, one.state, one.config INTO id, kind, holds_from, mark_state, config
      FROM turn_marks AS mark CROSS JOIN LATERAL as_readable(mark.state, mark.config) AS one
     WHERE mark.session_id = in_session_id
     ORDER BY mark.holds_from DESC, mark.seq DESC LIMIT 1;
    state := CASE WHEN id IS NOT NULL THEN state_before(in_session_id, holds_from, mark_state, config, 'infinity', 0) END;
END $$;

-- Arrows that archers in turns have in an end already, at most `most` of each.
CREATE OR REPLACE FUNCTION taken_in_end(in_session_id uuid, config jsonb, in_end_number integer, most integer) RETURNS jsonb
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT coalesce(jsonb_object_agg(archer, least(most, arrows)), '{}')
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS arrows FROM shots
             WHERE session_id = in_session_id AND end_number = in_end_number AND NOT is_sighter GROUP BY archer_id) AS one
     WHERE config -> 'orders' -> 0 ? archer
$$;

-- The state after a person sets another stage, another end, or another archer's turn.
CREATE OR REPLACE FUNCTION changed_state(
    in_session_id uuid, before jsonb, config jsonb, in_stage text, in_end_number integer, in_archer text
) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    per_end CONSTANT integer := (config ->> 'per_end')::integer;
    per_turn CONSTANT integer := (config ->> 'per_turn')::integer;
    whose CONSTANT text := before ->> 'whose';
    after jsonb := before;
    taken jsonb := before -> 'taken';
    number integer := coalesce(in_end_number, (before ->> 'end')::integer);
    shot integer := coalesce((taken ->> whose)::integer, 0);
    is_another_end boolean := number <> (before ->> 'end')::integer;
    -- an archer who is set to begin a given end passes over nobody
    is_beginning CONSTANT boolean := in_end_number IS NOT NULL AND before -> 'taken' = '{}';
    known integer;
BEGIN
    IF in_stage <> before ->> 'stage' THEN
        IF in_stage = 'sighters' AND in_end_number IS NULL AND taken <> '{}' THEN
            number := number + 1;
        END IF;
        is_another_end := true;
        after := after || jsonb_build_object('stage', in_stage);
    END IF;
    IF is_another_end THEN
        taken := CASE WHEN after ->> 'stage' = 'scoring' THEN taken_in_end(in_session_id, config, number, per_end) ELSE '{}' END;
        after := after || jsonb_build_object('end', number, 'least', number, 'shot', taken, 'ahead', '{}'::jsonb, 'own', (
            SELECT coalesce(jsonb_object_agg(archer, place), '{}') FROM jsonb_each(before -> 'own') AS one (archer, place)
             WHERE (place ->> 0)::integer >= number AND after ->> 'stage' = before ->> 'stage'));
    ELSIF NOT is_beginning AND in_archer <> whose AND NOT (coalesce((taken ->> in_archer)::integer, 0) >= per_end AND shot % per_turn = 0) THEN
        -- the turn that is passed on is over, however many arrows of it were heard
        taken := taken || jsonb_build_object(whose, least(per_end, (shot / per_turn + 1) * per_turn));
    END IF;
    IF in_archer IS DISTINCT FROM whose AND NOT is_another_end AND after ->> 'stage' = 'scoring' THEN
        -- shots that were moved to this archer since count too
        known := (taken_in_end(in_session_id, config, number, per_end) ->> in_archer)::integer;
        IF known > coalesce((taken ->> in_archer)::integer, 0) THEN
            taken := taken || jsonb_build_object(in_archer, known);
        END IF;
    END IF;
    IF in_archer IS NULL THEN
        in_archer := next_in_turn(config, number, taken, NULL);
        IF in_archer IS NULL THEN
            -- everybody has shot that end already: shooting in it again begins with the first
            in_archer := order_of_end(config, number) ->> 0;
        END IF;
    END IF;
    IF coalesce((taken ->> in_archer)::integer, 0) >= per_end THEN
        -- back to an archer who had finished: as many arrows as are recorded, and at least one still to come
        taken := taken || jsonb_build_object(in_archer, least(per_end - 1, coalesce(
            (taken_in_end(in_session_id, config, number, per_end) ->> in_archer)::integer, 0)));
    END IF;
    RETURN after || jsonb_build_object('taken', taken, 'whose', in_archer);
END $$;

-- A state as clients see it.
CREATE OR REPLACE FUNCTION shown_turn(state jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('stage', state -> 'stage', 'end_number', state -> 'end',
                              'archer_id', to_jsonb(nullif(state ->> 'whose', '')))
$$;

-- Sets stage, end or turn for a person, and returns the mark's id. Null where there is no such session.
CREATE OR REPLACE FUNCTION set_turn(
    in_session_id uuid, in_stage text, in_end_number integer, in_archer_id uuid, in_made_by text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    is_open boolean;
    now_on record;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT is_opened INTO is_open FROM sessions WHERE id = in_session_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF is_open IS NOT TRUE THEN
        RAISE EXCEPTION 'path.id: session_is_closed' USING DETAIL = '{}';
    END IF;
    now_on := turn_state_now(in_session_id);
    IF in_archer_id IS NOT NULL AND NOT now_on.config -> 'orders' -> 0 ? in_archer_id::text THEN
        RAISE EXCEPTION 'body.archer_id: archer_not_in_turns' USING DETAIL = '{}';
    END IF;
    RETURN keep_turn(in_session_id, in_made_by, now_on.state, now_on.config,
                     changed_state(in_session_id, now_on.state, now_on.config, in_stage, in_end_number, in_archer_id::text));
END $$;

DROP FUNCTION IF EXISTS keep_turn(uuid, text, jsonb, jsonb, jsonb);
-- Stores a mark by which the state is `after` from now on, instead of `before`; returns its id.
CREATE OR REPLACE FUNCTION keep_turn(
    in_session_id uuid, in_made_by text, before jsonb, config jsonb, after jsonb
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    new_id uuid;
BEGIN
    INSERT INTO turn_marks (session_id, kind, holds_from, set_by, state, config)
    VALUES (in_session_id, CASE WHEN after -> 'stage' = before -> 'stage' THEN 'turn' ELSE 'stage' END,
            behind_all(in_session_id), in_made_by, after, config)
    RETURNING id INTO new_id;
    PERFORM open_ends_at(new_id, before);
    PERFORM keep_correction(in_session_id, NULL, in_made_by, 'turn', shown_turn(before), shown_turn(after));
    PERFORM announce_turn(in_session_id);
    RETURN new_id;
END $$;

-- Deletes a mark that was set: the shots since are dealt without it. Null where there is no such mark.
CREATE OR REPLACE FUNCTION take_back_turn(in_session_id uuid, in_mark_id uuid, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark record;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    DELETE FROM turn_marks WHERE id = in_mark_id AND session_id = in_session_id AND kind <> 'setup'
    RETURNING holds_from, state INTO mark;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE ends SET closed_at = NULL, closed_by = NULL WHERE session_id = in_session_id AND closed_at = mark.holds_from;
    PERFORM deal_again(in_session_id, mark.holds_from, 0, false);
    PERFORM keep_correction(in_session_id, NULL, in_made_by, 'undone', shown_turn(mark.state), NULL);
    PERFORM announce_turn(in_session_id);
    RETURN in_mark_id;
END $$;

-- A mark that could not be read was mended, or is gone: what was shot since is dealt as it would have been.
CREATE OR REPLACE FUNCTION deal_since_unreadable_mark() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on'
       AND EXISTS (SELECT FROM sessions WHERE id = OLD.session_id) THEN
        PERFORM pg_advisory_xact_lock(7205391);
        PERFORM deal_again(OLD.session_id, OLD.holds_from, 0, false);
        PERFORM announce_turn(OLD.session_id);
    END IF;
    RETURN NULL;
END $$;

-- Ends left short: of an archer fewer arrows are recorded than turns are over; the nearest before the present turn
-- first. They are of the present end, or of the one before while nobody has begun it. An archer without any of several
-- arrows was absent, and is left out. Asked with every arrow, so planned only once; PostgreSQL before 18
-- plans a function in SQL at each call, which took most of the time.
CREATE OR REPLACE FUNCTION short_ends(in_session_id uuid, state jsonb, config jsonb)
RETURNS TABLE (archer_id uuid, end_number integer, missing integer)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    is_now CONSTANT boolean := state -> 'taken' <> '{}';
    number CONSTANT integer := (state ->> 'end')::integer - (NOT is_now)::integer;
BEGIN
    IF state ->> 'stage' <> 'scoring' THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH known AS (
        SELECT coalesce(shots.archer_id::text, '') AS archer, count(*)::integer AS arrows FROM shots
         WHERE session_id = in_session_id AND shots.end_number = number AND NOT is_sighter GROUP BY shots.archer_id),
    over AS (
        SELECT listed.archer, listed.k, coalesce(known.arrows, 0) AS arrows,
               CASE WHEN is_now THEN coalesce((state -> 'taken' ->> listed.archer)::integer, 0)
                    ELSE (SELECT arrows_per_end FROM ends
                           WHERE session_id = in_session_id AND ends.end_number = number AND stage = 'scoring'
                             AND ends.archer_id IS NOT DISTINCT FROM nullif(listed.archer, '')::uuid
                             AND closed_at IS NOT NULL) END AS turns,
               max(listed.k) FILTER (WHERE is_now AND listed.archer = state ->> 'whose') OVER () AS here
          FROM jsonb_array_elements_text(order_of_end(config, number)) WITH ORDINALITY AS listed (archer, k)
          LEFT JOIN known ON known.archer = listed.archer)
    SELECT nullif(archer, '')::uuid, number, turns - arrows FROM over
     WHERE turns > arrows AND (arrows > 0 OR turns = 1)
     ORDER BY k >= coalesce(here, 1 + max(k) OVER ()), k DESC;
END $$;

DROP FUNCTION IF EXISTS turn_now(uuid);
-- Whose turn it is, which end, which arrow, and which ends were left short; planned only once, as short_ends.
CREATE OR REPLACE FUNCTION turn_now(in_session_id uuid)
RETURNS TABLE (stage text, end_number integer, archer_id uuid, arrow integer, arrows_per_end integer,
               arrows_per_turn integer, mark_id uuid, "order" uuid[], short_ends jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT now_on.state ->> 'stage', (now_on.state ->> 'end')::integer, nullif(now_on.state ->> 'whose', '')::uuid,
           1 + coalesce((now_on.state -> 'taken' ->> (now_on.state ->> 'whose'))::integer, 0),
           (now_on.config ->> 'per_end')::integer, (now_on.config ->> 'per_turn')::integer,
           (SELECT id FROM turn_marks WHERE session_id = in_session_id AND kind <> 'setup'
             ORDER BY holds_from DESC, seq DESC LIMIT 1),
           ARRAY(SELECT archer::uuid FROM jsonb_array_elements_text(
                     order_of_end(now_on.config, (now_on.state ->> 'end')::integer)) AS one (archer) WHERE archer <> ''),
           (SELECT coalesce(jsonb_agg(short), '[]') FROM short_ends(in_session_id, now_on.state, now_on.config) AS short)
      FROM turn_state_now(in_session_id) AS now_on WHERE now_on.id IS NOT NULL;
END $$;

-- The turn of the open session as JSON, as clients read it; null where none is open.
CREATE OR REPLACE FUNCTION open_turn() RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT row_to_json(sent)::text
              FROM sessions
             CROSS JOIN LATERAL (SELECT sessions.id AS session_id, now_on.* FROM turn_now(sessions.id) AS now_on) AS sent
             WHERE is_opened LIMIT 1);
END $$;

-- Announces a change of the turn that no shot made, without a number, as it is never replayed.
CREATE OR REPLACE FUNCTION announce_turn(in_session_id uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify(notify_channel(),
                     json_build_object('op', 'update', 'table', 'turns', 'session_id', in_session_id)::text)
$$;
