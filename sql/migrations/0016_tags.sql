-- The tag that was held to the arrow reader last. Like the state of a node it is told, not kept as a record.

CREATE TABLE tags_held (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    code text NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
    arrow_id uuid NOT NULL,
    held_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON tags_held TO arch_sensing;
GRANT SELECT ON tags_held TO arch_server;

CREATE FUNCTION announce_tag() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify((SELECT ws_channel FROM appliance),
                      json_build_object('op', lower(TG_OP), 'table', 'tags_held')::text);
    RETURN NULL;
END $$;
CREATE TRIGGER tags_held_announce AFTER INSERT OR UPDATE ON tags_held FOR EACH ROW EXECUTE FUNCTION announce_tag();
