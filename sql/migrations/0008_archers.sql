-- Several people on one butt: who they are, who shoots in a session, and whose arrow each shot was.

CREATE TABLE archers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    bow_style text CHECK (length(bow_style) BETWEEN 1 AND 40),
    shaft_diameter double precision CHECK (shaft_diameter > 0),
    notes text CHECK (length(notes) <= 2000)
);
CREATE INDEX archers_by_name ON archers (name, id);

-- An arrow has one owner.
CREATE TABLE archer_arrows (
    arrow_id uuid PRIMARY KEY REFERENCES arrows ON DELETE CASCADE,
    archer_id uuid NOT NULL REFERENCES archers ON DELETE CASCADE
);
CREATE INDEX archer_arrows_of_archer ON archer_arrows (archer_id);

CREATE TABLE rosters (
    session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    arrows_per_turn integer NOT NULL CHECK (arrows_per_turn BETWEEN 1 AND 12),
    revision integer NOT NULL DEFAULT 1
);

CREATE TABLE session_archers (
    session_id uuid NOT NULL REFERENCES rosters ON DELETE CASCADE,
    archer_id uuid NOT NULL REFERENCES archers ON DELETE CASCADE,
    letter text NOT NULL CHECK (letter IN ('A', 'B', 'C', 'D')),
    shooting_order integer NOT NULL CHECK (shooting_order BETWEEN 1 AND 4),
    face text CHECK (length(face) BETWEEN 1 AND 100),
    PRIMARY KEY (session_id, archer_id),
    CONSTRAINT roster_letter_unique UNIQUE (session_id, letter),
    CONSTRAINT roster_order_unique UNIQUE (session_id, shooting_order),
    CONSTRAINT roster_face_unique UNIQUE (session_id, face)
);
CREATE INDEX session_archers_of_archer ON session_archers (archer_id);

ALTER TABLE shots
    ADD COLUMN archer_id uuid REFERENCES archers ON DELETE SET NULL,
    ADD COLUMN attribution text CHECK (attribution IN ('order', 'spot', 'arrow', 'person')),
    ADD COLUMN note text CHECK (length(note) BETWEEN 1 AND 500),
    ADD CONSTRAINT shot_attributed_when_it_has_an_archer CHECK ((archer_id IS NULL) = (attribution IS NULL));
CREATE INDEX shots_of_archer ON shots (archer_id, seq);

-- Whose shot this is, where the session has a roster: the arrow's owner, else who has that spot, else whose turn it is.
CREATE FUNCTION attribute_shot(
    in_session_id uuid, in_arrow_id uuid, in_face text, OUT archer_id uuid, OUT attribution text
) LANGUAGE plpgsql AS $$
DECLARE
    turn_arrows integer;
    turns uuid[];
    shot_in_turn bigint;
BEGIN
    SELECT rosters.arrows_per_turn INTO turn_arrows FROM rosters WHERE rosters.session_id = in_session_id;
    IF turn_arrows IS NULL THEN
        RETURN;
    END IF;
    SELECT listed.archer_id, 'arrow' INTO archer_id, attribution
      FROM archer_arrows JOIN session_archers AS listed ON listed.archer_id = archer_arrows.archer_id
     WHERE listed.session_id = in_session_id AND archer_arrows.arrow_id = in_arrow_id;
    IF archer_id IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT listed.archer_id, 'spot' INTO archer_id, attribution
      FROM session_archers AS listed WHERE listed.session_id = in_session_id AND listed.face = in_face;
    IF archer_id IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT array_agg(listed.archer_id ORDER BY listed.shooting_order) INTO turns
      FROM session_archers AS listed WHERE listed.session_id = in_session_id AND listed.face IS NULL;
    IF turns IS NULL THEN
        RETURN;
    END IF;
    SELECT count(*) INTO shot_in_turn
      FROM shots WHERE shots.session_id = in_session_id AND NOT shots.is_sighter AND shots.archer_id = ANY (turns);
    archer_id := turns[1 + (shot_in_turn / turn_arrows) % cardinality(turns)];
    attribution := 'order';
END $$;

-- The next end of a session, or of one archer in it.
CREATE FUNCTION next_end(in_session_id uuid, in_archer_id uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    arrows integer;
    shot_already bigint;
BEGIN
    IF in_archer_id IS NULL AND EXISTS (SELECT FROM rosters WHERE session_id = in_session_id) THEN
        RETURN coalesce((SELECT max(end_number) FROM shots WHERE session_id = in_session_id), 1);
    END IF;
    SELECT arrows_per_end INTO arrows FROM sessions WHERE id = in_session_id;
    SELECT count(*) INTO shot_already
      FROM shots
     WHERE session_id = in_session_id AND NOT is_sighter AND (in_archer_id IS NULL OR archer_id = in_archer_id);
    RETURN coalesce(1 + shot_already / arrows, 1);
END $$;

CREATE OR REPLACE FUNCTION derive_shot() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hung jsonb;
    owner uuid;
    shaft_mm double precision;
    dx double precision;
    dy double precision;
    edge_mm double precision;
    along double precision;
    scored record;
BEGIN
    SELECT value INTO hung
      FROM targets, jsonb_array_elements(targets.faces) WITH ORDINALITY AS face(value, k)
     WHERE targets.session_id = NEW.session_id AND NEW.x IS NOT NULL
     ORDER BY sqrt((NEW.x - (value ->> 'x')::double precision) ^ 2 + (NEW.y - (value ->> 'y')::double precision) ^ 2), targets.id, k
     LIMIT 1;
    IF TG_OP = 'INSERT' THEN
        NEW.seq := nextval('feed_seq');
        IF NEW.archer_id IS NOT NULL THEN
            NEW.attribution := coalesce(NEW.attribution, 'person');
        ELSE
            SELECT found.archer_id, found.attribution INTO NEW.archer_id, NEW.attribution
              FROM attribute_shot(NEW.session_id, NEW.arrow_id, hung ->> 'human_identifier') AS found;
        END IF;
        NEW.end_number := coalesce(NEW.end_number, next_end(NEW.session_id, NEW.archer_id));
    ELSE
        NEW.seq := OLD.seq;
        IF NEW.archer_id IS DISTINCT FROM OLD.archer_id THEN
            NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'person' END;
        ELSIF NEW.arrow_id IS DISTINCT FROM OLD.arrow_id AND NEW.attribution IS DISTINCT FROM 'person' THEN
            SELECT listed.archer_id INTO owner
              FROM archer_arrows JOIN session_archers AS listed ON listed.archer_id = archer_arrows.archer_id
             WHERE listed.session_id = NEW.session_id AND archer_arrows.arrow_id = NEW.arrow_id;
            IF owner IS NOT NULL THEN
                NEW.archer_id := owner;
                NEW.attribution := 'arrow';
            END IF;
        END IF;
    END IF;
    NEW.face := NULL;
    NEW.line_call := NULL;
    NEW.is_x := false;
    NEW.points := 0;
    IF NEW.x IS NULL OR NEW.y IS NULL THEN
        RETURN NEW;
    END IF;
    IF hung IS NULL THEN
        -- no face hangs there, so nothing can be said about points
        NEW.points := NULL;
        NEW.is_x := NULL;
        RETURN NEW;
    END IF;
    SELECT coalesce((SELECT diameter FROM arrows WHERE id = NEW.arrow_id),
                    (SELECT shaft_diameter FROM archers WHERE id = NEW.archer_id),
                    default_shaft_mm()) INTO shaft_mm;
    dx := NEW.x - (hung ->> 'x')::double precision;
    dy := NEW.y - (hung ->> 'y')::double precision;
    edge_mm := sqrt(dx * dx + dy * dy) - shaft_mm / 2;
    scored := points_at(hung, edge_mm);
    NEW.points := scored.points;
    NEW.is_x := scored.is_x;
    IF scored.points > 0 THEN
        NEW.face := hung ->> 'human_identifier';
    END IF;
    IF NEW.sigma_major IS NOT NULL THEN
        along := atan2(dy, dx) - radians(coalesce(NEW.sigma_angle, 0));
        NEW.line_call := line_call_at(hung, edge_mm,
            sqrt((NEW.sigma_major * cos(along)) ^ 2 + (coalesce(NEW.sigma_minor, NEW.sigma_major) * sin(along)) ^ 2));
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION rescore_archer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE shots SET x = x WHERE archer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER archers_rescore AFTER UPDATE OF shaft_diameter ON archers
    FOR EACH ROW WHEN (OLD.shaft_diameter IS DISTINCT FROM NEW.shaft_diameter) EXECUTE FUNCTION rescore_archer();

-- Who shoots in a session, whole: `listed` is [{archer_id, letter, shooting_order, face}, ...]; an empty list ends it.
CREATE FUNCTION set_roster(in_session_id uuid, in_arrows_per_turn integer, listed jsonb) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    per_end integer;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT arrows_per_end INTO per_end FROM sessions WHERE id = in_session_id FOR UPDATE;
    IF per_end IS NULL THEN
        RETURN NULL;
    END IF;
    DELETE FROM session_archers WHERE session_id = in_session_id;
    IF jsonb_array_length(listed) = 0 THEN
        DELETE FROM rosters WHERE session_id = in_session_id;
        RETURN in_session_id;
    END IF;
    INSERT INTO rosters (session_id, arrows_per_turn) VALUES (in_session_id, coalesce(in_arrows_per_turn, per_end))
    ON CONFLICT (session_id) DO UPDATE
       SET arrows_per_turn = excluded.arrows_per_turn, revision = rosters.revision + 1;
    INSERT INTO session_archers (session_id, archer_id, letter, shooting_order, face)
    SELECT in_session_id, archer_id, letter, shooting_order, face
      FROM jsonb_to_recordset(listed) AS one(archer_id uuid, letter text, shooting_order integer, face text);
    RETURN in_session_id;
END $$;

-- An archer and the arrows that are theirs; other owners of these arrows lose them.
CREATE FUNCTION own_arrows(in_archer_id uuid, in_arrow_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM archer_arrows WHERE archer_id = in_archer_id AND arrow_id <> ALL (in_arrow_ids);
    INSERT INTO archer_arrows (arrow_id, archer_id) SELECT DISTINCT unnest(in_arrow_ids), in_archer_id
    ON CONFLICT (arrow_id) DO UPDATE SET archer_id = excluded.archer_id;
$$;

CREATE OR REPLACE VIEW shot_read AS
    SELECT id, seq, session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y, end_number,
           is_sighter, face, points, is_x, points_called, sigma_major, sigma_minor, sigma_angle, line_call, fate, source,
           detection_id, archer_id, attribution, note
      FROM shots;

CREATE VIEW archer_read AS
    SELECT id, name, bow_style, shaft_diameter, notes,
           ARRAY(SELECT arrow_id FROM archer_arrows WHERE archer_id = archers.id ORDER BY arrow_id) AS arrow_ids
      FROM archers;

-- Ends of each archer; the archer is null where nobody is registered. Points are what counts: called before derived.
DROP VIEW end_summary;
CREATE VIEW end_summary AS
    SELECT session_id,
           archer_id,
           end_number,
           count(*)::integer AS arrows,
           count(x)::integer AS landed,
           coalesce(sum(coalesce(points_called, points)), 0)::integer AS score,
           (count(*) FILTER (WHERE coalesce(points_called, points) = 10))::integer AS tens,
           (count(*) FILTER (WHERE is_x AND points_called IS NULL))::integer AS xs,
           (extract(epoch FROM avg(arrow_disengage_time - arrow_engage_time)) * 1000)::float8 AS hold_ms,
           (extract(epoch FROM avg(arrow_landing_time - arrow_disengage_time)) * 1000)::float8 AS release_to_impact_ms,
           array_agg(coalesce(points_called, points)) AS points
      FROM shots
     WHERE NOT is_sighter
     GROUP BY session_id, archer_id, end_number;

-- A roster is told by its session's id.
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
        (SELECT ws_channel FROM appliance),
        json_build_object('seq', number, 'op', lower(TG_OP), 'table', TG_TABLE_NAME,
                          'id', subject_id, 'session_id', subject ->> 'session_id')::text);
    RETURN NULL;
END $$;

CREATE TRIGGER rosters_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON rosters
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE TRIGGER rosters_announce AFTER INSERT OR UPDATE OR DELETE ON rosters
    FOR EACH ROW EXECUTE FUNCTION announce_change();

-- Their deletion changes shots: numbered before any row is locked, in the order that every other writer keeps.
CREATE TRIGGER archers_feed_lock BEFORE UPDATE OR DELETE ON archers
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE TRIGGER arrows_feed_lock BEFORE UPDATE OR DELETE ON arrows
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();

-- Another name, or somebody gone: whoever shows the open session's roster hears of it.
CREATE FUNCTION touch_rosters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE rosters SET revision = revision + 1
     WHERE session_id IN (SELECT listed.session_id FROM session_archers AS listed JOIN sessions ON sessions.id = listed.session_id
                           WHERE sessions.is_opened AND listed.archer_id = OLD.id);
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER archers_touch_rosters BEFORE DELETE OR UPDATE OF name ON archers
    FOR EACH ROW EXECUTE FUNCTION touch_rosters();

DROP FUNCTION enter_shot(uuid, uuid, timestamptz, double precision, double precision, integer, boolean, text, integer);
CREATE FUNCTION enter_shot(
    in_session_id uuid, in_arrow_id uuid, in_landing_time timestamptz, in_x double precision, in_y double precision,
    in_end_number integer, in_is_sighter boolean, in_fate text, in_points_called integer, in_archer_id uuid, in_note text
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y, end_number, is_sighter, fate, points_called,
                       archer_id, note, source)
    VALUES (in_session_id, in_arrow_id, in_landing_time, in_x, in_y, in_end_number, in_is_sighter, in_fate,
            in_points_called, in_archer_id, in_note, 'manual')
    RETURNING id
$$;
REVOKE EXECUTE ON FUNCTION enter_shot FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_shot TO arch_server;

GRANT SELECT ON end_summary, archer_read, archers, archer_arrows, rosters, session_archers TO arch_server;
GRANT INSERT, UPDATE, DELETE ON archers, archer_arrows, rosters, session_archers TO arch_server;
GRANT UPDATE (archer_id, note) ON shots TO arch_server;
