-- Dealing gives each shot its archer and end. A session is a sequence of shots and turn marks (set by people, the timer
-- or a change of the roster), and the state after each follows from the state before it. A shot that comes late is put
-- in its place, and the shots behind it are dealt again up to the next mark, whose state holds whatever came before.
--
-- state:  {stage, end, whose, taken: {archer: arrows of this end}, shot: {archer: arrows}, ahead: {archer: arrows},
--          own: {archer: [end, arrows]}, least}
--         `whose`: whose turn it is, '' without a roster, null where nobody shoots in turns; `taken`: arrows of which
--         the turns are over, heard or not; `shot`: arrows recorded in this end; `ahead`: in later ends; `own`: archers
--         who take no turns, each with an end of their own, from end `least` on
-- config: {per_end, per_turn, orders: [[archer, ...], ...], spots: {face: archer}}
--         `orders`: one for each detail that may begin; without a config nothing is dealt

-- Whether this is a valid state, from which dealing can continue.
CREATE OR REPLACE FUNCTION is_turn_state(state jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    -- older states have neither `shot` nor `ahead`
    SELECT coalesce(jsonb_path_match('{"shot": {}, "ahead": {}}' || state, 'strict
        ($.stage == "sighters" || $.stage == "scoring") && $.end >= 1 && $.end <= 1000000000 && $.end.floor() == $.end
        && $.least >= 1 && $.least <= 1000000000 && $.least.floor() == $.least
        && ($.whose == null || $.whose == "" || $.whose like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        && $.taken.type() == "object" && $.shot.type() == "object" && $.ahead.type() == "object"
        && $.own.type() == "object"
        && !exists($.taken.* ? (@.type() != "number" || @ < 0 || @ > 1000000000 || @.floor() != @))
        && !exists($.shot.* ? (@.type() != "number" || @ < 0 || @ > 1000000000 || @.floor() != @))
        && !exists($.ahead.* ? (@.type() != "number" || @ < 0 || @ > 1000000000 || @.floor() != @))
        && !exists($.own.* ? (@.type() != "array" || @.size() != 2
            || @[0].type() != "number" || @[0] < 1 || @[0] > 1000000000 || @[0].floor() != @[0]
            || @[1].type() != "number" || @[1] < 0 || @[1] > 1000000000 || @[1].floor() != @[1]))', '{}', true), false)
$$;

CREATE OR REPLACE FUNCTION is_turn_config(config jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT config IS NULL OR coalesce(jsonb_path_match(config, 'strict
        $.per_end >= 1 && $.per_end <= 12 && $.per_end.floor() == $.per_end
        && $.per_turn >= 1 && $.per_turn <= 12 && $.per_turn.floor() == $.per_turn
        && $.archers.type() == "array" && $.spots.type() == "object"
        && $.orders.type() == "array" && $.orders.size() >= 1 && $.orders.size() <= 3
        && !exists($.orders[*] ? (@.type() != "array"))
        && !exists($.orders[*][*] ? (@.type() != "string"
            || @ != "" && !(@ like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")))
        && !exists($.archers[*] ? (@.type() != "string" || !(@ like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")))
        && !exists($.spots.* ? (@.type() != "string" || !(@ like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")))',
        '{}', true), false)
$$;

-- The first state of a session that begins in this stage, without archers.
CREATE OR REPLACE FUNCTION first_turn_state(in_stage text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('stage', in_stage, 'end', 1, 'whose', '', 'taken', '{}'::jsonb, 'shot', '{}'::jsonb,
                              'ahead', '{}'::jsonb, 'own', '{}'::jsonb, 'least', 1)
$$;

-- A mark's state and config; where these are invalid, the first state and no config.
CREATE OR REPLACE FUNCTION as_readable(INOUT state jsonb, INOUT config jsonb) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    hash CONSTANT bigint := hashtextextended(format('%s|%s', state, config), 0);
BEGIN
    IF is_known_sound(hash) THEN
        RETURN;
    ELSIF is_turn_state(state) AND is_turn_config(config) THEN
        PERFORM remember_sound(hash);
    ELSE
        state := first_turn_state('scoring');
        config := NULL;
    END IF;
END $$;

-- The order in which archers take turns in an end, with details in rotation where they rotate.
CREATE OR REPLACE FUNCTION order_of_end(config jsonb, end_number integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT config -> 'orders' -> ((end_number - 1) % greatest(1, jsonb_array_length(config -> 'orders')))
$$;

-- The next archer after `behind` (null: from the first on) with arrows left in the end; null when there is none.
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

-- The state after a turn is over: the next archer's turn, or the next end.
CREATE OR REPLACE FUNCTION turn_passed(config jsonb, state jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    archer text := next_in_turn(config, (state ->> 'end')::integer, state -> 'taken', state ->> 'whose');
BEGIN
    IF archer IS NOT NULL THEN
        RETURN jsonb_set(state, '{whose}', to_jsonb(archer));
    END IF;
    RETURN next_end(config, state);
END $$;

-- The state at the beginning of the next end in which somebody has arrows left; arrows shot ahead belong to it.
CREATE OR REPLACE FUNCTION next_end(config jsonb, before jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    per_end CONSTANT integer := (config ->> 'per_end')::integer;
    number integer := (before ->> 'end')::integer;
    ahead jsonb := coalesce(before -> 'ahead', '{}');
    taken jsonb;
    whose text;
    full_ends integer;
BEGIN
    -- skips all ends that everybody has shot ahead, at once
    SELECT coalesce(min(coalesce((ahead ->> archer)::integer, 0)), (SELECT max(value::integer) FROM jsonb_each_text(ahead)), 0)
           / per_end INTO full_ends FROM jsonb_array_elements_text(config -> 'orders' -> 0) AS one (archer);
    number := number + CASE WHEN before ->> 'stage' = 'scoring' THEN full_ends ELSE 0 END;
    SELECT coalesce(jsonb_object_agg(archer, arrows::integer - full_ends * per_end), '{}') INTO ahead
      FROM jsonb_each_text(ahead) AS one (archer, arrows) WHERE arrows::integer > full_ends * per_end;
    LOOP
        -- ends of sighters are not numbered on
        number := number + (before ->> 'stage' = 'scoring')::integer;
        SELECT coalesce(jsonb_object_agg(archer, least(per_end, arrows::integer)), '{}'),
               coalesce(jsonb_object_agg(archer, arrows::integer - per_end) FILTER (WHERE arrows::integer > per_end), '{}')
          INTO taken, ahead FROM jsonb_each_text(ahead) AS one (archer, arrows);
        whose := next_in_turn(config, number, taken, NULL);
        EXIT WHEN whose IS NOT NULL OR taken = '{}';
    END LOOP;
    RETURN before || jsonb_build_object('end', number, 'taken', taken, 'shot', taken, 'ahead', ahead, 'whose', whose);
END $$;

-- Deals one shot: the state after it, and its place, an archer's arrow of an end; `arrow` is null where it takes none.
-- `known`: its archer where that does not follow from the turn.
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
        IF dealt_as = 'sighter' AND stage = 'scoring' THEN
            arrow := NULL;
            RETURN;
        ELSIF dealt_as = 'next' AND stage = 'scoring' AND known <> whose
              AND (before -> 'shot' ->> known)::integer >= per_end THEN
            -- the archer's end is full of recorded arrows: this one belongs to a later end
            archer := known;
            arrow := 1 + coalesce((before -> 'ahead' ->> known)::integer, 0);
            state := jsonb_set(before, ARRAY['ahead', known], to_jsonb(arrow));
            ended := ended + 1 + (arrow - 1) / per_end;
            arrow := 1 + (arrow - 1) % per_end;
            RETURN;
        END IF;
        state := jsonb_set(before, ARRAY['shot', known],
                           to_jsonb(1 + coalesce((before -> 'shot' ->> known)::integer, 0)));
        IF known <> whose AND (dealt_as <> 'owner' OR arrow > per_end) THEN
            arrow := NULL;
            RETURN;
        END IF;
        archer := known;
        state := jsonb_set(state, ARRAY['taken', known], to_jsonb(arrow));
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
        -- nobody shoots in turns: a shot without an archer stays in the end of the shot before it
        state := jsonb_set(state, '{end}', to_jsonb(ended));
    END IF;
END $$;

-- Called by a check of a table of counts, which early migrations make and a later one drops.
CREATE OR REPLACE FUNCTION are_counts(arrows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(arrows) = 'object' AND NOT jsonb_path_exists(
        arrows, 'strict $.* ? (@.type() != "number" || @ > 1000000000 || @ < -1000000000)', '{}', true)
$$;
