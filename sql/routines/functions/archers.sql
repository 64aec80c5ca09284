-- Whose arrows are whose, and who shoots in a session.

-- An archer and the arrows that are theirs; other owners of these arrows lose them.
CREATE OR REPLACE FUNCTION own_arrows(in_archer_id uuid, in_arrow_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM archer_arrows WHERE archer_id = in_archer_id AND arrow_id <> ALL (in_arrow_ids);
    INSERT INTO archer_arrows (arrow_id, archer_id) SELECT DISTINCT unnest(in_arrow_ids), in_archer_id
    ON CONFLICT (arrow_id) DO UPDATE SET archer_id = excluded.archer_id;
$$;

-- Who shoots in a session, whole: `listed` is [{archer_id, letter, shooting_order, face}, ...]; an empty list ends it.
CREATE OR REPLACE FUNCTION set_roster(in_session_id uuid, in_arrows_per_turn integer, listed jsonb) RETURNS uuid
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

-- Another name, or somebody gone: whoever shows the open session's roster hears of it.
CREATE OR REPLACE FUNCTION touch_rosters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE rosters SET revision = revision + 1
     WHERE session_id IN (SELECT listed.session_id FROM session_archers AS listed JOIN sessions ON sessions.id = listed.session_id
                           WHERE sessions.is_opened AND listed.archer_id = OLD.id);
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION archer_by_arrow_or_spot(
    in_session_id uuid, in_arrow_id uuid, in_face text, OUT archer_id uuid, OUT attribution text
) LANGUAGE sql STABLE AS $$
    SELECT listed.archer_id, CASE WHEN owned.arrow_id IS NOT NULL THEN 'arrow' ELSE 'spot' END
      FROM session_archers AS listed
      LEFT JOIN archer_arrows AS owned ON owned.archer_id = listed.archer_id AND owned.arrow_id = in_arrow_id
     WHERE listed.session_id = in_session_id AND (owned.arrow_id IS NOT NULL OR listed.face = in_face)
     ORDER BY owned.arrow_id IS NULL LIMIT 1
$$;
