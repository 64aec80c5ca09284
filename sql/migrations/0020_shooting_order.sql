-- The shots of a session stand in the order in which they were shot, and whose each is and in which end follow from
-- that order: a shot that comes late is put in its place, and what was dealt after it is dealt again. What a person
-- said is never overruled. `seq` stays what it was, the order in which the feed heard of them.

-- `shot_at`: when it landed; of a miss, or of what a person entered, when it was entered.
ALTER TABLE shots
    ADD COLUMN shot_at timestamptz,
    ADD COLUMN is_end_given boolean,
    ADD COLUMN is_archer_given boolean;
ALTER TABLE shots DISABLE TRIGGER USER;
UPDATE shots
   SET shot_at = CASE WHEN source = 'manual' AND detection_id IS NULL THEN recorded_at
                      ELSE coalesce(arrow_landing_time, recorded_at) END,
       is_end_given = false,
       is_archer_given = attribution IS NOT DISTINCT FROM 'person';
ALTER TABLE shots ENABLE TRIGGER USER;
ALTER TABLE shots
    ALTER COLUMN shot_at SET NOT NULL,
    ALTER COLUMN is_end_given SET NOT NULL,
    ALTER COLUMN is_archer_given SET NOT NULL;
GRANT UPDATE (is_end_given, is_archer_given) ON shots TO arch_server;

CREATE INDEX shots_in_order ON shots (session_id, shot_at, seq);
CREATE INDEX shots_newest_first ON shots (shot_at, seq);
DROP INDEX shots_of_arrow, shots_of_archer, shots_missed, shots_on_face, shots_of_end_number;
CREATE INDEX shots_of_arrow ON shots (arrow_id, shot_at, seq);
CREATE INDEX shots_of_archer ON shots (archer_id, shot_at, seq);
CREATE INDEX shots_missed ON shots (shot_at, seq) WHERE x IS NULL;
CREATE INDEX shots_on_face ON shots (face, shot_at, seq) WHERE face IS NOT NULL;
CREATE INDEX shots_of_end_number ON shots (end_number, shot_at, seq);

CREATE OR REPLACE VIEW shot_read AS
    SELECT id, seq, session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y, end_number,
           is_sighter, face, points, is_x, points_called, sigma_major, sigma_minor, sigma_angle, line_call, fate, source,
           detection_id, archer_id, attribution, note, is_x_called, shot_at
      FROM shots;

CREATE FUNCTION are_counts(arrows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(arrows) = 'object' AND NOT jsonb_path_exists(
        arrows, 'strict $.* ? (@.type() != "number" || @ > 1000000000 || @ < -1000000000)', '{}', true)
$$;

-- How many arrows that count each archer has in a session ('' is nobody): who is next follows without counting shots.
-- `counted_seq`: the newest shot that is counted; `dealt_since_seq`: shots up to it were dealt by another roster, or
-- another length of ends, and stay as they are.
CREATE TABLE dealing (
    session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    arrows jsonb NOT NULL DEFAULT '{}' CONSTRAINT dealing_counts CHECK (are_counts(arrows)),
    counted_seq bigint NOT NULL DEFAULT 0,
    dealt_since_seq bigint NOT NULL DEFAULT 0
);
INSERT INTO dealing (session_id, arrows, counted_seq, dealt_since_seq)
SELECT session_id, jsonb_object_agg(archer, n), max(newest), max(newest)
  FROM (SELECT session_id, coalesce(archer_id::text, '') AS archer, count(*) FILTER (WHERE NOT is_sighter) AS n,
               max(seq) AS newest
          FROM shots GROUP BY session_id, archer_id) AS counted
 GROUP BY session_id;

CREATE FUNCTION deal_from_now_on() RETURNS trigger
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
CREATE TRIGGER rosters_deal AFTER INSERT OR DELETE OR UPDATE OF arrows_per_turn ON rosters
    FOR EACH ROW EXECUTE FUNCTION deal_from_now_on();
CREATE TRIGGER session_archers_deal AFTER INSERT OR DELETE OR UPDATE ON session_archers
    FOR EACH ROW EXECUTE FUNCTION deal_from_now_on();
CREATE TRIGGER sessions_deal AFTER UPDATE ON sessions
    FOR EACH ROW WHEN (OLD.arrows_per_end <> NEW.arrows_per_end) EXECUTE FUNCTION deal_from_now_on();

-- Arrows that count in a session so far, by archer; those that a running statement has inserted already too.
CREATE FUNCTION arrows_so_far(in_session_id uuid) RETURNS jsonb
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
CREATE FUNCTION arrows_from(in_session_id uuid, in_at timestamptz, in_seq bigint) RETURNS jsonb
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT jsonb_object_agg(archer, -n)
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS n FROM shots
             WHERE session_id = in_session_id AND NOT is_sighter AND (shot_at, seq) >= (in_at, in_seq)
             GROUP BY archer_id) AS one
$$;

-- Those that were shot between two places, neither of them included.
CREATE FUNCTION arrows_between(
    in_session_id uuid, from_at timestamptz, from_seq bigint, to_at timestamptz, to_seq bigint
) RETURNS jsonb LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT jsonb_object_agg(archer, n)
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS n FROM shots
             WHERE session_id = in_session_id AND NOT is_sighter
               AND (shot_at, seq) > (from_at, from_seq) AND (shot_at, seq) < (to_at, to_seq)
             GROUP BY archer_id) AS one
$$;

CREATE FUNCTION added_arrows(arrows jsonb, more jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN more IS NULL THEN coalesce(arrows, '{}') ELSE (
        SELECT coalesce(jsonb_object_agg(archer, n), '{}')
          FROM (SELECT key AS archer, sum(value::bigint)::bigint AS n
                  FROM (SELECT * FROM jsonb_each_text(arrows) UNION ALL SELECT * FROM jsonb_each_text(more)) AS both_of
                 GROUP BY key HAVING sum(value::bigint) <> 0) AS summed) END
$$;

CREATE FUNCTION one_arrow_more(arrows jsonb, archer_id uuid) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    archer text := coalesce(archer_id::text, '');
BEGIN
    RETURN jsonb_set(arrows, ARRAY[archer], to_jsonb(coalesce((arrows ->> archer)::bigint, 0) + 1));
END $$;

CREATE FUNCTION all_arrows(arrows jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(value::bigint), 0)::bigint FROM jsonb_each_text(arrows)
$$;

-- What dealing has to know of a session: asked once for all shots of a statement, and then taken along from shot to
-- shot. `so_far`: arrows that count; `newest_at`: when the last shot of all was.
CREATE FUNCTION dealing_of(in_session_id uuid) RETURNS jsonb
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
CREATE FUNCTION archer_in_turn(dealing jsonb, before jsonb) RETURNS uuid LANGUAGE plpgsql IMMUTABLE AS $$
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
CREATE FUNCTION end_after(dealing jsonb, in_archer_id uuid, before jsonb, end_before integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF in_archer_id IS NOT NULL THEN
        RETURN 1 + coalesce((before ->> in_archer_id::text)::bigint, 0) / (dealing ->> 'per_end')::bigint;
    ELSIF dealing ->> 'per_turn' IS NULL THEN
        RETURN 1 + all_arrows(before) / (dealing ->> 'per_end')::bigint;
    END IF;
    RETURN coalesce(end_before, 1);
END $$;

CREATE FUNCTION end_before(in_session_id uuid, in_at timestamptz, in_seq bigint) RETURNS integer
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT end_number FROM shots WHERE session_id = in_session_id AND (shot_at, seq) < (in_at, in_seq)
     ORDER BY shot_at DESC, seq DESC LIMIT 1
$$;

-- Until when the shots of a session were shot before its roster became what it is: somebody else's turns then.
CREATE FUNCTION other_roster_until(in_session_id uuid) RETURNS timestamptz
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

-- Whose a shot is whatever the order: the arrow's owner, else who has that spot.
DROP FUNCTION attribute_shot;
DROP FUNCTION next_end;
CREATE FUNCTION archer_by_arrow_or_spot(
    in_session_id uuid, in_arrow_id uuid, in_face text, OUT archer_id uuid, OUT attribution text
) LANGUAGE sql STABLE AS $$
    SELECT listed.archer_id, CASE WHEN owned.arrow_id IS NOT NULL THEN 'arrow' ELSE 'spot' END
      FROM session_archers AS listed
      LEFT JOIN archer_arrows AS owned ON owned.archer_id = listed.archer_id AND owned.arrow_id = in_arrow_id
     WHERE listed.session_id = in_session_id AND (owned.arrow_id IS NOT NULL OR listed.face = in_face)
     ORDER BY owned.arrow_id IS NULL LIMIT 1
$$;

CREATE FUNCTION shaft_of(in_archer_id uuid) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT shaft_diameter FROM archers WHERE id = in_archer_id), default_shaft_mm())
$$;

CREATE OR REPLACE FUNCTION derive_shot() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hung jsonb;
    owner uuid;
    may_take_turns boolean;
    dealt jsonb;
    before jsonb;
    shaft_mm double precision;
    dx double precision;
    dy double precision;
    edge_mm double precision;
    along double precision;
    scored record;
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('arch_stats.dealing', true) = 'on' THEN
        IF NEW.archer_id IS NOT DISTINCT FROM OLD.archer_id OR shaft_of(NEW.archer_id) = shaft_of(OLD.archer_id) THEN
            -- whose it is and of which end is all that has changed
            RETURN NEW;
        END IF;
    END IF;
    SELECT value INTO hung
      FROM targets, jsonb_array_elements(targets.faces) WITH ORDINALITY AS face(value, k)
     WHERE targets.session_id = NEW.session_id AND NEW.x IS NOT NULL
     ORDER BY sqrt((NEW.x - (value ->> 'x')::double precision) ^ 2 + (NEW.y - (value ->> 'y')::double precision) ^ 2), targets.id, k
     LIMIT 1;
    IF TG_OP = 'INSERT' THEN
        NEW.seq := nextval('feed_seq');
        NEW.is_end_given := coalesce(NEW.is_end_given, NEW.end_number IS NOT NULL);
        -- what a phone says of a time is by another clock than the order
        NEW.shot_at := coalesce(
            NEW.shot_at,
            CASE WHEN NEW.source <> 'manual' OR NEW.detection_id IS NOT NULL THEN NEW.arrow_landing_time END,
            appliance_now());
        IF NEW.detection_id IS NOT NULL THEN
            NEW.clock_id := (SELECT clock_id FROM detections WHERE id = NEW.detection_id);
        END IF;
        dealt := nullif(current_setting('arch_stats.dealt', true), '')::jsonb;
        IF (dealt ->> 'session_id')::uuid IS DISTINCT FROM NEW.session_id THEN
            dealt := dealing_of(NEW.session_id);
        END IF;
        IF NEW.archer_id IS NOT NULL THEN
            NEW.attribution := coalesce(NEW.attribution, 'person');
        ELSIF NEW.arrow_id IS NULL THEN
            NEW.archer_id := (dealt -> 'spots' ->> (hung ->> 'human_identifier'))::uuid;
            NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'spot' END;
        ELSE
            SELECT found.archer_id, found.attribution INTO NEW.archer_id, NEW.attribution
              FROM archer_by_arrow_or_spot(NEW.session_id, NEW.arrow_id, hung ->> 'human_identifier') AS found;
        END IF;
        may_take_turns := NEW.archer_id IS NULL AND dealt ->> 'per_turn' IS NOT NULL;
        IF NOT may_take_turns AND NEW.end_number IS NOT NULL THEN
            dealt := dealt - 'at';
        ELSIF (dealt ->> 'newest_at')::timestamptz > NEW.shot_at THEN
            IF NOT dealt ? 'other_roster_until' THEN
                dealt := dealt || jsonb_build_object('other_roster_until', other_roster_until(NEW.session_id));
            END IF;
            may_take_turns := may_take_turns
                AND ((dealt ->> 'other_roster_until')::timestamptz > NEW.shot_at) IS NOT TRUE;
            -- after the shot that was put in its place before this one, as a rule
            before := CASE WHEN (dealt ->> 'at')::timestamptz <= NEW.shot_at
                THEN added_arrows(dealt -> 'until', arrows_between(
                    NEW.session_id, (dealt ->> 'at')::timestamptz, (dealt ->> 'seq')::bigint, NEW.shot_at, NEW.seq))
                ELSE added_arrows(dealt -> 'so_far', arrows_from(NEW.session_id, NEW.shot_at, NEW.seq)) END;
        ELSE
            before := dealt -> 'so_far';
        END IF;
        IF may_take_turns THEN
            NEW.archer_id := archer_in_turn(dealt, before);
            NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'order' END;
        END IF;
        IF NEW.end_number IS NULL THEN
            NEW.end_number := coalesce(end_after(dealt, NEW.archer_id, before,
                CASE WHEN NEW.archer_id IS NULL AND dealt ->> 'per_turn' IS NOT NULL
                     THEN end_before(NEW.session_id, NEW.shot_at, NEW.seq) END), 1);
        END IF;
        dealt := dealt || jsonb_build_object('newest_at', greatest((dealt ->> 'newest_at')::timestamptz, NEW.shot_at));
        IF NOT NEW.is_sighter THEN
            dealt := jsonb_set(dealt, '{so_far}', one_arrow_more(dealt -> 'so_far', NEW.archer_id));
        END IF;
        IF before IS NOT NULL THEN
            dealt := dealt || jsonb_build_object('at', NEW.shot_at, 'seq', NEW.seq, 'until',
                CASE WHEN NEW.is_sighter THEN before ELSE one_arrow_more(before, NEW.archer_id) END);
        END IF;
        PERFORM set_config('arch_stats.dealt', dealt::text, true);
    ELSE
        NEW.seq := OLD.seq;
        IF coalesce(current_setting('arch_stats.dealing', true), '') <> 'on' THEN
            IF NEW.archer_id IS DISTINCT FROM OLD.archer_id OR (NEW.is_archer_given AND NOT OLD.is_archer_given) THEN
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
            NEW.is_end_given := NEW.is_end_given OR NEW.end_number <> OLD.end_number;
            IF NEW.arrow_landing_time IS DISTINCT FROM OLD.arrow_landing_time AND NEW.shot_at = OLD.shot_at
               AND (NEW.source <> 'manual' OR NEW.detection_id IS NOT NULL) THEN
                NEW.shot_at := coalesce(NEW.arrow_landing_time, OLD.shot_at);
            END IF;
        END IF;
    END IF;
    NEW.is_archer_given := NEW.attribution IS NOT DISTINCT FROM 'person';
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
    shaft_mm := CASE WHEN NEW.arrow_id IS NULL THEN (dealt -> 'shafts' ->> NEW.archer_id::text)::double precision END;
    IF shaft_mm IS NULL THEN
        shaft_mm := coalesce((SELECT diameter FROM arrows WHERE id = NEW.arrow_id), shaft_of(NEW.archer_id));
    END IF;
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

-- What was taken along from shot to shot is true for one statement.
CREATE FUNCTION begin_dealing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('arch_stats.dealt', '', true);
    RETURN NULL;
END $$;
CREATE TRIGGER shots_begin_dealing BEFORE INSERT ON shots FOR EACH STATEMENT EXECUTE FUNCTION begin_dealing();

-- Deals turns and ends of a session again from this place on; every shot that changes is announced like any change.
CREATE FUNCTION deal_again(in_session_id uuid, from_at timestamptz, from_seq bigint) RETURNS void
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
REVOKE EXECUTE ON FUNCTION deal_again FROM PUBLIC;

-- Counts what a statement added, took away or changed.
CREATE FUNCTION count_arrows(in_session_id uuid, added jsonb, newest bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO dealing AS kept (session_id, arrows, counted_seq)
    SELECT id, added, newest FROM sessions WHERE id = in_session_id
    ON CONFLICT (session_id) DO UPDATE
       SET counted_seq = greatest(kept.counted_seq, excluded.counted_seq),
           arrows = CASE WHEN are_counts(kept.arrows) THEN added_arrows(kept.arrows, excluded.arrows)
                         ELSE coalesce(arrows_between(in_session_id, '-infinity', 0, 'infinity', 0), '{}') END
$$;
REVOKE EXECUTE ON FUNCTION count_arrows FROM PUBLIC;

CREATE FUNCTION settle_inserted_shots() RETURNS trigger
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
CREATE TRIGGER shots_settle_inserted AFTER INSERT ON shots REFERENCING NEW TABLE AS new_shots
    FOR EACH STATEMENT EXECUTE FUNCTION settle_inserted_shots();

CREATE FUNCTION settle_updated_shots() RETURNS trigger
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
CREATE TRIGGER shots_settle_updated AFTER UPDATE ON shots REFERENCING OLD TABLE AS old_shots NEW TABLE AS new_shots
    FOR EACH STATEMENT EXECUTE FUNCTION settle_updated_shots();

-- A shot that is taken away leaves the others as they were dealt; who comes next counts without it.
CREATE FUNCTION settle_deleted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_arrows(session_id, jsonb_object_agg(archer, n), 0)
       FROM (SELECT session_id, coalesce(archer_id::text, '') AS archer, -count(*) AS n
               FROM old_shots WHERE NOT is_sighter GROUP BY session_id, archer_id) AS changed
      GROUP BY session_id;
    RETURN NULL;
END $$;
CREATE TRIGGER shots_settle_deleted AFTER DELETE ON shots REFERENCING OLD TABLE AS old_shots
    FOR EACH STATEMENT EXECUTE FUNCTION settle_deleted_shots();

-- What comes by the hundred is numbered and announced by the statement, in the order of its rows, as announce_change does
-- it row by row, in a fraction of the time.
CREATE FUNCTION announce_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept CONSTANT integer := 20000;
    channel text := (SELECT ws_channel FROM appliance);
    numbered changes[];
    newest bigint;
BEGIN
    IF TG_TABLE_NAME = 'shots' AND TG_OP = 'INSERT' THEN
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

DO $$
DECLARE
    subject text;
BEGIN
    FOREACH subject IN ARRAY ARRAY['shots', 'detections'] LOOP
        EXECUTE format('DROP TRIGGER %I ON %I', subject || '_announce', subject);
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION announce_changes()', subject || '_announce_inserted', subject);
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION announce_changes()', subject || '_announce_updated', subject);
        EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION announce_changes()', subject || '_announce_deleted', subject);
    END LOOP;
END $$;

-- A row of before the step is moved with it; one that was stamped since by the new clock is not.
CREATE FUNCTION dated_again(was timestamptz, by_us double precision, to_time timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN was BETWEEN to_time - interval '2 s' AND appliance_now() THEN was
                ELSE was + by_us * interval '1 microsecond' END
$$;

-- Moves every time that the run `from_run` gave by `by_us`, and makes it the run `to_run`'s, so that it is never moved
-- twice by one step. Returns how many impacts were. `only_what_is_on`: of the open session and of the calibration that
-- waits for taps alone; what goes on has one clock, or its arrows would change their order.
CREATE FUNCTION date_again(
    from_run uuid, to_run uuid, by_us double precision, to_time timestamptz, only_what_is_on boolean
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    by_time interval := by_us * interval '1 microsecond';
    moved integer;
    open_id uuid;
    waiting_id uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT id INTO open_id FROM sessions WHERE is_opened;
    SELECT id INTO waiting_id FROM calibrations WHERE status IN ('asked', 'running');
    UPDATE detections
       SET detected_at = detected_at + by_time, recorded_at = dated_again(recorded_at, by_us, to_time),
           resolved_at = dated_again(resolved_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run
       AND (NOT only_what_is_on OR session_id = open_id OR calibration_id = waiting_id);
    GET DIAGNOSTICS moved = ROW_COUNT;
    UPDATE shots
       SET arrow_landing_time = CASE WHEN detection_id IS NULL AND source = 'manual' THEN arrow_landing_time
                                     ELSE arrow_landing_time + by_time END,
           shot_at = CASE WHEN detection_id IS NULL AND (source = 'manual' OR arrow_landing_time IS NULL)
                          THEN dated_again(shot_at, by_us, to_time) ELSE shot_at + by_time END,
           recorded_at = dated_again(recorded_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND (NOT only_what_is_on OR session_id = open_id);
    UPDATE sessions
       SET end_time = greatest(sessions.start_time, dated_again(sessions.end_time, by_us, to_time))
      FROM session_spans AS span
     WHERE span.session_id = sessions.id AND span.closed_clock_id = from_run AND span.gave_end_time
       AND NOT sessions.is_opened AND NOT only_what_is_on;
    UPDATE session_spans
       SET opened_at = CASE WHEN opened_clock_id = from_run THEN dated_again(opened_at, by_us, to_time) ELSE opened_at END,
           opened_clock_id = CASE WHEN opened_clock_id = from_run THEN to_run ELSE opened_clock_id END,
           closed_at = greatest(
               CASE WHEN opened_clock_id = from_run THEN dated_again(opened_at, by_us, to_time) ELSE opened_at END,
               CASE WHEN closed_clock_id = from_run THEN dated_again(closed_at, by_us, to_time) ELSE closed_at END),
           closed_clock_id = CASE WHEN closed_clock_id = from_run THEN to_run ELSE closed_clock_id END
     WHERE closed_at IS NOT NULL AND from_run IN (opened_clock_id, closed_clock_id)
       AND (NOT only_what_is_on OR session_id = open_id);
    UPDATE session_spans SET opened_at = dated_again(opened_at, by_us, to_time), opened_clock_id = to_run
     WHERE closed_at IS NULL AND opened_clock_id = from_run;
    UPDATE calibrations
       SET asked_at = CASE WHEN asked_clock_id = from_run THEN dated_again(asked_at, by_us, to_time) ELSE asked_at END,
           asked_clock_id = CASE WHEN asked_clock_id = from_run THEN to_run ELSE asked_clock_id END,
           waited_until = CASE WHEN waited_clock_id = from_run THEN dated_again(waited_until, by_us, to_time)
                               ELSE waited_until END,
           finished_at = CASE WHEN waited_clock_id = from_run THEN dated_again(finished_at, by_us, to_time)
                              ELSE finished_at END,
           waited_clock_id = CASE WHEN waited_clock_id = from_run THEN to_run ELSE waited_clock_id END
     WHERE from_run IN (asked_clock_id, waited_clock_id) AND (NOT only_what_is_on OR id = waiting_id);
    UPDATE set_aside
       SET heard_at = heard_at + by_time, set_aside_at = dated_again(set_aside_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND NOT only_what_is_on;
    UPDATE losses
       SET lost_from = lost_from + by_time, lost_until = lost_until + by_time,
           told_at = dated_again(told_at, by_us, to_time), clock_id = to_run
     WHERE clock_id = from_run AND NOT only_what_is_on;
    RETURN moved;
END $$;
REVOKE EXECUTE ON FUNCTION date_again FROM PUBLIC;
GRANT EXECUTE ON FUNCTION date_again TO arch_sensing;

-- What comes back from a file of before a step is dated as what was here at the step.
CREATE FUNCTION date_again_as_since() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    step record;
BEGIN
    FOR step IN
        SELECT clock_steps.*
          FROM clock_steps JOIN clock_runs ON clock_runs.id = from_run_id
         ORDER BY clock_runs.recorded
    LOOP
        PERFORM date_again(step.from_run_id, step.to_run_id, step.by_us, step.to_time, step.was_trusted);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION date_again_as_since FROM PUBLIC;
