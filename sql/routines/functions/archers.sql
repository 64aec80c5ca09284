-- Owners of arrows, and rosters of sessions.

-- Sets the arrows that an archer owns; other owners of these arrows lose them.
CREATE OR REPLACE FUNCTION own_arrows(in_archer_id uuid, in_arrow_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM archer_arrows WHERE archer_id = in_archer_id AND arrow_id <> ALL (in_arrow_ids);
    INSERT INTO archer_arrows (arrow_id, archer_id) SELECT DISTINCT unnest(in_arrow_ids), in_archer_id
    ON CONFLICT (arrow_id) DO UPDATE SET archer_id = excluded.archer_id;
$$;

DROP FUNCTION IF EXISTS set_roster(uuid, integer, jsonb), set_roster(uuid, integer, jsonb, boolean);

-- Replaces a session's roster: `listed` is [{archer_id, letter, shooting_order, detail, face}, ...]; an empty list
-- deletes it. `takes_back`: this undoes the change before. Returns the session's id; null where there is no such
-- session.
CREATE OR REPLACE FUNCTION set_roster(
    in_session_id uuid, in_arrows_per_turn integer, listed jsonb, in_rotates boolean DEFAULT false,
    takes_back boolean DEFAULT false
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
    -- turns are set up once from the whole roster, not from each row on the way
    PERFORM set_config('arch_stats.is_setting_up', 'on', true);
    DELETE FROM session_archers WHERE session_id = in_session_id;
    IF jsonb_array_length(listed) = 0 THEN
        DELETE FROM rosters WHERE session_id = in_session_id;
    ELSE
        PERFORM fill_roster(in_session_id, coalesce(in_arrows_per_turn, per_end), listed, in_rotates);
    END IF;
    PERFORM set_config('arch_stats.is_setting_up', '', true);
    PERFORM mark_setup(in_session_id, takes_back);
    RETURN in_session_id;
END $$;

-- A session's roster as corrections record it.
CREATE OR REPLACE FUNCTION roster_as_json(in_session_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
               'arrows_per_turn', rosters.arrows_per_turn, 'rotates', coalesce(rosters.rotates, false),
               'archers', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                      'archer_id', archer_id, 'letter', letter, 'shooting_order', shooting_order,
                                      'detail', detail, 'face', face) ORDER BY shooting_order), '[]')
                             FROM session_archers AS listed WHERE listed.session_id = sessions.id))
      FROM sessions LEFT JOIN rosters ON rosters.session_id = sessions.id WHERE sessions.id = in_session_id
$$;

-- Replaces a roster and records the correction; `correction_id` is null where nothing changed.
CREATE OR REPLACE FUNCTION change_roster(
    in_session_id uuid, in_arrows_per_turn integer, listed jsonb, in_rotates boolean, in_made_by text,
    OUT is_there boolean, OUT correction_id uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    before := roster_as_json(in_session_id);
    is_there := set_roster(in_session_id, in_arrows_per_turn, listed, in_rotates) IS NOT NULL;
    after := roster_as_json(in_session_id);
    IF before <> after THEN
        correction_id := keep_correction(
            in_session_id, NULL, in_made_by, 'roster', otherwise_than(before, after), otherwise_than(after, before));
    END IF;
END $$;

-- Undoes a change of the roster: shots since then are dealt without it, up to the next turn mark. Null where there is
-- no such change.
CREATE OR REPLACE FUNCTION take_back_roster(in_session_id uuid, in_correction_id uuid, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    correction corrections;
    now_on jsonb;
    back jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO correction FROM corrections
     WHERE id = in_correction_id AND session_id = in_session_id AND kind = 'roster';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    now_on := roster_as_json(in_session_id);
    IF otherwise_than(correction.after, now_on) <> '{}' THEN
        RAISE EXCEPTION 'path.correction_id: roster_changed_since' USING DETAIL = '{}';
    END IF;
    back := now_on || correction.before;
    PERFORM set_roster(in_session_id, (back ->> 'arrows_per_turn')::integer, back -> 'archers',
                       (back ->> 'rotates')::boolean, true);
    PERFORM keep_correction(in_session_id, NULL, in_made_by, 'undone', correction.after, correction.before);
    RETURN in_correction_id;
END $$;

-- Fills a roster that has no archers yet.
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

-- Announces the open session's roster where one of its archers is renamed or deleted.
CREATE OR REPLACE FUNCTION touch_rosters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE rosters SET revision = revision + 1
     WHERE session_id IN (SELECT listed.session_id FROM session_archers AS listed JOIN sessions ON sessions.id = listed.session_id
                           WHERE sessions.is_opened AND listed.archer_id = OLD.id);
    RETURN coalesce(NEW, OLD);
END $$;
