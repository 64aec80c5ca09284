-- Bringing an export file back: its rows are staged in temporary tables of the importing connection, checked there as
-- a whole, and only then merged, a few pages a statement, so that the feed's lock is free again within milliseconds.
-- Temporary tables cost no WAL, nobody else sees them, and they are gone when the connection is.

-- Makes a temporary table for the rows of each of `in_tables`, with the same columns, checks and unique keys, but
-- without foreign keys and triggers.
CREATE OR REPLACE FUNCTION archive_begin(in_tables text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    subject text;
    found record;
BEGIN
    FOREACH subject IN ARRAY in_tables LOOP
        EXECUTE format('DROP TABLE IF EXISTS pg_temp.%I, pg_temp.%I', 'staged_' || subject, 'doomed_' || subject);
        EXECUTE format('CREATE TEMPORARY TABLE %I (LIKE public.%I INCLUDING CONSTRAINTS)', 'staged_' || subject, subject);
        FOR found IN
            SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
             WHERE conrelid = format('public.%I', subject)::regclass AND contype IN ('p', 'u')
        LOOP
            EXECUTE format('ALTER TABLE pg_temp.%I ADD CONSTRAINT %I %s', 'staged_' || subject, found.conname, found.definition);
        END LOOP;
        FOR found IN
            SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index AS i
             WHERE i.indrelid = format('public.%I', subject)::regclass AND i.indisunique
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
        LOOP
            EXECUTE replace(found.definition, format(' ON public.%I ', subject), format(' ON pg_temp.%I ', 'staged_' || subject));
        END LOOP;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION archive_stage(in_table text, in_rows jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
BEGIN
    EXECUTE format('INSERT INTO pg_temp.%I SELECT * FROM jsonb_populate_recordset(NULL::public.%I, $1)',
                   'staged_' || in_table, in_table) USING in_rows;
END $$;

-- The first reference to a row that is neither staged nor stored.
CREATE OR REPLACE FUNCTION archive_reference_to_nowhere(
    in_tables text[], is_replacing boolean, OUT in_table text, OUT in_column text, OUT in_value text, OUT of_table text
) LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    link record;
BEGIN
    FOR link IN
        SELECT child.relname AS child, parent.relname AS parent, a.attname AS child_column, b.attname AS parent_column,
               parent.relname = ANY (in_tables) AS is_staged
          FROM pg_constraint AS c
          JOIN pg_class AS child ON child.oid = c.conrelid
          JOIN pg_class AS parent ON parent.oid = c.confrelid
          JOIN unnest(c.conkey, c.confkey) AS pair(child_key, parent_key) ON true
          JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = pair.child_key
          JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = pair.parent_key
         WHERE c.contype = 'f' AND child.relnamespace = 'public'::regnamespace AND child.relname = ANY (in_tables)
         ORDER BY child.relname, a.attname
    LOOP
        EXECUTE format(
            'SELECT new.%2$I::text FROM pg_temp.%1$I AS new WHERE new.%2$I IS NOT NULL%3$s%4$s LIMIT 1',
            'staged_' || link.child, link.child_column,
            CASE WHEN link.is_staged THEN
                format(' AND NOT EXISTS (SELECT FROM pg_temp.%I AS known WHERE known.%I = new.%I)',
                       'staged_' || link.parent, link.parent_column, link.child_column) END,
            CASE WHEN NOT (link.is_staged AND is_replacing) THEN
                format(' AND NOT EXISTS (SELECT FROM public.%I AS known WHERE known.%I = new.%I)',
                       link.parent, link.parent_column, link.child_column) END)
        INTO in_value;
        IF in_value IS NOT NULL THEN
            in_table := link.child;
            in_column := link.child_column;
            of_table := link.parent;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- The first staged row that is not stored but has a unique value of another row that is. `in_numbered`: constraints of
-- numbers that the database gives itself.
CREATE OR REPLACE FUNCTION archive_contradiction(
    in_tables text[], in_numbered text[], OUT in_table text, OUT in_column text, OUT in_value text
) LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    rule record;
BEGIN
    FOR rule IN
        SELECT subject.relname AS subject,
               (SELECT string_agg(a.attname, ', ' ORDER BY k) FROM unnest(c.conkey) WITH ORDINALITY AS t(number, k)
                  JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = t.number) AS columns,
               (SELECT string_agg(format('old.%1$I = new.%1$I', a.attname), ' AND ') FROM unnest(c.conkey) AS t(number)
                  JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = t.number) AS is_same,
               (SELECT string_agg(format('new.%I::text', a.attname), ', ' ORDER BY k)
                  FROM unnest(c.conkey) WITH ORDINALITY AS t(number, k)
                  JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = t.number) AS wanted
          FROM pg_constraint AS c JOIN pg_class AS subject ON subject.oid = c.conrelid
         WHERE c.contype = 'u' AND subject.relnamespace = 'public'::regnamespace
           AND subject.relname = ANY (in_tables) AND c.conname <> ALL (in_numbered)
         ORDER BY subject.relname, c.conname
    LOOP
        EXECUTE format(
            'SELECT concat_ws('', '', %4$s) FROM pg_temp.%1$I AS new JOIN public.%2$I AS old ON %3$s '
            'WHERE old.id <> new.id AND NOT EXISTS (SELECT FROM public.%2$I AS stored WHERE stored.id = new.id) LIMIT 1',
            'staged_' || rule.subject, rule.subject, rule.is_same, rule.wanted)
        INTO in_value;
        IF in_value IS NOT NULL THEN
            in_table := rule.subject;
            in_column := rule.columns;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- Only one session can be open: an open staged one ends when the file was exported, where another is open here.
CREATE OR REPLACE FUNCTION archive_close_sessions(exported_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
BEGIN
    UPDATE pg_temp.staged_sessions AS new SET is_opened = false, end_time = greatest(new.start_time, exported_at)
     WHERE new.is_opened AND EXISTS (SELECT FROM public.sessions AS old WHERE old.is_opened AND old.id <> new.id);
END $$;

-- Number of pages of a temporary table: rows are merged and deleted by ranges of pages, in the order of the file.
CREATE OR REPLACE FUNCTION archive_pages(in_name text) RETURNS bigint LANGUAGE sql SET search_path = pg_temp, public AS $$
    SELECT pg_relation_size(format('pg_temp.%I', in_name)::regclass) / current_setting('block_size')::bigint
$$;

-- Inserts the staged rows of these pages that are not stored yet, and returns their number. A stored row with the same
-- primary key stays as it is, except for a match that is still to be shot or decided here; with `leaves_known` so does
-- a stored row with another unique key in common. A roster is inserted with its archers (`places`), or not at all.
CREATE OR REPLACE FUNCTION archive_merge(
    in_table text, from_page bigint, to_page bigint, leaves_known boolean, keeps_versions boolean,
    OUT rows bigint, OUT places bigint
) LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    is_stored text;
    lowest CONSTANT tid := format('(%s,0)', from_page);
    beyond CONSTANT tid := format('(%s,0)', to_page);
BEGIN
    SELECT string_agg(format('old.%1$I = new.%1$I', a.attname), ' AND ') INTO is_stored
      FROM pg_constraint AS c
      JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
     WHERE c.contype = 'p' AND c.conrelid = format('public.%I', in_table)::regclass;
    IF in_table = 'rosters' THEN
        DELETE FROM pg_temp.staged_session_archers AS place
         USING pg_temp.staged_rosters AS new, public.rosters AS old
         WHERE new.ctid >= lowest AND new.ctid < beyond AND old.session_id = new.session_id
           AND place.session_id = new.session_id;
    ELSIF in_table = 'corrections' THEN
        -- where the goal here is kept, the file's corrections are not about it
        DELETE FROM pg_temp.staged_corrections AS new
         WHERE new.ctid >= lowest AND new.ctid < beyond AND kind = 'goal'
           AND (SELECT to_jsonb(here) FROM public.arrow_goals AS here WHERE here.archer_id = new.archer_id)
               IS DISTINCT FROM
               (SELECT to_jsonb(there) FROM pg_temp.staged_arrow_goals AS there WHERE there.archer_id = new.archer_id);
    END IF;
    EXECUTE format(
        'INSERT INTO public.%1$I %4$s SELECT new.* FROM pg_temp.%2$I AS new '
        'WHERE new.ctid >= $1 AND new.ctid < $2 AND NOT EXISTS (SELECT FROM public.%1$I AS old WHERE %3$s) '
        'ORDER BY new.ctid %5$s',
        in_table, 'staged_' || in_table, is_stored,
        CASE WHEN in_table = 'calibrations' THEN
            CASE WHEN keeps_versions THEN 'OVERRIDING SYSTEM VALUE' ELSE 'OVERRIDING USER VALUE' END END,
        CASE WHEN leaves_known THEN 'ON CONFLICT DO NOTHING' END)
    USING lowest, beyond;
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF in_table = 'matches' THEN
        -- the bracket is stored here, and this match was shot or decided at another butt's box, perhaps after its
        -- session was imported; seeds that are not in the bracket would make it unreadable
        UPDATE public.matches AS old
           SET (session_id, seed_a, seed_b, ruled_winner, ruled_by, ruled_at, clock_id, result_a, result_b, first_side,
                chosen_end)
             = (shot.id, new.seed_a, new.seed_b, new.ruled_winner, new.ruled_by, new.ruled_at, new.clock_id, new.result_a,
                new.result_b, new.first_side, new.chosen_end)
          FROM pg_temp.staged_matches AS new
          LEFT JOIN public.sessions AS shot ON shot.id = new.session_id
         WHERE new.ctid >= lowest AND new.ctid < beyond AND old.id = new.id AND old.bracket_id = new.bracket_id
           AND old.ruled_winner IS NULL
           AND CASE WHEN old.session_id IS NULL THEN shot.id IS NOT NULL OR new.ruled_winner IS NOT NULL
                    ELSE old.session_id = shot.id AND new.ruled_winner IS NOT NULL END
           AND (new.seed_a IS NULL OR 2 = (SELECT count(*) FROM public.bracket_entries AS entry
                                            WHERE entry.bracket_id = old.bracket_id
                                              AND entry.seed IN (new.seed_a, new.seed_b)));
    END IF;
    IF in_table = 'rosters' THEN
        INSERT INTO public.session_archers
        SELECT place.* FROM pg_temp.staged_session_archers AS place
         WHERE place.session_id IN (SELECT session_id FROM pg_temp.staged_rosters AS new
                                     WHERE new.ctid >= lowest AND new.ctid < beyond)
        ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS places = ROW_COUNT;
    END IF;
END $$;

-- The next calibration is numbered after those that kept their numbers.
CREATE OR REPLACE FUNCTION archive_number_on() RETURNS void LANGUAGE sql SET search_path = pg_temp, public AS $$
    SELECT setval(pg_get_serial_sequence('public.calibrations', 'version'),
                  greatest(max(version), (SELECT last_value FROM public.calibrations_version_seq)))
      FROM public.calibrations HAVING max(version) IS NOT NULL
$$;

-- Remembers the rows stored now: a replacement deletes these alone, never what the sensors record meanwhile.
CREATE OR REPLACE FUNCTION archive_doom(in_tables text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    subject text;
BEGIN
    FOREACH subject IN ARRAY in_tables LOOP
        EXECUTE format('CREATE TEMPORARY TABLE %I AS SELECT id FROM public.%I', 'doomed_' || subject, subject);
    END LOOP;
END $$;

-- Deletes the remembered rows of these pages and returns their number; a session with newer shots or detections stays.
CREATE OR REPLACE FUNCTION archive_clear(in_table text, from_page bigint, to_page bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    deleted bigint;
BEGIN
    EXECUTE format(
        'DELETE FROM public.%1$I AS old WHERE old.id IN (SELECT id FROM pg_temp.%2$I AS doomed '
        'WHERE doomed.ctid >= $1 AND doomed.ctid < $2)%3$s',
        in_table, 'doomed_' || in_table,
        CASE WHEN in_table = 'sessions' THEN
            ' AND NOT EXISTS (SELECT FROM public.shots WHERE shots.session_id = old.id)'
            ' AND NOT EXISTS (SELECT FROM public.detections WHERE detections.session_id = old.id)' END)
    USING format('(%s,0)', from_page)::tid, format('(%s,0)', to_page)::tid;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END $$;

-- Updates the planner's statistics of the staged tables.
CREATE OR REPLACE FUNCTION archive_analyze(in_tables text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    subject text;
BEGIN
    FOREACH subject IN ARRAY in_tables LOOP
        EXECUTE format('ANALYZE pg_temp.%I', 'staged_' || subject);
    END LOOP;
END $$;

-- Makes turn marks for sessions of files that are older than turn marks; their shots stay dealt as they are.
CREATE OR REPLACE FUNCTION archive_begin_turns() RETURNS void LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
BEGIN
    PERFORM set_config('arch_stats.is_importing', '', false);
    PERFORM begin_turn_marks(id) FROM public.sessions
      WHERE NOT EXISTS (SELECT FROM public.turn_marks WHERE session_id = sessions.id);
END $$;
