-- Every change that a phone can hear of is numbered and announced by the database, never by the code that made it.
-- The notice carries what changed, never the row.

-- Taken by every statement that numbers a change, so that numbers become visible in their own order.
CREATE OR REPLACE FUNCTION take_feed_lock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    RETURN NULL;
END $$;

-- The channel of all notices; the default where somebody wrote a name by hand that PostgreSQL cannot notify on.
CREATE OR REPLACE FUNCTION notify_channel() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT ws_channel FROM appliance WHERE octet_length(ws_channel) BETWEEN 1 AND 63), 'archy');
END $$;

-- Numbers and announces the change of a row; a roster is identified by its session's id.
CREATE OR REPLACE FUNCTION announce_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept CONSTANT integer := 20000;
    subject jsonb;
    subject_id uuid;
    number bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    subject := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    subject_id := coalesce(subject ->> 'id', subject ->> 'session_id')::uuid;
    IF TG_TABLE_NAME = 'shots' AND TG_OP = 'INSERT' THEN
        number := (subject ->> 'seq')::bigint;
    ELSE
        number := nextval('feed_seq');
    END IF;
    INSERT INTO changes (seq, op, table_name, id, session_id)
    VALUES (number, lower(TG_OP), TG_TABLE_NAME, subject_id, (subject ->> 'session_id')::uuid);
    IF number % 1000 = 0 THEN
        DELETE FROM changes WHERE seq <= number - kept;
    END IF;
    PERFORM pg_notify(
        notify_channel(),
        json_build_object('seq', number, 'op', lower(TG_OP), 'table', TG_TABLE_NAME,
                          'id', subject_id, 'session_id', subject ->> 'session_id')::text);
    RETURN NULL;
END $$;

-- Numbers and announces all changes of a statement, in the order of its rows, as announce_change does for each row, in
-- a fraction of the time.
CREATE OR REPLACE FUNCTION announce_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept CONSTANT integer := 20000;
    channel text := notify_channel();
    numbered changes[];
    newest bigint;
BEGIN
    IF current_setting('arch_stats.dealing', true) = 'unseen' THEN
        RETURN NULL;
    ELSIF TG_TABLE_NAME = 'shots' AND TG_OP = 'INSERT' THEN
        WITH one AS (
            INSERT INTO changes (seq, op, table_name, id, session_id)
            SELECT seq, 'insert', 'shots', id, session_id FROM new_rows RETURNING changes
        ) SELECT array_agg(one.changes) INTO numbered FROM one;
    ELSIF TG_OP = 'INSERT' THEN
        WITH one AS (
            INSERT INTO changes (seq, op, table_name, id, session_id)
            SELECT nextval('feed_seq'), 'insert', TG_TABLE_NAME, id, session_id FROM new_rows RETURNING changes
        ) SELECT array_agg(one.changes) INTO numbered FROM one;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH one AS (
            INSERT INTO changes (seq, op, table_name, id, session_id)
            SELECT nextval('feed_seq'), 'update', TG_TABLE_NAME, id, session_id
              FROM (SELECT later.id, later.session_id FROM new_rows AS later JOIN old_rows AS was USING (id)
                     WHERE later IS DISTINCT FROM was) AS changed
            RETURNING changes
        ) SELECT array_agg(one.changes) INTO numbered FROM one;
    ELSE
        WITH one AS (
            INSERT INTO changes (seq, op, table_name, id, session_id)
            SELECT nextval('feed_seq'), 'delete', TG_TABLE_NAME, id, session_id FROM old_rows RETURNING changes
        ) SELECT array_agg(one.changes) INTO numbered FROM one;
    END IF;
    PERFORM pg_notify(channel, json_build_object(
                'seq', one.seq, 'op', one.op, 'table', one.table_name, 'id', one.id, 'session_id', one.session_id)::text)
       FROM unnest(numbered) AS one;
    SELECT max(seq) INTO newest FROM unnest(numbered) AS one WHERE seq % 1000 = 0;
    IF newest IS NOT NULL THEN
        DELETE FROM changes WHERE seq <= newest - kept;
    END IF;
    RETURN NULL;
END $$;

-- Announces a change of a node's health, without a number, as it is never replayed.
CREATE OR REPLACE FUNCTION announce_node() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.state, NEW.detail, NEW.firmware) IS NOT DISTINCT FROM (OLD.state, OLD.detail, OLD.firmware) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_notify(notify_channel(),
                      json_build_object('op', lower(TG_OP), 'table', 'nodes')::text);
    RETURN NULL;
END $$;

-- Announces that a table changed, without a number, as that is never replayed.
CREATE OR REPLACE FUNCTION announce_unnumbered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify(notify_channel(),
                      json_build_object('op', lower(TG_OP), 'table', TG_TABLE_NAME)::text);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION announce_tag() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify(notify_channel(),
                      json_build_object('op', lower(TG_OP), 'table', 'tags_held')::text);
    RETURN NULL;
END $$;

-- Changes after `in_seq` in their order, with the shot or session as it is now, as clients read it; null where it is
-- gone. Called with every arrow, so planned only once: planning would take longer than the query.
CREATE OR REPLACE FUNCTION changes_since(in_seq bigint, in_limit bigint)
RETURNS TABLE (seq bigint, op text, table_name text, id uuid, session_id uuid, row_json text)
LANGUAGE plpgsql STABLE ROWS 1 SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT change.seq, change.op, change.table_name, change.id, change.session_id,
           CASE WHEN change.op = 'delete' THEN NULL
                WHEN change.table_name = 'shots' THEN
                     (SELECT shot_read.json FROM shot_read WHERE shot_read.id = change.id)
                WHEN change.table_name = 'sessions' THEN
                     (SELECT session_read.json FROM session_read WHERE session_read.id = change.id) END
      FROM changes AS change WHERE change.seq > in_seq ORDER BY change.seq LIMIT in_limit;
END $$;
