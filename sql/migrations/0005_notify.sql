-- Every change that a phone can hear of is numbered and announced by the database, never by the code that made it.
-- The notice carries what changed, never the row.

CREATE TABLE changes (
    seq bigint PRIMARY KEY,
    op text NOT NULL,
    table_name text NOT NULL,
    id uuid NOT NULL,
    session_id uuid
);

-- Taken by every statement that numbers a change, so that numbers become visible in their own order.
CREATE FUNCTION take_feed_lock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    RETURN NULL;
END $$;

CREATE FUNCTION announce_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept CONSTANT integer := 20000;
    subject jsonb;
    number bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    subject := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    IF TG_TABLE_NAME = 'shots' AND TG_OP = 'INSERT' THEN
        number := (subject ->> 'seq')::bigint;
    ELSE
        number := nextval('feed_seq');
    END IF;
    INSERT INTO changes (seq, op, table_name, id, session_id)
    VALUES (number, lower(TG_OP), TG_TABLE_NAME, (subject ->> 'id')::uuid, (subject ->> 'session_id')::uuid);
    IF number % 1000 = 0 THEN
        DELETE FROM changes WHERE seq <= number - kept;
    END IF;
    PERFORM pg_notify(
        (SELECT ws_channel FROM appliance),
        json_build_object('seq', number, 'op', lower(TG_OP), 'table', TG_TABLE_NAME,
                          'id', subject ->> 'id', 'session_id', subject ->> 'session_id')::text);
    RETURN NULL;
END $$;

DO $$
DECLARE
    subject text;
BEGIN
    FOREACH subject IN ARRAY ARRAY['sessions', 'targets', 'shots', 'detections'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE OR DELETE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock()', subject || '_feed_lock', subject);
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION announce_change()', subject || '_announce', subject);
    END LOOP;
END $$;

-- The health of a node is not a record to replay: it is told, without a number.
CREATE FUNCTION announce_node() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.state, NEW.detail, NEW.firmware) IS NOT DISTINCT FROM (OLD.state, OLD.detail, OLD.firmware) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_notify((SELECT ws_channel FROM appliance),
                      json_build_object('op', lower(TG_OP), 'table', 'nodes')::text);
    RETURN NULL;
END $$;
CREATE TRIGGER nodes_announce AFTER INSERT OR UPDATE ON nodes FOR EACH ROW EXECUTE FUNCTION announce_node();
