-- Which arrows are shot and do not count: those of more than an end has, and those behind the last one of a round.

-- How many arrows an end of an archer has, which is known from when it was shot; null where it has no limit: what is
-- nobody's among archers is no end.
CREATE OR REPLACE FUNCTION arrows_of_end(in_session_id uuid, in_archer_id uuid, in_end_number integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
    IF in_archer_id IS NULL THEN
        RETURN (SELECT arrows_per_end FROM ends WHERE session_id = in_session_id AND end_number = in_end_number
                   AND archer_id IS NULL AND stage = 'scoring');
    END IF;
    RETURN coalesce(
        (SELECT arrows_per_end FROM ends WHERE session_id = in_session_id AND end_number = in_end_number
            AND archer_id = in_archer_id AND stage = 'scoring'),
        -- nobody took a place in it: a person put its arrows there
        (SELECT (config ->> 'per_end')::integer
           FROM mark_before(in_session_id, (
                    SELECT min(shot_at) FROM shots WHERE session_id = in_session_id AND end_number = in_end_number
                       AND archer_id = in_archer_id AND state IS NOT NULL))));
END $$;

-- Arrows of these archers behind those that their round has here (sessions.round_arrows) are beyond it; one of more than
-- its end has takes no place of the round.
CREATE OR REPLACE FUNCTION find_beyond(in_session_id uuid, archers uuid[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    was_dealing CONSTANT text := coalesce(current_setting('arch_stats.dealing', true), '');
    most CONSTANT integer := (SELECT round_arrows FROM sessions WHERE id = in_session_id);
    per_end CONSTANT integer := (SELECT arrows_per_end FROM sessions WHERE id = in_session_id);
    wrong uuid[];
BEGIN
    IF most IS NULL AND NOT EXISTS (SELECT FROM shots WHERE session_id = in_session_id AND is_beyond) THEN
        RETURN;
    END IF;
    wrong := ARRAY(
        SELECT id FROM (
            SELECT id, is_beyond, counts AND coalesce(sum(arrows_taken(ends_target, arrow_of_target, per_end)) OVER (
                       PARTITION BY archer_id, counts ORDER BY end_number, shot_at, seq
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= most, false) AS is_one
              FROM (SELECT *, NOT (is_sighter OR is_surplus) AS counts FROM shots
                     WHERE session_id = in_session_id) AS own
             WHERE archer_id = ANY (archers)
                OR archer_id IS NULL AND array_position(archers, NULL) IS NOT NULL) AS judged
         WHERE is_one <> is_beyond);
    IF cardinality(wrong) > 0 THEN
        PERFORM set_config('arch_stats.dealing', 'on', true);
        UPDATE shots SET is_beyond = NOT is_beyond WHERE id = ANY (wrong);
        PERFORM set_config('arch_stats.dealing', was_dealing, true);
    END IF;
END $$;

-- The round has more arrows here, or fewer: which of everybody's are beyond it.
CREATE OR REPLACE FUNCTION settle_round() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM find_beyond(NEW.id, ARRAY(SELECT DISTINCT archer_id FROM shots WHERE session_id = NEW.id));
    RETURN NULL;
END $$;

-- More arrows in an end than it has: only the lowest count (World Archery Rulebook, Book 3, chapter 14, scoring), so the
-- highest are surplus. Of a target that counts by arrows it is what comes behind the first that hits, or behind the last
-- that it has. `archers` and `numbers` name the ends to look at.
CREATE OR REPLACE FUNCTION find_surplus(in_session_id uuid, archers uuid[], numbers integer[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    was_dealing CONSTANT text := coalesce(current_setting('arch_stats.dealing', true), '');
    most CONSTANT integer := arrows_of_target(face_by_arrow(in_session_id, NULL));
    touched record;
    found record;
    wrong uuid[] := '{}';
BEGIN
    PERFORM number_arrows(in_session_id, archers, numbers);
    FOR touched IN SELECT * FROM unnest(archers, numbers) AS one (archer_id, number) LOOP
        -- two statements, for an index finds no archer who is "not distinct"
        IF touched.archer_id IS NULL THEN
            IF arrows_of_end(in_session_id, NULL, touched.number) IS NULL THEN
                CONTINUE;
            END IF;
            SELECT array_agg(id) AS ids, count(*) AS arrows, bool_or(is_surplus) AS has_surplus,
                   bool_or(arrow_of_target IS NOT NULL) AS is_by_arrow INTO found FROM shots
             WHERE session_id = in_session_id AND end_number = touched.number AND archer_id IS NULL;
        ELSE
            SELECT array_agg(id) AS ids, count(*) AS arrows, bool_or(is_surplus) AS has_surplus,
                   bool_or(arrow_of_target IS NOT NULL) AS is_by_arrow INTO found FROM shots
             WHERE session_id = in_session_id AND end_number = touched.number AND archer_id = touched.archer_id;
        END IF;
        IF found.is_by_arrow THEN
            wrong := wrong || ARRAY(
                SELECT id FROM (
                    SELECT id, is_surplus, NOT is_sighter AND (
                               arrow_of_target > least(most, arrows_of_end(in_session_id, touched.archer_id, touched.number))
                               OR bool_or(ends_target) OVER (PARTITION BY is_sighter ORDER BY shot_at, seq
                                                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) IS TRUE AS is_one
                      FROM shots WHERE id = ANY (found.ids)) AS judged
                 WHERE is_one <> is_surplus);
            CONTINUE;
        END IF;
        CONTINUE WHEN found.arrows = 0
            OR NOT found.has_surplus
               AND found.arrows <= coalesce(arrows_of_end(in_session_id, touched.archer_id, touched.number), found.arrows);
        wrong := wrong || ARRAY(
            SELECT id FROM (
                SELECT id, is_surplus, NOT is_sighter AND coalesce(
                           row_number() OVER (PARTITION BY is_sighter
                               ORDER BY coalesce(points_called, points, 0) DESC,
                                        counts_as_x(is_x, points_called, is_x_called) DESC, shot_at DESC, seq DESC)
                           <= count(*) OVER (PARTITION BY is_sighter)
                              - arrows_of_end(in_session_id, touched.archer_id, touched.number), false) AS is_one
                  FROM shots WHERE id = ANY (found.ids)) AS judged
             WHERE is_one <> is_surplus);
    END LOOP;
    IF cardinality(wrong) > 0 THEN
        PERFORM set_config('arch_stats.dealing', 'on', true);
        UPDATE shots SET is_surplus = NOT is_surplus WHERE id = ANY (wrong);
        PERFORM set_config('arch_stats.dealing', was_dealing, true);
    END IF;
    PERFORM find_beyond(in_session_id, archers);
END $$;
