-- Changes by people of shots, turns, goals and the board: made and recorded in one statement, with their author.

DROP FUNCTION IF EXISTS keep_correction(uuid, uuid, text, text, jsonb, jsonb);
CREATE OR REPLACE FUNCTION keep_correction(
    in_session_id uuid, in_shot_id uuid, in_made_by text, in_kind text, in_before jsonb, in_after jsonb
) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO corrections (session_id, shot_id, made_by, kind, before, after)
    VALUES (in_session_id, in_shot_id, in_made_by, in_kind, in_before, in_after) RETURNING id
$$;

-- What a person may change of a shot, as JSON.
CREATE OR REPLACE FUNCTION editable_fields(shot jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(shot)
     WHERE key IN ('arrow_id', 'archer_id', 'end_number', 'is_sighter', 'fate', 'points_called', 'is_x_called', 'note',
                   'is_out_of_time')
$$;

-- A whole shot as a correction records it: these fields as far as they are not null, and its points.
CREATE OR REPLACE FUNCTION shot_as_it_was(shot jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(editable_fields(shot) || jsonb_build_object('points', shot -> 'points'))
$$;

-- Those of `fields` that differ in `others`.
CREATE OR REPLACE FUNCTION otherwise_than(fields jsonb, others jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(fields) WHERE value IS DISTINCT FROM others -> key
$$;

-- Records a change of an archer's goal or, without an archer, of the board; null: there was none before, or is none
-- after. The newest hundred of each are kept, since nothing else deletes them.
CREATE OR REPLACE FUNCTION keep_change(in_archer_id uuid, in_made_by text, in_kind text, in_before jsonb, in_after jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO corrections (archer_id, made_by, kind, before, after)
    SELECT in_archer_id, in_made_by, in_kind,
           CASE WHEN in_before IS NOT NULL THEN otherwise_than(in_before, coalesce(in_after, '{}')) END,
           CASE WHEN in_after IS NOT NULL THEN otherwise_than(in_after, coalesce(in_before, '{}')) END
     WHERE in_before IS DISTINCT FROM in_after;
    DELETE FROM corrections
     WHERE id IN (SELECT id FROM corrections
                   WHERE coalesce(session_id, archer_id, '00000000-0000-0000-0000-000000000000')
                         = coalesce(in_archer_id, '00000000-0000-0000-0000-000000000000')
                   ORDER BY made_at DESC, id DESC OFFSET 100)
$$;

CREATE OR REPLACE FUNCTION goal_as_json(in_archer_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('arrows', arrows, 'period', period) FROM arrow_goals WHERE archer_id = in_archer_id
$$;

-- Sets how many arrows an archer aims to shoot; without a number the goal is deleted. Null where there is no such
-- archer, or no goal to delete.
CREATE OR REPLACE FUNCTION set_goal(in_archer_id uuid, in_arrows integer, in_period text, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    before := goal_as_json(in_archer_id);
    IF in_arrows IS NULL THEN
        DELETE FROM arrow_goals WHERE archer_id = in_archer_id;
    ELSE
        INSERT INTO arrow_goals (archer_id, arrows, period)
        SELECT id, in_arrows, in_period FROM archers WHERE id = in_archer_id
        ON CONFLICT (archer_id) DO UPDATE SET (arrows, period) = (excluded.arrows, excluded.period);
    END IF;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM keep_change(in_archer_id, in_made_by, 'goal', before, goal_as_json(in_archer_id));
    RETURN in_archer_id;
END $$;

CREATE OR REPLACE FUNCTION board_as_json() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('url', url, 'protocol', protocol, 'baud', baud, 'board_name', board_name) FROM node_connections
$$;

-- Sets where the board is plugged in; without an address the settings decide.
CREATE OR REPLACE FUNCTION set_board(
    in_url text, in_protocol text, in_baud integer, in_board_name text, in_made_by text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    before := board_as_json();
    IF in_url IS NULL THEN
        DELETE FROM node_connections;
    ELSE
        INSERT INTO node_connections (url, protocol, baud, board_name)
        VALUES (in_url, in_protocol, in_baud, in_board_name)
        ON CONFLICT (only_row) DO UPDATE
           SET (url, protocol, baud, board_name)
             = (excluded.url, excluded.protocol, excluded.baud, excluded.board_name);
    END IF;
    PERFORM keep_change(NULL, in_made_by, 'board', before, board_as_json());
END $$;

-- Today's names, by id, of the archers whose ids appear anywhere in a correction.
CREATE OR REPLACE FUNCTION archers_in(correction text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(id, name), '{}') FROM archers
     WHERE id = ANY (ARRAY(
           SELECT found[1]::uuid FROM regexp_matches(correction, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') AS found))
$$;

-- Changes fields of these shots; an end, an archer or a sighter that is sent is fixed from now on, even if it is the
-- same. Returns the number of these shots.
CREATE OR REPLACE FUNCTION amend_shots(in_ids uuid[], changes jsonb, in_made_by text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was jsonb;
    amended bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT jsonb_object_agg(id, editable_fields(to_jsonb(shots))) INTO was FROM shots WHERE id = ANY (in_ids);
    UPDATE shots AS old
       SET (arrow_id, end_number, is_sighter, fate, points_called, is_x_called, archer_id, note, is_out_of_time,
            is_end_given, is_archer_given, is_sighter_given)
         = (SELECT new.arrow_id, new.end_number, new.is_sighter, new.fate, new.points_called, new.is_x_called,
                   new.archer_id, new.note, new.is_out_of_time, old.is_end_given OR changes ? 'end_number',
                   old.is_archer_given OR changes ? 'archer_id', old.is_sighter_given OR changes ? 'is_sighter'
              FROM jsonb_populate_record(old, changes) AS new)
     WHERE id = ANY (in_ids);
    GET DIAGNOSTICS amended = ROW_COUNT;
    INSERT INTO corrections (session_id, shot_id, made_by, kind, before, after)
    SELECT shots.session_id, shots.id, in_made_by, 'changed', otherwise_than(before, after), otherwise_than(after, before)
      FROM shots, editable_fields(to_jsonb(shots)) AS after, jsonb(was -> shots.id::text) AS before
     WHERE shots.id = ANY (in_ids) AND before <> after;
    RETURN amended;
END $$;

-- Deletes a shot and records that; null where there is no such shot.
CREATE OR REPLACE FUNCTION remove_shot(in_id uuid, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone record;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    DELETE FROM shots WHERE id = in_id RETURNING session_id, shot_as_it_was(to_jsonb(shots)) AS shot INTO gone;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM keep_correction(gone.session_id, in_id, in_made_by, 'deleted', gone.shot, NULL);
    RETURN in_id;
END $$;

-- A deleted shot as it is exported: with the columns of today; one that is no shot stays what it is, so that every other
-- row is exported.
CREATE OR REPLACE FUNCTION exported_shot(shot jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN to_jsonb(jsonb_populate_record(NULL::shots, shot)) - 'state';
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    RETURN shot;
END $$;

-- Restores a deleted shot as it was, in its place; null where no shot with this id was deleted. An arrow, archer or
-- detection that was deleted since is left out.
CREATE OR REPLACE FUNCTION restore_shot(in_id uuid, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    back shots;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT (jsonb_populate_record(NULL::shots, shot)).* INTO back FROM deleted_shots WHERE id = in_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    back.arrow_id := (SELECT id FROM arrows WHERE id = back.arrow_id);
    back.detection_id := (SELECT id FROM detections WHERE id = back.detection_id);
    back.archer_id := (SELECT id FROM archers WHERE id = back.archer_id);
    back.attribution := CASE WHEN back.archer_id IS NOT NULL THEN back.attribution END;
    DELETE FROM deleted_shots WHERE id = in_id;
    INSERT INTO shots SELECT (back).*;
    -- its impact counts as placed again, even if it was reopened meanwhile
    UPDATE detections SET resolution = 'placed', resolved_at = now()
     WHERE id = back.detection_id AND outcome IN ('unplaced', 'test') AND resolution IS DISTINCT FROM 'placed';
    PERFORM keep_correction(back.session_id, in_id, in_made_by, 'restored', NULL,
                            (SELECT shot_as_it_was(to_jsonb(shots)) FROM shots WHERE id = in_id));
    RETURN in_id;
END $$;

-- The facts that a session's scores depend on.
CREATE OR REPLACE FUNCTION session_as_scored(in_session_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
               'distance', distance, 'distance_unit', distance_unit, 'is_indoor', is_indoor, 'round_name', round_name,
               'faces', (SELECT coalesce(jsonb_agg(face ORDER BY targets.id, n), '[]')
                           FROM targets, jsonb_array_elements(faces) WITH ORDINALITY AS listed (face, n)
                          WHERE targets.session_id = sessions.id))
      FROM sessions WHERE id = in_session_id
$$;

-- Records what a rescoring changed, after it was made; nothing where none of these facts changed.
CREATE OR REPLACE FUNCTION keep_rescoring(in_session_id uuid, in_before jsonb, in_made_by text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT keep_correction(in_session_id, NULL, in_made_by, 'rescored', otherwise_than(in_before, now_on),
                           otherwise_than(now_on, in_before))
      FROM session_as_scored(in_session_id) AS now_on WHERE now_on <> in_before
$$;
