-- Whose arrows are whose, and who shoots in a session.

-- An archer and the arrows that are theirs; other owners of these arrows lose them.
CREATE OR REPLACE FUNCTION own_arrows(in_archer_id uuid, in_arrow_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM archer_arrows WHERE archer_id = in_archer_id AND arrow_id <> ALL (in_arrow_ids);
    INSERT INTO archer_arrows (arrow_id, archer_id) SELECT DISTINCT unnest(in_arrow_ids), in_archer_id
    ON CONFLICT (arrow_id) DO UPDATE SET archer_id = excluded.archer_id;
$$;

DROP FUNCTION IF EXISTS set_roster(uuid, integer, jsonb);

-- Who shoots in a session, whole: `listed` is [{archer_id, letter, shooting_order, detail, face}, ...]; an empty list ends
-- it.
CREATE OR REPLACE FUNCTION set_roster(
    in_session_id uuid, in_arrows_per_turn integer, listed jsonb, in_rotates boolean DEFAULT false
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    per_end integer;
BEGIN
    PERFORM lock_feed();
    SELECT arrows_per_end INTO per_end FROM sessions WHERE id = in_session_id FOR UPDATE;
    IF per_end IS NULL THEN
        RETURN NULL;
    END IF;
    -- turns follow from the whole, not from each row on the way to it
    PERFORM set_config('arch_stats.is_setting_up', 'on', true);
    DELETE FROM session_archers WHERE session_id = in_session_id;
    IF jsonb_array_length(listed) = 0 THEN
        DELETE FROM rosters WHERE session_id = in_session_id;
    ELSE
        PERFORM fill_roster(in_session_id, coalesce(in_arrows_per_turn, per_end), listed, in_rotates);
    END IF;
    PERFORM set_config('arch_stats.is_setting_up', '', true);
    PERFORM mark_setup(in_session_id);
    RETURN in_session_id;
END $$;

-- A roster that has no archers until then.
CREATE OR REPLACE FUNCTION fill_roster(in_session_id uuid, in_arrows_per_turn integer, listed jsonb, in_rotates boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rosters (session_id, arrows_per_turn, rotates)
    VALUES (in_session_id, in_arrows_per_turn, in_rotates)
    ON CONFLICT (session_id) DO UPDATE
       SET arrows_per_turn = excluded.arrows_per_turn, rotates = excluded.rotates, revision = rosters.revision + 1;
    INSERT INTO session_archers (session_id, archer_id, letter, shooting_order, detail, face)
    SELECT in_session_id, archer_id, letter, shooting_order, coalesce(detail, 1), face
      FROM jsonb_to_recordset(listed) AS one(
           archer_id uuid, letter text, shooting_order integer, detail integer, face text);
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
