-- Whose a shot is and in which end: the record of a session is a sequence of shots and of turn marks (what was said of
-- turns), and the state after each of them follows from the state before it. A shot that comes late is put in its
-- place, and what was dealt behind it is dealt again, up to the next mark: what a mark says holds whatever came before.
--
-- state:  {stage, end, whose, taken: {archer: arrows of this end}, own: {archer: [end, arrows]}, least}
--         `whose` turn it is: '' is nobody where no roster is, null where nobody shoots in turns; `own`: archers who are
--         not in turns, each with an end of its own, from `least` on
-- config: {per_end, per_turn, orders: [[archer, ...], ...], spots: {face: archer}}
--         one of `orders` for each detail that may begin; null where nothing is known: there nothing is dealt

-- Whether this is a state that dealing can go on from.
CREATE OR REPLACE FUNCTION is_turn_state(state jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_path_match(state, 'strict
        ($.stage == "sighters" || $.stage == "scoring") && $.end >= 1 && $.end <= 1000000000 && $.end.floor() == $.end
        && $.least >= 1 && $.least <= 1000000000 && $.least.floor() == $.least
        && ($.whose == null || $.whose.type() == "string")
        && $.taken.type() == "object" && $.own.type() == "object"
        && !exists($.taken.* ? (@.type() != "number" || @ < 0 || @ > 1000000000 || @.floor() != @))
        && !exists($.own.* ? (@.type() != "array" || @.size() != 2
            || @[0].type() != "number" || @[0] < 1 || @[0] > 1000000000 || @[0].floor() != @[0]
            || @[1].type() != "number" || @[1] < 0 || @[1] > 1000000000 || @[1].floor() != @[1]))', '{}', true), false)
$$;

CREATE OR REPLACE FUNCTION is_turn_config(config jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT config IS NULL OR coalesce(jsonb_path_match(config, 'strict
        $.per_end >= 1 && $.per_end <= 12 && $.per_end.floor() == $.per_end
        && $.per_turn >= 1 && $.per_turn <= 12 && $.per_turn.floor() == $.per_turn
        && $.archers.type() == "array" && !exists($.archers[*] ? (@.type() != "string"))
        && $.orders.type() == "array" && $.orders.size() >= 1 && $.orders.size() <= 3
        && !exists($.orders[*] ? (@.type() != "array")) && !exists($.orders[*][*] ? (@.type() != "string"))
        && $.spots.type() == "object" && !exists($.spots.* ? (@.type() != "string"))', '{}', true), false)
$$;

-- The state of a session that begins in this stage, before anybody is known to shoot.
CREATE OR REPLACE FUNCTION first_turn_state(in_stage text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('stage', in_stage, 'end', 1, 'whose', '', 'taken', '{}'::jsonb, 'own', '{}'::jsonb, 'least', 1)
$$;

-- In which order archers take their turns in an end: details in rotation, where they rotate.
CREATE OR REPLACE FUNCTION order_of_end(config jsonb, end_number integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT config -> 'orders' -> ((end_number - 1) % greatest(1, jsonb_array_length(config -> 'orders')))
$$;

-- Who is next behind this archer (null: the first of all) with arrows left to shoot in the end; null when nobody is.
CREATE OR REPLACE FUNCTION next_in_turn(config jsonb, end_number integer, taken jsonb, behind text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    listed jsonb := order_of_end(config, end_number);
    places integer := coalesce(jsonb_array_length(listed), 0);
    per_end integer := (config ->> 'per_end')::integer;
    here integer := -1;
    archer text;
BEGIN
    FOR k IN 0 .. places - 1 LOOP
        IF listed ->> k = behind THEN
            here := k;
        END IF;
    END LOOP;
    FOR k IN 1 .. places LOOP
        archer := listed ->> ((here + k) % places);
        IF coalesce((taken ->> archer)::integer, 0) < per_end THEN
            RETURN archer;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- The state when the archer whose turn it was has shot all of it: the next archer's turn, or the next end.
CREATE OR REPLACE FUNCTION turn_passed(config jsonb, state jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    end_number integer := (state ->> 'end')::integer;
    archer text := next_in_turn(config, end_number, state -> 'taken', state ->> 'whose');
BEGIN
    IF archer IS NOT NULL THEN
        RETURN jsonb_set(state, '{whose}', to_jsonb(archer));
    END IF;
    -- ends of sighters are not counted
    end_number := end_number + (state ->> 'stage' = 'scoring')::integer;
    RETURN state || jsonb_build_object('end', end_number, 'taken', '{}'::jsonb,
                                       'whose', next_in_turn(config, end_number, '{}', NULL));
END $$;

-- One shot: the state after it, and the place that it takes, an archer's arrow of an end; no arrow where it takes none.
-- `known`: whose it is where that does not follow from the turn.
CREATE OR REPLACE FUNCTION deal_one(
    config jsonb, before jsonb, dealt_as text, known text,
    OUT state jsonb, OUT archer text, OUT ended integer, OUT arrow integer, OUT stage text
) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    per_end integer := (config ->> 'per_end')::integer;
    whose text := before ->> 'whose';
    own jsonb;
BEGIN
    state := before;
    stage := before ->> 'stage';
    ended := (before ->> 'end')::integer;
    IF dealt_as = 'order' THEN
        known := whose;
    END IF;
    IF known IS NULL THEN
        RETURN;
    ELSIF config -> 'orders' -> 0 ? known THEN
        arrow := 1 + coalesce((before -> 'taken' ->> known)::integer, 0);
        IF dealt_as = 'sighter' AND stage = 'scoring'
           OR known <> whose AND (dealt_as <> 'owner' OR arrow > per_end) THEN
            arrow := NULL;
            RETURN;
        END IF;
        archer := known;
        state := jsonb_set(before, ARRAY['taken', known], to_jsonb(arrow));
        IF known = whose AND (arrow >= per_end OR arrow % (config ->> 'per_turn')::integer = 0) THEN
            state := turn_passed(config, state);
        END IF;
        RETURN;
    END IF;
    own := coalesce(before -> 'own' -> known, jsonb_build_array(before -> 'least', 0));
    ended := (own ->> 0)::integer;
    arrow := 1 + (own ->> 1)::integer;
    IF arrow > per_end THEN
        ended := ended + (stage = 'scoring')::integer;
        arrow := 1;
    END IF;
    IF dealt_as = 'sighter' AND stage = 'scoring' THEN
        arrow := NULL;
        RETURN;
    END IF;
    archer := known;
    state := jsonb_set(before, ARRAY['own', known], jsonb_build_array(ended, arrow));
    IF whose IS NULL THEN
        -- nobody shoots in turns: what is nobody's stays in the end of the shot before it
        state := jsonb_set(state, '{end}', to_jsonb(ended));
    END IF;
END $$;

-- What is in force at a moment of the record: the newest mark until then.
CREATE OR REPLACE FUNCTION mark_before(
    in_session_id uuid, in_at timestamptz, OUT id uuid, OUT said_at timestamptz, OUT state jsonb, OUT config jsonb
) LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
    SELECT mark.id, mark.said_at, mark.state, mark.config INTO id, said_at, state, config
      FROM turn_marks AS mark WHERE mark.session_id = in_session_id AND mark.said_at <= in_at
     ORDER BY mark.said_at DESC, mark.seq DESC LIMIT 1;
END $$;

-- Whose a shot is that was dealt as an owner's or as an entry, wherever it went since.
CREATE OR REPLACE FUNCTION known_archer(dealt_as text, archer_id uuid, dealt_to uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE dealt_as WHEN 'order' THEN NULL WHEN 'owner' THEN coalesce(dealt_to, archer_id)
                         ELSE coalesce(archer_id, dealt_to) END::text
$$;

-- The state just before a place of the record, where `said_at`, `said` and `config` are of the mark in force there.
CREATE OR REPLACE FUNCTION state_before(
    in_session_id uuid, said_at timestamptz, said jsonb, config jsonb, in_at timestamptz, in_seq bigint
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
    found_state jsonb;
    one record;
BEGIN
    SELECT state INTO found_state FROM shots
     WHERE session_id = in_session_id AND shot_at >= said_at AND (shot_at, seq) < (in_at, in_seq)
     ORDER BY shot_at DESC, seq DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN said;
    ELSIF is_turn_state(found_state) THEN
        RETURN found_state;
    END IF;
    -- what cannot be read is dealt again
    found_state := said;
    FOR one IN SELECT dealt_as, archer_id, dealt_to FROM shots
                WHERE session_id = in_session_id AND shot_at >= said_at AND (shot_at, seq) < (in_at, in_seq)
                ORDER BY shot_at, seq
    LOOP
        found_state := (deal_one(config, found_state, one.dealt_as,
                                 known_archer(one.dealt_as, one.archer_id, one.dealt_to))).state;
    END LOOP;
    RETURN found_state;
END $$;

-- Deals a session again from this place on; every shot that changes is announced like any change. It ends at the next
-- mark, or, if it may, as soon as all is as it was. Returns until when everything is as it must be.
CREATE OR REPLACE FUNCTION deal_again(in_session_id uuid, from_at timestamptz, from_seq bigint, may_end_early boolean)
RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    was_dealing CONSTANT text := coalesce(current_setting('arch_stats.dealing', true), '');
    said record := mark_before(in_session_id, from_at);
    until CONSTANT timestamptz := coalesce(
        (SELECT min(said_at) FROM turn_marks WHERE session_id = in_session_id AND said_at > from_at), 'infinity');
    before jsonb;
    reached timestamptz := until;
    one record;
    dealt record;
    dealt_now shots;
    changed shots[] := '{}';
    unseen shots[] := '{}';
    edges shots[] := '{}';
BEGIN
    IF said.config IS NULL THEN
        RETURN until;
    END IF;
    before := state_before(in_session_id, said.said_at, said.state, said.config, from_at, from_seq);
    FOR one IN SELECT * FROM shots WHERE session_id = in_session_id AND (shot_at, seq) >= (from_at, from_seq)
                  AND shot_at < until ORDER BY shot_at, seq
    LOOP
        dealt_now := one;
        dealt := deal_one(said.config, before, one.dealt_as, known_archer(one.dealt_as, one.archer_id, one.dealt_to));
        dealt_now.state := dealt.state;
        dealt_now.dealt_to := nullif(dealt.archer, '')::uuid;
        dealt_now.dealt_end := CASE WHEN dealt.arrow IS NOT NULL THEN dealt.ended END;
        dealt_now.dealt_arrow := dealt.arrow;
        IF one.dealt_as <> 'order' THEN
            dealt_now.dealt_to := coalesce(dealt_now.dealt_to, one.dealt_to);
        ELSIF NOT one.is_archer_given AND one.attribution IS DISTINCT FROM 'arrow' THEN
            dealt_now.archer_id := (SELECT id FROM archers WHERE id = dealt_now.dealt_to);
            dealt_now.attribution := CASE WHEN dealt_now.archer_id IS NOT NULL THEN 'order' END;
        END IF;
        IF NOT one.is_end_given THEN
            dealt_now.end_number := dealt.ended;
        END IF;
        IF NOT one.is_sighter_given THEN
            dealt_now.is_sighter := dealt.stage = 'sighters';
        END IF;
        IF (dealt_now.archer_id, dealt_now.end_number, dealt_now.is_sighter)
           IS DISTINCT FROM (one.archer_id, one.end_number, one.is_sighter) THEN
            changed := array_append(changed, dealt_now);
        ELSIF (dealt_now.state, dealt_now.dealt_to, dealt_now.dealt_end, dealt_now.dealt_arrow)
              IS DISTINCT FROM (one.state, one.dealt_to, one.dealt_end, one.dealt_arrow) THEN
            unseen := array_append(unseen, dealt_now);
        END IF;
        IF dealt_now.dealt_arrow = 1 OR dealt_now.dealt_arrow >= (said.config ->> 'per_end')::integer THEN
            edges := array_append(edges, dealt_now);
        END IF;
        IF may_end_early AND dealt_now.state = one.state THEN
            reached := one.shot_at;
            EXIT;
        END IF;
        before := dealt_now.state;
    END LOOP;
    -- before the shots are changed: how many of them are too many follows from their ends
    PERFORM keep_ends_again(in_session_id, from_at, reached, array_agg(dealt_to), array_agg(dealt_end),
                            array_agg(dealt_arrow), array_agg(shot_at)) FROM unnest(edges);
    IF cardinality(changed) > 0 THEN
        PERFORM set_config('arch_stats.dealing', 'on', true);
        UPDATE shots
           SET archer_id = later.archer_id, attribution = later.attribution, end_number = later.end_number,
               is_sighter = later.is_sighter, state = later.state, dealt_to = later.dealt_to,
               dealt_end = later.dealt_end, dealt_arrow = later.dealt_arrow
          FROM unnest(changed) AS later WHERE shots.id = later.id;
    END IF;
    IF cardinality(unseen) > 0 THEN
        -- told to nobody: no client sees what changed
        PERFORM set_config('arch_stats.dealing', 'unseen', true);
        UPDATE shots
           SET state = later.state, dealt_to = later.dealt_to, dealt_end = later.dealt_end, dealt_arrow = later.dealt_arrow
          FROM unnest(unseen) AS later WHERE shots.id = later.id;
    END IF;
    PERFORM set_config('arch_stats.dealing', was_dealing, true);
    RETURN reached;
END $$;

-- Deals a whole session again from a moment on: what was moved there with its clock. Ends that nobody shot an arrow of
-- are not known again.
CREATE OR REPLACE FUNCTION deal_session(in_session_id uuid, from_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place timestamptz := from_at;
BEGIN
    WHILE place < 'infinity' LOOP
        place := deal_again(in_session_id, place, 0, false);
    END LOOP;
END $$;

-- Deals again from each of these places, in their order; what is dealt already is not dealt twice.
CREATE OR REPLACE FUNCTION deal_from_places(in_session_id uuid, ats timestamptz[], seqs bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    place record;
    reached timestamptz := '-infinity';
BEGIN
    FOR place IN SELECT DISTINCT at, seq FROM unnest(ats, seqs) AS one (at, seq) ORDER BY at, seq LOOP
        IF place.at >= reached THEN
            reached := deal_again(in_session_id, place.at, place.seq, true);
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION settle_inserted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    late record;
BEGIN
    PERFORM keep_ends(session_id, 'infinity', array_agg(dealt_to), array_agg(dealt_end), array_agg(dealt_arrow),
                      array_agg(shot_at))
       FROM new_shots WHERE dealt_arrow IS NOT NULL GROUP BY session_id;
    -- late is what has a shot behind it that was there before
    FOR late IN SELECT added.session_id, array_agg(next.shot_at) AS ats, array_agg(next.seq) AS seqs
                  FROM new_shots AS added
                 CROSS JOIN LATERAL (SELECT shot_at, seq FROM shots
                                      WHERE session_id = added.session_id AND (shot_at, seq) > (added.shot_at, added.seq)
                                      ORDER BY shot_at, seq LIMIT 1) AS next
                 WHERE next.seq < added.seq GROUP BY added.session_id
    LOOP
        PERFORM deal_from_places(late.session_id, late.ats, late.seqs);
        PERFORM keep_ends(late.session_id, 'infinity', array_agg(dealt_to), array_agg(dealt_end),
                          array_agg(dealt_arrow), array_agg(shot_at))
           FROM shots WHERE id IN (SELECT id FROM new_shots WHERE session_id = late.session_id)
                        AND dealt_arrow IS NOT NULL;
    END LOOP;
    PERFORM find_surplus(session_id, array_agg(archer_id), array_agg(end_number))
       FROM (SELECT DISTINCT session_id, archer_id, end_number FROM new_shots) AS touched GROUP BY session_id;
    PERFORM announce_turn(session_id) FROM new_shots GROUP BY session_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settle_updated_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    is_dealing boolean := coalesce(current_setting('arch_stats.dealing', true), '') <> '';
BEGIN
    IF NOT is_dealing THEN
        PERFORM deal_from_places(moved.session_id, array_agg(moved.shot_at), array_agg(moved.seq))
           FROM (SELECT added.session_id, place.shot_at, added.seq
                   FROM new_shots AS added JOIN old_shots AS was USING (id)
                  CROSS JOIN LATERAL (VALUES (was.shot_at), (added.shot_at)) AS place (shot_at)
                  WHERE added.state IS NULL AND was.state IS NOT NULL) AS moved
          GROUP BY moved.session_id;
        PERFORM announce_turn(session_id) FROM new_shots GROUP BY session_id;
    END IF;
    PERFORM find_surplus(session_id, array_agg(archer_id), array_agg(end_number))
       FROM (SELECT one.session_id, one.archer_id, one.end_number
               FROM new_shots AS added JOIN old_shots AS was USING (id)
              CROSS JOIN LATERAL (VALUES (was.session_id, was.archer_id, was.end_number),
                                         (added.session_id, added.archer_id, added.end_number)
                                 ) AS one (session_id, archer_id, end_number)
              WHERE (added.archer_id, added.end_number, added.is_sighter, added.points, added.points_called, added.is_x, added.is_x_called)
                    IS DISTINCT FROM
                    (was.archer_id, was.end_number, was.is_sighter, was.points, was.points_called, was.is_x, was.is_x_called)
              GROUP BY 1, 2, 3) AS touched
      GROUP BY session_id;
    RETURN NULL;
END $$;

-- An arrow that never was: its place is free, and what was dealt behind it moves up.
CREATE OR REPLACE FUNCTION settle_deleted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on' THEN
        INSERT INTO deleted_shots (id, session_id, shot)
        SELECT gone.id, gone.session_id, to_jsonb(gone) - 'state'
          FROM old_shots AS gone JOIN sessions ON sessions.id = gone.session_id
        ON CONFLICT (id) DO UPDATE SET deleted_at = excluded.deleted_at, shot = excluded.shot;
    END IF;
    PERFORM deal_from_places(gone.session_id, array_agg(gone.shot_at), array_agg(gone.seq)),
            find_surplus(gone.session_id, array_agg(gone.archer_id), array_agg(gone.end_number)),
            announce_turn(gone.session_id)
       FROM old_shots AS gone JOIN sessions ON sessions.id = gone.session_id GROUP BY gone.session_id;
    RETURN NULL;
END $$;

-- Called by the table of counts that migrations have made until turns became facts, and take away again.
CREATE OR REPLACE FUNCTION are_counts(arrows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(arrows) = 'object' AND NOT jsonb_path_exists(
        arrows, 'strict $.* ? (@.type() != "number" || @ > 1000000000 || @ < -1000000000)', '{}', true)
$$;
