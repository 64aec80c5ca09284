-- Whose turn it is and which end: both follow from the order of shooting. A shot that comes late is put in its place,
-- and what was dealt after it is dealt again. What a person said is never overruled.

CREATE OR REPLACE FUNCTION are_counts(arrows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(arrows) = 'object' AND NOT jsonb_path_exists(
        arrows, 'strict $.* ? (@.type() != "number" || @ > 1000000000 || @ < -1000000000)', '{}', true)
$$;

CREATE OR REPLACE FUNCTION deal_from_now_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    INSERT INTO dealing (session_id, dealt_since_seq)
    SELECT sessions.id, newest.last_value FROM sessions, feed_seq AS newest
     WHERE sessions.id = coalesce(changed ->> 'session_id', changed ->> 'id')::uuid
    ON CONFLICT (session_id) DO UPDATE SET dealt_since_seq = excluded.dealt_since_seq;
    RETURN NULL;
END $$;

-- Arrows that count in a session so far, by archer; those that a running statement has inserted already too.
CREATE OR REPLACE FUNCTION arrows_so_far(in_session_id uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
    counted jsonb;
    counted_to bigint;
    newest bigint;
BEGIN
    -- what cannot be read is counted again
    SELECT arrows, counted_seq INTO counted, counted_to
      FROM dealing WHERE session_id = in_session_id AND are_counts(arrows);
    counted_to := coalesce(counted_to, 0);
    SELECT seq INTO newest FROM shots WHERE session_id = in_session_id ORDER BY seq DESC LIMIT 1;
    IF newest > counted_to THEN
        RETURN added_arrows(counted, (
            SELECT jsonb_object_agg(archer, n)
              FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS n FROM shots
                     WHERE session_id = in_session_id AND NOT is_sighter AND seq > counted_to
                     GROUP BY archer_id) AS one));
    END IF;
    RETURN coalesce(counted, '{}');
END $$;

-- Those of them that were shot at the place (`in_at`, `in_seq`) or after it.
CREATE OR REPLACE FUNCTION arrows_from(in_session_id uuid, in_at timestamptz, in_seq bigint) RETURNS jsonb
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT jsonb_object_agg(archer, -n)
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS n FROM shots
             WHERE session_id = in_session_id AND NOT is_sighter AND (shot_at, seq) >= (in_at, in_seq)
             GROUP BY archer_id) AS one
$$;

-- Those that were shot between two places, neither of them included.
CREATE OR REPLACE FUNCTION arrows_between(
    in_session_id uuid, from_at timestamptz, from_seq bigint, to_at timestamptz, to_seq bigint
) RETURNS jsonb LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT jsonb_object_agg(archer, n)
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS n FROM shots
             WHERE session_id = in_session_id AND NOT is_sighter
               AND (shot_at, seq) > (from_at, from_seq) AND (shot_at, seq) < (to_at, to_seq)
             GROUP BY archer_id) AS one
$$;

CREATE OR REPLACE FUNCTION added_arrows(arrows jsonb, more jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN more IS NULL THEN coalesce(arrows, '{}') ELSE (
        SELECT coalesce(jsonb_object_agg(archer, n), '{}')
          FROM (SELECT key AS archer, sum(value::bigint)::bigint AS n
                  FROM (SELECT * FROM jsonb_each_text(arrows) UNION ALL SELECT * FROM jsonb_each_text(more)) AS both_of
                 GROUP BY key HAVING sum(value::bigint) <> 0) AS summed) END
$$;

CREATE OR REPLACE FUNCTION one_arrow_more(arrows jsonb, archer_id uuid) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    archer text := coalesce(archer_id::text, '');
BEGIN
    RETURN jsonb_set(arrows, ARRAY[archer], to_jsonb(coalesce((arrows ->> archer)::bigint, 0) + 1));
END $$;

CREATE OR REPLACE FUNCTION all_arrows(arrows jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(value::bigint), 0)::bigint FROM jsonb_each_text(arrows)
$$;

-- What dealing has to know of a session: asked once for all shots of a statement, and then taken along from shot to
-- shot. `so_far`: arrows that count; `newest_at`: when the last shot of all was.
CREATE OR REPLACE FUNCTION dealing_of(in_session_id uuid) RETURNS jsonb
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT jsonb_build_object(
        'session_id', in_session_id,
        'per_end', (SELECT arrows_per_end FROM sessions WHERE id = in_session_id),
        'per_turn', (SELECT arrows_per_turn FROM rosters WHERE session_id = in_session_id),
        'turns', (SELECT jsonb_agg(archer_id ORDER BY shooting_order) FROM session_archers
                   WHERE session_id = in_session_id AND face IS NULL),
        'spots', (SELECT jsonb_object_agg(face, archer_id) FROM session_archers
                   WHERE session_id = in_session_id AND face IS NOT NULL),
        'shafts', (SELECT jsonb_object_agg(archer_id, coalesce(shaft_diameter, default_shaft_mm()))
                     FROM session_archers JOIN archers ON archers.id = archer_id WHERE session_id = in_session_id),
        'newest_at', (SELECT shot_at FROM shots WHERE session_id = in_session_id
                       ORDER BY shot_at DESC, seq DESC LIMIT 1),
        'so_far', arrows_so_far(in_session_id))
$$;

-- Whose turn it is after these arrows; null where nobody shoots in turns.
CREATE OR REPLACE FUNCTION archer_in_turn(dealing jsonb, before jsonb) RETURNS uuid LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    turns jsonb := dealing -> 'turns';
    per_turn bigint := (dealing ->> 'per_turn')::bigint;
    shot bigint := 0;
BEGIN
    IF per_turn IS NULL OR jsonb_typeof(turns) <> 'array' THEN
        RETURN NULL;
    END IF;
    FOR k IN 0 .. jsonb_array_length(turns) - 1 LOOP
        shot := shot + coalesce((before ->> (turns ->> k))::bigint, 0);
    END LOOP;
    RETURN (turns ->> ((shot / per_turn) % jsonb_array_length(turns))::integer)::uuid;
END $$;

-- The end after these arrows, of one archer or of the session; what is nobody's among archers stays in `end_before`,
-- that of the shot before.
CREATE OR REPLACE FUNCTION end_after(dealing jsonb, in_archer_id uuid, before jsonb, end_before integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF in_archer_id IS NOT NULL THEN
        RETURN 1 + coalesce((before ->> in_archer_id::text)::bigint, 0) / (dealing ->> 'per_end')::bigint;
    ELSIF dealing ->> 'per_turn' IS NULL THEN
        RETURN 1 + all_arrows(before) / (dealing ->> 'per_end')::bigint;
    END IF;
    RETURN coalesce(end_before, 1);
END $$;

CREATE OR REPLACE FUNCTION end_before(in_session_id uuid, in_at timestamptz, in_seq bigint) RETURNS integer
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT end_number FROM shots WHERE session_id = in_session_id AND (shot_at, seq) < (in_at, in_seq)
     ORDER BY shot_at DESC, seq DESC LIMIT 1
$$;

-- Until when the shots of a session were shot before its roster became what it is: somebody else's turns then.
CREATE OR REPLACE FUNCTION other_roster_until(in_session_id uuid) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    since bigint := (SELECT dealt_since_seq FROM dealing WHERE session_id = in_session_id);
BEGIN
    IF (SELECT seq FROM shots WHERE session_id = in_session_id ORDER BY seq LIMIT 1) > since THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT shot_at FROM shots WHERE session_id = in_session_id AND seq <= since
             ORDER BY shot_at DESC, seq DESC LIMIT 1);
END $$;

-- Deals turns and ends of a session again from this place on; every shot that changes is announced like any change.
CREATE OR REPLACE FUNCTION deal_again(in_session_id uuid, from_at timestamptz, from_seq bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    dealt jsonb := dealing_of(in_session_id);
    before jsonb := added_arrows(dealt -> 'so_far', arrows_from(in_session_id, from_at, from_seq));
    is_in_turns boolean := archer_in_turn(dealt, '{}') IS NOT NULL;
    since bigint := coalesce((SELECT dealt_since_seq FROM dealing WHERE session_id = in_session_id), 0);
    ended_before integer := end_before(in_session_id, from_at, from_seq);
    one record;
    whose uuid;
    ended integer;
    changed_ids uuid[] := '{}';
    changed_archers uuid[] := '{}';
    changed_ends integer[] := '{}';
BEGIN
    FOR one IN
        SELECT id, seq, archer_id, attribution, end_number, is_end_given, is_sighter
          FROM shots WHERE session_id = in_session_id AND (shot_at, seq) >= (from_at, from_seq) ORDER BY shot_at, seq
    LOOP
        whose := one.archer_id;
        ended := one.end_number;
        IF one.seq > since THEN
            IF one.attribution = 'order' AND is_in_turns THEN
                whose := archer_in_turn(dealt, before);
            END IF;
            IF NOT one.is_end_given THEN
                ended := end_after(dealt, whose, before, ended_before);
            END IF;
            IF whose IS DISTINCT FROM one.archer_id OR ended IS DISTINCT FROM one.end_number THEN
                changed_ids := changed_ids || one.id;
                changed_archers := changed_archers || whose;
                changed_ends := changed_ends || ended;
            END IF;
        END IF;
        ended_before := ended;
        IF NOT one.is_sighter THEN
            before := one_arrow_more(before, whose);
        END IF;
    END LOOP;
    PERFORM set_config('arch_stats.dealing', 'on', true);
    UPDATE shots SET archer_id = changed.whose, end_number = changed.ended
      FROM unnest(changed_ids, changed_archers, changed_ends) AS changed (id, whose, ended)
     WHERE shots.id = changed.id;
    PERFORM set_config('arch_stats.dealing', 'off', true);
END $$;

-- Counts what a statement added, took away or changed.
CREATE OR REPLACE FUNCTION count_arrows(in_session_id uuid, added jsonb, newest bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO dealing AS kept (session_id, arrows, counted_seq)
    SELECT id, added, newest FROM sessions WHERE id = in_session_id
    ON CONFLICT (session_id) DO UPDATE
       SET counted_seq = greatest(kept.counted_seq, excluded.counted_seq),
           arrows = CASE WHEN are_counts(kept.arrows) THEN added_arrows(kept.arrows, excluded.arrows)
                         ELSE coalesce(arrows_between(in_session_id, '-infinity', 0, 'infinity', 0), '{}') END
$$;

-- What was taken along from shot to shot is true for one statement.
CREATE OR REPLACE FUNCTION begin_dealing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('arch_stats.dealt', '', true);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settle_inserted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    late record;
BEGIN
    PERFORM count_arrows(session_id, jsonb_object_agg(archer, n), max(newest))
       FROM (SELECT session_id, coalesce(archer_id::text, '') AS archer, count(*) FILTER (WHERE NOT is_sighter) AS n,
                    max(seq) AS newest
               FROM new_shots GROUP BY session_id, archer_id) AS counted
      GROUP BY session_id;
    -- late is what has a shot behind it that was there before
    FOR late IN SELECT DISTINCT ON (session_id) session_id, shot_at, seq
                  FROM new_shots ORDER BY session_id, shot_at, seq
    LOOP
        SELECT placed.shot_at, placed.seq INTO late.shot_at, late.seq
          FROM (SELECT shot_at, seq,
                       min(seq) OVER (ORDER BY shot_at DESC, seq DESC
                                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS oldest
                  FROM shots
                 WHERE session_id = late.session_id AND (shot_at, seq) >= (late.shot_at, late.seq)) AS placed
         WHERE placed.oldest < placed.seq
         ORDER BY placed.shot_at, placed.seq LIMIT 1;
        IF FOUND THEN
            PERFORM deal_again(late.session_id, late.shot_at, late.seq);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settle_updated_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM count_arrows(session_id, jsonb_object_agg(archer, n), 0)
       FROM (SELECT session_id, coalesce(archer_id::text, '') AS archer, sum(n) AS n
               FROM (SELECT session_id, archer_id, 1 AS n FROM new_shots WHERE NOT is_sighter
                     UNION ALL
                     SELECT session_id, archer_id, -1 FROM old_shots WHERE NOT is_sighter) AS one
              GROUP BY session_id, archer_id HAVING sum(n) <> 0) AS changed
      GROUP BY session_id;
    PERFORM deal_again(moved.session_id, moved.shot_at, moved.seq)
       FROM (SELECT DISTINCT ON (session_id) session_id, place AS shot_at, seq
               FROM (SELECT later.session_id, later.seq, least(was.shot_at, later.shot_at) AS place
                       FROM new_shots AS later JOIN old_shots AS was USING (id)
                      WHERE later.shot_at <> was.shot_at) AS one
              ORDER BY session_id, place, seq) AS moved;
    RETURN NULL;
END $$;

-- A shot that is taken away leaves the others as they were dealt; who comes next counts without it.
CREATE OR REPLACE FUNCTION settle_deleted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_arrows(session_id, jsonb_object_agg(archer, n), 0)
       FROM (SELECT session_id, coalesce(archer_id::text, '') AS archer, -count(*) AS n
               FROM old_shots WHERE NOT is_sighter GROUP BY session_id, archer_id) AS changed
      GROUP BY session_id;
    RETURN NULL;
END $$;
