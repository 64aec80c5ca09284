-- Turn marks: what a person, or a change of the roster, says of turns and ends. functions/dealing.sql deals by them.

-- How turns are dealt by the roster of a session as it is now. Without a roster all arrows are one nobody's.
CREATE OR REPLACE FUNCTION turn_config(in_session_id uuid) RETURNS jsonb
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT CASE WHEN rosters.session_id IS NULL THEN jsonb_build_object(
        'per_end', arrows_per_end, 'per_turn', arrows_per_end, 'archers', '[]'::jsonb, 'orders', '[[""]]'::jsonb,
        'spots', '{}'::jsonb)
    ELSE jsonb_build_object(
        'per_end', arrows_per_end,
        'per_turn', rosters.arrows_per_turn,
        'archers', (SELECT coalesce(jsonb_agg(archer_id ORDER BY shooting_order), '[]') FROM session_archers AS listed
                     WHERE listed.session_id = in_session_id),
        'spots', (SELECT coalesce(jsonb_object_agg(face, archer_id), '{}') FROM session_archers AS listed
                   WHERE listed.session_id = in_session_id AND face IS NOT NULL),
        'orders', coalesce((
            SELECT jsonb_agg(rotation.archers ORDER BY rotation.first)
              FROM (WITH details AS (SELECT detail, row_number() OVER (ORDER BY detail) AS k, count(*) OVER () AS n
                                       FROM session_archers AS listed
                                      WHERE listed.session_id = in_session_id AND face IS NULL GROUP BY detail)
                    SELECT first.k AS first,
                           jsonb_agg(listed.archer_id ORDER BY (own.k - first.k + own.n) % own.n, listed.shooting_order) AS archers
                      FROM details AS first
                     CROSS JOIN session_archers AS listed
                      JOIN details AS own ON own.detail = listed.detail
                     WHERE listed.session_id = in_session_id AND listed.face IS NULL
                       AND (first.k = 1 OR rosters.rotates)
                     GROUP BY first.k) AS rotation), '[[]]')) END
      FROM sessions LEFT JOIN rosters ON rosters.session_id = sessions.id
     WHERE sessions.id = in_session_id
$$;

-- The state with which a session goes on under another roster or length of ends.
CREATE OR REPLACE FUNCTION state_under(before jsonb, was jsonb, config jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    everybody CONSTANT jsonb := config -> 'orders' -> 0;
    per_end CONSTANT integer := (config ->> 'per_end')::integer;
    number integer := (before ->> 'end')::integer;
    taken jsonb;
    whose text := before ->> 'whose';
BEGIN
    SELECT coalesce(jsonb_object_agg(archer, arrows), '{}') INTO taken
      FROM jsonb_each(before -> 'taken') AS one (archer, arrows) WHERE everybody ? archer;
    IF NOT coalesce(was -> 'orders' -> 0 ?| ARRAY(SELECT jsonb_array_elements_text(everybody)), false) THEN
        -- somebody else shoots now: registered archers begin, nobody goes on
        number := CASE WHEN everybody ? '' THEN number + (before -> 'taken' <> '{}')::integer ELSE 1 END;
        whose := NULL;
    END IF;
    IF whose IS NULL OR NOT everybody ? whose OR coalesce((taken ->> whose)::integer, 0) >= per_end THEN
        whose := next_in_turn(config, number, taken, NULL);
        IF whose IS NULL AND everybody <> '[]' THEN
            number := number + (before ->> 'stage' = 'scoring')::integer;
            taken := '{}';
            whose := next_in_turn(config, number, taken, NULL);
        END IF;
    END IF;
    RETURN before || jsonb_build_object('end', number, 'taken', taken, 'whose', whose);
END $$;

-- The moment behind everything that a session has on record.
CREATE OR REPLACE FUNCTION behind_all(in_session_id uuid) RETURNS timestamptz
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT least(greatest(
        appliance_now(),
        (SELECT max(said_at) FROM turn_marks WHERE session_id = in_session_id) + interval '1 microsecond',
        (SELECT shot_at FROM shots WHERE session_id = in_session_id ORDER BY shot_at DESC, seq DESC LIMIT 1)
            + interval '1 microsecond'), '2199-12-31 23:59:59.999999+00')
$$;

-- What is in force now: the newest mark, and the state behind all shots.
CREATE OR REPLACE FUNCTION turn_state_now(
    in_session_id uuid, OUT id uuid, OUT kind text, OUT said_at timestamptz, OUT said jsonb, OUT config jsonb,
    OUT state jsonb
) LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
    SELECT mark.id, mark.kind, mark.said_at, mark.state, mark.config INTO id, kind, said_at, said, config
      FROM turn_marks AS mark WHERE mark.session_id = in_session_id
     ORDER BY mark.said_at DESC, mark.seq DESC LIMIT 1;
    state := CASE WHEN id IS NOT NULL THEN state_before(in_session_id, said_at, said, config, 'infinity', 0) END;
END $$;

-- A session begins, or its roster or its length of ends has changed: from now on it is dealt so. A change before any
-- arrow holds from the beginning; one upon another takes its place.
CREATE OR REPLACE FUNCTION mark_setup(in_session_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    new_config jsonb := turn_config(in_session_id);
    now_on record := turn_state_now(in_session_id);
    earlier record;
    before jsonb;
    opened_from timestamptz;
BEGIN
    IF new_config IS NULL OR now_on.id IS NULL OR new_config IS NOT DISTINCT FROM now_on.config THEN
        RETURN;
    ELSIF now_on.kind = 'setup' AND now_on.config IS NOT NULL AND NOT EXISTS (
        SELECT FROM shots WHERE session_id = in_session_id AND shot_at >= now_on.said_at)
    THEN
        earlier := mark_before(in_session_id, now_on.said_at - interval '1 microsecond');
        before := CASE WHEN earlier.id IS NULL OR earlier.config IS NULL
            THEN now_on.said
            ELSE state_before(in_session_id, earlier.said_at, earlier.state, earlier.config, now_on.said_at, 0) END;
        UPDATE ends SET closed_at = NULL, closed_by = NULL
         WHERE session_id = in_session_id AND closed_at = now_on.said_at;
        -- ends that went on under the length that is taken back
        WITH lengths AS (
            SELECT ends, coalesce(((mark_before(in_session_id, opened_at)).config ->> 'per_end')::integer, arrows_per_end) AS first
              FROM ends WHERE session_id = in_session_id AND opened_at < now_on.said_at
               AND is_end_open(now_on.said, now_on.config, archer_id, end_number, ends.stage)),
        taken_back AS (
            UPDATE ends SET arrows_per_end = lengths.first FROM lengths
             WHERE ends = lengths.ends
               AND (arrows_per_end <> lengths.first OR now_on.config -> 'per_end' <> earlier.config -> 'per_end')
            RETURNING ends.opened_at)
        SELECT min(opened_at) INTO opened_from FROM taken_back;
        IF new_config = earlier.config THEN
            DELETE FROM turn_marks WHERE id = now_on.id;
        ELSE
            UPDATE turn_marks
               SET config = new_config, state = state_under(before, coalesce(earlier.config, now_on.config), new_config)
             WHERE id = now_on.id;
            PERFORM close_ends_at(now_on.id);
        END IF;
        IF opened_from IS NOT NULL THEN
            PERFORM close_ends_behind(in_session_id, opened_from);
            PERFORM deal_again(in_session_id, earlier.said_at, 0, false);
            PERFORM find_surplus(in_session_id, array_agg(archer_id), array_agg(end_number))
               FROM (SELECT DISTINCT archer_id, end_number FROM shots
                      WHERE session_id = in_session_id AND shot_at >= earlier.said_at) AS dealt;
        END IF;
    ELSE
        INSERT INTO turn_marks (session_id, kind, said_at, state, config)
        VALUES (in_session_id, 'setup', behind_all(in_session_id),
                state_under(now_on.state, now_on.config, new_config), new_config)
        RETURNING id INTO now_on.id;
        PERFORM close_ends_at(now_on.id);
    END IF;
    PERFORM announce_turn(in_session_id);
END $$;

CREATE OR REPLACE FUNCTION setup_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on' THEN
        PERFORM mark_setup(coalesce(changed ->> 'session_id', changed ->> 'id')::uuid);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION session_began() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on' THEN
        INSERT INTO turn_marks (session_id, kind, said_at, state, config)
        VALUES (NEW.id, 'setup', '1970-01-01 00:00:00+00',
                first_turn_state(CASE WHEN NEW.begins_with_sighters THEN 'sighters' ELSE 'scoring' END), turn_config(NEW.id));
    END IF;
    RETURN NULL;
END $$;

-- The marks of a session that has none, for it was shot before there were any: what is in it stays as it is, and who is
-- next follows from how many arrows each archer has.
CREATE OR REPLACE FUNCTION begin_turn_marks(in_session_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    config jsonb := turn_config(in_session_id);
    everybody jsonb := config -> 'orders' -> 0;
    per_end integer := (config ->> 'per_end')::integer;
    counts jsonb;
    number integer;
    next_one text;
BEGIN
    IF EXISTS (SELECT FROM turn_marks WHERE session_id = in_session_id) THEN
        RETURN;
    ELSIF NOT EXISTS (SELECT FROM shots WHERE session_id = in_session_id) THEN
        INSERT INTO turn_marks (session_id, kind, said_at, state, config)
        VALUES (in_session_id, 'setup', '1970-01-01 00:00:00+00',
                state_under(first_turn_state('scoring'), NULL, config), config);
        RETURN;
    END IF;
    SELECT coalesce(jsonb_object_agg(archer, arrows), '{}') INTO counts
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS arrows FROM shots
             WHERE session_id = in_session_id AND NOT is_sighter GROUP BY archer_id) AS one;
    IF everybody ? '' THEN
        counts := counts || jsonb_build_object('', (SELECT sum(value::integer) FROM jsonb_each_text(counts)));
    END IF;
    SELECT least(1000000000, 1 + coalesce(min(coalesce((counts ->> archer)::integer, 0) / per_end), 0)),
           (array_agg(archer ORDER BY k))[1 + coalesce(sum((counts ->> archer)::integer), 0)
                                              / (config ->> 'per_turn')::integer % count(*)]
      INTO number, next_one FROM jsonb_array_elements_text(everybody) WITH ORDINALITY AS one (archer, k);
    INSERT INTO turn_marks (session_id, kind, said_at, state) VALUES
        (in_session_id, 'setup', '1970-01-01 00:00:00+00', first_turn_state('scoring'));
    INSERT INTO turn_marks (session_id, kind, said_at, state, config)
    SELECT in_session_id, 'setup', behind_all(in_session_id), state_under(jsonb_build_object(
               'stage', 'scoring', 'end', number, 'whose', next_one, 'least', 1,
               'taken', (SELECT coalesce(jsonb_object_agg(archer, least(per_end, greatest(
                                    0, coalesce((counts ->> archer)::integer, 0) - (number - 1) * per_end))), '{}')
                           FROM jsonb_array_elements_text(everybody) AS one (archer)),
               'own', (SELECT coalesce(jsonb_object_agg(
                                  archer, jsonb_build_array(1 + arrows::integer / per_end, arrows::integer % per_end)), '{}')
                         FROM jsonb_each_text(counts) AS one (archer, arrows) WHERE NOT everybody ? archer AND archer <> '')),
               config, config), config;
END $$;

-- Arrows that archers in turns have in an end already, at most `most` of each.
CREATE OR REPLACE FUNCTION taken_in_end(in_session_id uuid, config jsonb, in_end_number integer, most integer) RETURNS jsonb
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT coalesce(jsonb_object_agg(archer, least(most, arrows)), '{}')
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS arrows FROM shots
             WHERE session_id = in_session_id AND end_number = in_end_number AND NOT is_sighter GROUP BY archer_id) AS one
     WHERE config -> 'orders' -> 0 ? archer
$$;

-- The state when a person says so: another stage, another end, another archer's turn.
CREATE OR REPLACE FUNCTION state_as_said(
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
        after := after || jsonb_build_object('end', number, 'least', number, 'own', (
            SELECT coalesce(jsonb_object_agg(archer, place), '{}') FROM jsonb_each(before -> 'own') AS one (archer, place)
             WHERE (place ->> 0)::integer >= number AND after ->> 'stage' = before ->> 'stage'));
    ELSIF in_archer <> whose AND NOT (coalesce((taken ->> in_archer)::integer, 0) >= per_end AND shot % per_turn = 0) THEN
        -- the turn that is passed on is over, however many arrows of it were heard
        taken := taken || jsonb_build_object(whose, least(per_end, (shot / per_turn + 1) * per_turn));
    END IF;
    IF in_archer IS NULL THEN
        in_archer := next_in_turn(config, number, taken, NULL);
        IF in_archer IS NULL THEN
            -- everybody has shot that end already: whoever shoots in it once more begins with the first
            in_archer := order_of_end(config, number) ->> 0;
        END IF;
    END IF;
    IF coalesce((taken ->> in_archer)::integer, 0) >= per_end THEN
        -- back to somebody who was through: as many arrows as are known of them, and one is to come at least
        taken := taken || jsonb_build_object(in_archer, least(per_end - 1, coalesce(
            (taken_in_end(in_session_id, config, number, per_end) ->> in_archer)::integer, 0)));
    END IF;
    RETURN after || jsonb_build_object('taken', taken, 'whose', in_archer);
END $$;

-- What clients see of a state.
CREATE OR REPLACE FUNCTION turn_as_told(state jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('stage', state -> 'stage', 'end_number', state -> 'end',
                              'archer_id', to_jsonb(nullif(state ->> 'whose', '')))
$$;

-- A person says whose turn it is, which end, which stage. Null where there is no such session.
CREATE OR REPLACE FUNCTION say_turn(
    in_session_id uuid, in_stage text, in_end_number integer, in_archer_id uuid, in_said_by text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    is_open boolean;
    now_on record;
    new_state jsonb;
    new_id uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT is_opened INTO is_open FROM sessions WHERE id = in_session_id FOR UPDATE;
    IF is_open IS NULL THEN
        RETURN NULL;
    ELSIF NOT is_open THEN
        RAISE EXCEPTION 'path.id: session_is_closed' USING DETAIL = '{}';
    END IF;
    now_on := turn_state_now(in_session_id);
    IF in_archer_id IS NOT NULL AND NOT now_on.config -> 'orders' -> 0 ? in_archer_id::text THEN
        RAISE EXCEPTION 'body.archer_id: archer_not_in_turns' USING DETAIL = '{}';
    END IF;
    new_state := state_as_said(in_session_id, now_on.state, now_on.config, in_stage, in_end_number, in_archer_id::text);
    INSERT INTO turn_marks (session_id, kind, said_at, said_by, state, config)
    VALUES (in_session_id, CASE WHEN new_state -> 'stage' = now_on.state -> 'stage' THEN 'turn' ELSE 'stage' END,
            behind_all(in_session_id), in_said_by, new_state, now_on.config)
    RETURNING id INTO new_id;
    PERFORM open_ends_at(new_id, now_on.state, now_on.config);
    PERFORM keep_correction(in_session_id, NULL, in_said_by, 'turn', turn_as_told(now_on.state), turn_as_told(new_state));
    PERFORM announce_turn(in_session_id);
    RETURN new_id;
END $$;

-- What was said is taken back: what was dealt since is dealt without it.
CREATE OR REPLACE FUNCTION take_back_turn(in_session_id uuid, in_mark_id uuid, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said record;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    DELETE FROM turn_marks WHERE id = in_mark_id AND session_id = in_session_id AND kind <> 'setup'
    RETURNING said_at, state INTO said;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    DELETE FROM ends WHERE session_id = in_session_id AND opened_at = said.said_at;
    UPDATE ends SET closed_at = NULL, closed_by = NULL WHERE session_id = in_session_id AND closed_at = said.said_at;
    PERFORM deal_again(in_session_id, said.said_at, 0, false);
    PERFORM keep_correction(in_session_id, NULL, in_made_by, 'undone', turn_as_told(said.state), NULL);
    PERFORM announce_turn(in_session_id);
    RETURN in_mark_id;
END $$;

-- Whose turn it is, which end, which arrow.
CREATE OR REPLACE FUNCTION turn_now(in_session_id uuid)
RETURNS TABLE (stage text, end_number integer, archer_id uuid, arrow integer, arrows_per_end integer,
               arrows_per_turn integer, mark_id uuid, "order" uuid[])
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT now_on.state ->> 'stage', (now_on.state ->> 'end')::integer, nullif(now_on.state ->> 'whose', '')::uuid,
           1 + coalesce((now_on.state -> 'taken' ->> (now_on.state ->> 'whose'))::integer, 0),
           (now_on.config ->> 'per_end')::integer, (now_on.config ->> 'per_turn')::integer,
           (SELECT id FROM turn_marks WHERE session_id = in_session_id AND kind <> 'setup'
             ORDER BY said_at DESC, seq DESC LIMIT 1),
           ARRAY(SELECT archer::uuid FROM jsonb_array_elements_text(
                     order_of_end(now_on.config, (now_on.state ->> 'end')::integer)) AS one (archer) WHERE archer <> '')
      FROM turn_state_now(in_session_id) AS now_on WHERE now_on.id IS NOT NULL
$$;

-- Whose turn it is is not a record to replay: it is told, without a number.
CREATE OR REPLACE FUNCTION announce_turn(in_session_id uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify(ws_channel, json_build_object('op', 'update', 'table', 'turns', 'session_id', in_session_id)::text)
      FROM appliance
$$;
