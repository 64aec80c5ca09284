-- The order of shooting and the timer: who shoots in which of the timer's turns, how many arrows each has had, and how
-- the order follows when time moves on. appliance/core/timed_turns.py decides when.

-- Whether this is null, or a list as `shooters_of` returns it.
CREATE OR REPLACE FUNCTION are_shooters(shooters jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT shooters IS NULL OR coalesce(jsonb_path_match(shooters, 'strict
        $.type() == "array" && $.size() >= 1 && $.size() <= 3
        && !exists($[*] ? (@.type() != "array" || @.size() > 8))
        && !exists($[*][*] ? (@.type() != "string"))', '{}', true), false)
$$;

-- The archers of each of the timer's turns, in the order of the present end: alternating sides of a match, details, or
-- one archer each; where they alternate, the turn of the archer who is to shoot is first. Null where there are not
-- `in_turns`.
CREATE OR REPLACE FUNCTION shooters_of(
    in_session_id uuid, in_turns integer, alternates boolean, state jsonb, config jsonb
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
    found jsonb;
BEGIN
    IF alternates THEN
        SELECT jsonb_build_array(to_jsonb(a.archer_ids), to_jsonb(b.archer_ids)) INTO found
          FROM matches
          JOIN bracket_entries AS a ON a.bracket_id = matches.bracket_id AND a.seed = matches.seed_a
          JOIN bracket_entries AS b ON b.bracket_id = matches.bracket_id AND b.seed = matches.seed_b
         WHERE matches.session_id = in_session_id AND matches.first_side IS NOT NULL
           -- an entry that lost its archers: they are on the roster too
           AND are_shooters(jsonb_build_array(to_jsonb(a.archer_ids), to_jsonb(b.archer_ids))) LIMIT 1;
    END IF;
    IF found IS NULL THEN
        SELECT jsonb_agg(archers ORDER BY place) INTO found
          FROM (WITH details AS (SELECT detail, row_number() OVER (ORDER BY detail) - 1 AS k, count(*) OVER () AS n
                                   FROM session_archers AS listed WHERE listed.session_id = in_session_id GROUP BY detail)
                SELECT CASE WHEN rosters.rotates THEN (k + n - ((state ->> 'end')::integer - 1) % n) % n ELSE k END AS place,
                       jsonb_agg(listed.archer_id ORDER BY listed.shooting_order) AS archers
                  FROM rosters
                  JOIN session_archers AS listed ON listed.session_id = rosters.session_id
                  JOIN details ON details.detail = listed.detail
                 WHERE rosters.session_id = in_session_id GROUP BY 1) AS one;
    END IF;
    IF found IS NULL THEN
        -- nobody is registered
        found := '[[""]]';
    ELSIF in_turns = 1 THEN
        found := jsonb_build_array(jsonb_path_query_array(found, '$[*][*]'));
    ELSIF alternates AND jsonb_array_length(found) = 1 THEN
        found := (SELECT jsonb_agg(jsonb_build_array(archer) ORDER BY k)
                    FROM jsonb_array_elements(found -> 0) WITH ORDINALITY AS one (archer, k));
    END IF;
    IF jsonb_array_length(found) <> in_turns THEN
        RETURN NULL;
    END IF;
    IF alternates AND found @> jsonb_build_array(jsonb_build_array(state ->> 'whose')) THEN
        WHILE NOT found -> 0 ? (state ->> 'whose') LOOP
            found := found - 0 || jsonb_build_array(found -> 0);
        END LOOP;
    END IF;
    RETURN found;
END $$;

-- How many arrows an archer has had in an end, shot or passed over.
CREATE OR REPLACE FUNCTION arrows_had(state jsonb, config jsonb, archer text, in_end_number integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN config -> 'orders' -> 0 ? archer THEN CASE
            WHEN (state ->> 'end')::integer > in_end_number THEN (config ->> 'per_end')::integer
            ELSE coalesce((state -> 'taken' ->> archer)::integer, 0) END
        WHEN coalesce((state -> 'own' -> archer ->> 0)::integer, (state ->> 'least')::integer) > in_end_number
            THEN (config ->> 'per_end')::integer
        WHEN (state -> 'own' -> archer ->> 0)::integer = in_end_number THEN (state -> 'own' -> archer ->> 1)::integer
        ELSE 0 END
$$;

-- Arrows that each turn has had in the timed end, and has in all. No row where no end is timed, or a person went back
-- to an earlier end.
CREATE OR REPLACE FUNCTION turn_arrows() RETURNS TABLE (had integer[], whole integer[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    timed shooting_timer;
    now_on record;
BEGIN
    SELECT * INTO timed FROM shooting_timer;
    IF timed.end_number IS NULL OR timed.shooters IS NULL
       OR NOT EXISTS (SELECT FROM sessions WHERE id = timed.session_id AND is_opened) THEN
        RETURN;
    END IF;
    now_on := turn_state_now(timed.session_id);
    IF now_on.config IS NULL OR now_on.state ->> 'stage' <> 'scoring'
       OR now_on.state ->> 'whose' IS NOT NULL AND (now_on.state ->> 'end')::integer < timed.end_number THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT array_agg(side.had ORDER BY side.k), array_agg(side.whole ORDER BY side.k)
          FROM (SELECT turn.k, sum(arrows_had(now_on.state, now_on.config, one.archer, timed.end_number))::integer AS had,
                       (count(*) * (now_on.config ->> 'per_end')::integer)::integer AS whole
                  FROM jsonb_array_elements(timed.shooters) WITH ORDINALITY AS turn (archers, k)
                 CROSS JOIN LATERAL jsonb_array_elements_text(turn.archers) AS one (archer)
                 GROUP BY turn.k) AS side;
END $$;

-- Of these archers, who has had the fewest arrows and is first in their order; null where nobody has any left.
CREATE OR REPLACE FUNCTION fewest_taken(archers jsonb, taken jsonb, per_end integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT archer FROM jsonb_array_elements_text(archers) WITH ORDINALITY AS one (archer, k)
     WHERE coalesce((taken ->> archer)::integer, 0) < per_end
     ORDER BY coalesce((taken ->> archer)::integer, 0), k LIMIT 1
$$;

-- Sets the turn by the period that time moved on to. Each turn has had at least `in_had` arrows by then, heard or not.
-- False where the timer is not at `in_revision` any more.
CREATE OR REPLACE FUNCTION pass_turn(in_revision bigint, in_period integer, in_had integer[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    timed shooting_timer;
    now_on record;
    per_end integer;
    taken jsonb;
    lacking integer;
    archer text;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO timed FROM shooting_timer;
    IF timed.revision IS DISTINCT FROM in_revision THEN
        RETURN false;
    END IF;
    UPDATE shooting_timer SET followed = in_period;
    now_on := turn_state_now(timed.session_id);
    IF now_on.config IS NULL OR now_on.state ->> 'stage' <> 'scoring' OR now_on.state ->> 'whose' IS NULL
       OR (now_on.state ->> 'end')::integer <> timed.end_number THEN
        RETURN true;
    END IF;
    per_end := (now_on.config ->> 'per_end')::integer;
    taken := now_on.state -> 'taken';
    FOR k IN 0 .. timed.turns - 1 LOOP
        lacking := in_had[k + 1] - (SELECT coalesce(sum(coalesce((taken ->> one)::integer, 0)), 0)
                                      FROM jsonb_array_elements_text(timed.shooters -> k) AS one);
        FOR arrow IN 1 .. lacking LOOP
            archer := fewest_taken(timed.shooters -> k, taken, per_end);
            EXIT WHEN archer IS NULL;
            taken := taken || jsonb_build_object(archer, 1 + coalesce((taken ->> archer)::integer, 0));
        END LOOP;
    END LOOP;
    archer := fewest_taken(timed.shooters -> (in_period % timed.turns), taken, per_end);
    IF archer IS NOT NULL AND taken <> now_on.state -> 'taken' THEN
        PERFORM keep_turn(timed.session_id, 'timer', now_on.state, now_on.config,
                          now_on.state || jsonb_build_object('taken', taken, 'whose', archer));
    END IF;
    RETURN true;
END $$;

-- The timer's turns as phones show them: the name of the archer or team, or the letters of those who shoot together.
CREATE OR REPLACE FUNCTION sides_of_timer(in_session_id uuid, shooters jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'archer_ids', listed.ids,
               'name', coalesce(
                   (SELECT entry.name FROM matches JOIN bracket_entries AS entry ON entry.bracket_id = matches.bracket_id
                     WHERE matches.session_id = in_session_id AND entry.seed IN (matches.seed_a, matches.seed_b)
                       AND to_jsonb(entry.archer_ids) = side.archers LIMIT 1),
                   listed.name)) ORDER BY side.k), '[]')
      FROM jsonb_array_elements(shooters) WITH ORDINALITY AS side (archers, k)
     CROSS JOIN LATERAL (
           SELECT jsonb_agg(archers.id ORDER BY one.k) AS ids,
                  CASE WHEN count(own.letter) > 1 OR jsonb_array_length(shooters) = 1
                       THEN string_agg(own.letter, '' ORDER BY one.k) ELSE min(archers.name) END AS name
             FROM jsonb_array_elements_text(side.archers) WITH ORDINALITY AS one (archer, k)
             JOIN archers ON archers.id::text = one.archer
             LEFT JOIN session_archers AS own ON own.session_id = in_session_id AND own.archer_id = archers.id) AS listed
     WHERE listed.name IS NOT NULL
$$;
