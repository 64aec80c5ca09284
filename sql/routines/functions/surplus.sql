-- Shots that do not count: those of more than an end has, and those beyond the last one of a round.

-- Number of arrows of an archer's end, as it was when the end was shot; null where there is no limit, as for shots of
-- no archer beside archers.
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
        -- no shot was dealt to this end: a person moved its shots there
        (SELECT (config ->> 'per_end')::integer
           FROM mark_before(in_session_id, (
                    SELECT min(shot_at) FROM shots WHERE session_id = in_session_id AND end_number = in_end_number
                       AND archer_id = in_archer_id AND state IS NOT NULL))));
END $$;

-- Marks shots of these archers that are beyond the arrows of their round here (sessions.round_arrows); surplus shots
-- take no place of the round.
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

-- Marks everybody's shots beyond the round again, after its number of arrows here has changed.
CREATE OR REPLACE FUNCTION settle_round() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM find_beyond(NEW.id, ARRAY(SELECT DISTINCT archer_id FROM shots WHERE session_id = NEW.id));
    RETURN NULL;
END $$;

-- Marks surplus shots. Of more shots than an end has, only the lowest count (World Archery Rulebook, Book 3, chapter
-- 14, scoring), so the highest are surplus. On a target that counts by arrows, shots behind the first hit or behind its
-- last arrow are. `archers` and `numbers` name the ends to look at.
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
        -- two statements, as no index is used for IS NOT DISTINCT FROM
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
