-- Ends of archers, as they open and close.

-- Opens and closes ends by the places of arrows. An end that was opened at `again_from` or later is opened by them
-- alone.
CREATE OR REPLACE FUNCTION keep_ends(
    in_session_id uuid, again_from timestamptz, archers uuid[], numbers integer[], arrows integer[], ats timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ends (session_id, archer_id, end_number, stage, opened_at, arrows_per_end)
    SELECT in_session_id, place.archer_id, place.number, mark.state ->> 'stage', min(place.at),
           (array_agg((mark.config ->> 'per_end')::integer ORDER BY place.at))[1]
      FROM unnest(archers, numbers, arrows, ats) AS place (archer_id, number, arrow, at)
     CROSS JOIN LATERAL mark_before(in_session_id, place.at) AS mark
     WHERE (place.archer_id IS NULL OR EXISTS (SELECT FROM archers AS known WHERE known.id = place.archer_id))
       -- or a later arrow of an end whose first was deleted, or dealt elsewhere, behind a mark that counts it
       AND (place.arrow = 1 OR NOT EXISTS (
            SELECT FROM ends AS known WHERE known.session_id = in_session_id AND known.end_number = place.number
               AND known.stage = mark.state ->> 'stage' AND known.opened_at < again_from
               AND (known.archer_id = place.archer_id OR known.archer_id IS NULL AND place.archer_id IS NULL)))
     GROUP BY 2, 3, 4
    ON CONFLICT ON CONSTRAINT end_once DO UPDATE
       SET opened_at = CASE WHEN ends.opened_at >= again_from THEN excluded.opened_at
                            ELSE least(ends.opened_at, excluded.opened_at) END;
    UPDATE ends SET closed_at = place.at, closed_by = 'arrows'
      FROM unnest(archers, numbers, arrows, ats) AS place (archer_id, number, arrow, at)
     WHERE ends.session_id = in_session_id AND ends.end_number = place.number AND ends.stage = 'scoring'
       AND (ends.archer_id = place.archer_id OR ends.archer_id IS NULL AND place.archer_id IS NULL)
       AND place.arrow >= ends.arrows_per_end AND (ends.closed_at IS NULL OR ends.closed_at > place.at);
    PERFORM close_ends_behind(in_session_id, (SELECT min(at) FROM unnest(ats) AS one (at)));
END $$;

-- Applies marks behind a moment to ends that were opened before: the next mark, and setups, which may change the
-- length.
CREATE OR REPLACE FUNCTION close_ends_behind(in_session_id uuid, in_at timestamptz) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    next_mark CONSTANT uuid := (SELECT id FROM turn_marks WHERE session_id = in_session_id AND holds_from > in_at
                                 ORDER BY holds_from, seq LIMIT 1);
BEGIN
    IF next_mark IS NOT NULL THEN
        PERFORM close_ends_at(id) FROM (
            SELECT id FROM turn_marks
             WHERE session_id = in_session_id AND holds_from > in_at AND (kind = 'setup' OR id = next_mark)
             ORDER BY holds_from, seq) AS later;
    END IF;
END $$;

DROP FUNCTION IF EXISTS keep_ends_again(uuid, timestamptz, timestamptz, uuid[], integer[], integer[], timestamptz[]);
-- The same as keep_ends for arrows that were dealt again between two moments: what they opened or closed there before
-- is undone. `state_then`: the state behind them.
CREATE OR REPLACE FUNCTION keep_ends_again(
    in_session_id uuid, from_at timestamptz, reached timestamptz, state_then jsonb,
    archers uuid[], numbers integer[], arrows integer[], ats timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one ends;
    opened_next timestamptz;
BEGIN
    UPDATE ends SET closed_at = NULL, closed_by = NULL
     WHERE session_id = in_session_id AND closed_by = 'arrows' AND closed_at BETWEEN from_at AND reached;
    FOR one IN SELECT * FROM ends
                WHERE session_id = in_session_id AND opened_at BETWEEN from_at AND reached
                  AND NOT EXISTS (SELECT FROM turn_marks WHERE session_id = in_session_id AND holds_from = ends.opened_at)
                  AND NOT EXISTS (SELECT FROM unnest(archers, numbers) AS place (archer_id, number)
                                   WHERE place.number = ends.end_number
                                     AND place.archer_id IS NOT DISTINCT FROM ends.archer_id)
    LOOP
        opened_next := opened_behind(
            in_session_id, one.archer_id, one.end_number, one.stage, reached, state_then);
        UPDATE ends SET opened_at = opened_next WHERE session_id = in_session_id AND ends = one AND opened_next IS NOT NULL;
        DELETE FROM ends WHERE session_id = in_session_id AND ends = one AND opened_next IS NULL;
    END LOOP;
    PERFORM keep_ends(in_session_id, from_at, archers, numbers, arrows, ats);
    PERFORM close_ends_behind(in_session_id, from_at);
END $$;

-- Whether an end still has arrows to come after a mark.
CREATE OR REPLACE FUNCTION is_end_open(
    state jsonb, config jsonb, in_archer_id uuid, in_end_number integer, in_stage text
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT state ->> 'stage' = in_stage AND CASE
        WHEN config -> 'orders' -> 0 ? coalesce(in_archer_id::text, '') THEN
             (state ->> 'end')::integer = in_end_number
             AND coalesce((state -> 'taken' ->> coalesce(in_archer_id::text, ''))::integer, 0) < (config ->> 'per_end')::integer
             -- a later end, for which arrows were shot ahead
             OR coalesce(in_end_number > (state ->> 'end')::integer
                         + (state -> 'ahead' ->> coalesce(in_archer_id::text, ''))::integer / (config ->> 'per_end')::integer, false)
        WHEN config -> 'archers' ? in_archer_id::text OR state -> 'own' ? in_archer_id::text THEN
             in_end_number >= coalesce((state -> 'own' -> in_archer_id::text ->> 0)::integer, (state ->> 'least')::integer)
             AND NOT coalesce((state -> 'own' -> in_archer_id::text ->> 0)::integer = in_end_number
                              AND (state -> 'own' -> in_archer_id::text ->> 1)::integer >= (config ->> 'per_end')::integer, false)
        ELSE false END
$$;

-- Closes the ends that are over by a mark. An end that continues under another length of ends takes that length.
CREATE OR REPLACE FUNCTION close_ends_at(in_mark_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mark record := mark_of(in_mark_id);
BEGIN
    UPDATE ends
       SET closed_at = mark.holds_from,
           closed_by = CASE WHEN mark.set_by = 'timer' THEN 'timer'
                            WHEN ends.stage = mark.state ->> 'stage' AND ends.end_number >= (mark.state ->> 'end')::integer
                            THEN 'turn' ELSE 'tap' END
     WHERE ends.session_id = mark.session_id AND ends.closed_at IS NULL AND ends.opened_at <= mark.holds_from
       AND NOT is_end_open(mark.state, mark.config, ends.archer_id, ends.end_number, ends.stage);
    IF mark.kind <> 'setup' OR mark.config IS NULL THEN
        RETURN;
    END IF;
    UPDATE ends
       SET arrows_per_end = (mark.config ->> 'per_end')::integer, closed_at = NULL, closed_by = NULL
     WHERE ends.session_id = mark.session_id AND ends.opened_at <= mark.holds_from
       AND ends.arrows_per_end <> (mark.config ->> 'per_end')::integer
       AND is_end_open(mark.state, mark.config, ends.archer_id, ends.end_number, ends.stage);
END $$;

-- An end with another opening takes the length in force then; setups behind it change that again (close_ends_behind).
CREATE OR REPLACE FUNCTION measure_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.arrows_per_end := coalesce(
        ((mark_before(NEW.session_id, NEW.opened_at)).config ->> 'per_end')::integer, NEW.arrows_per_end);
    RETURN NEW;
END $$;

-- Determines the surplus shots of an end that was made, deleted, or changed in length.
CREATE OR REPLACE FUNCTION settle_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    was_dealing CONSTANT text := coalesce(current_setting('arch_stats.dealing', true), '');
    one CONSTANT ends := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF one.stage <> 'scoring' OR NOT EXISTS (SELECT FROM sessions WHERE id = one.session_id) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' AND one.archer_id IS NULL THEN
        -- without an end, shots of no archer have no limit
        PERFORM set_config('arch_stats.dealing', 'on', true);
        UPDATE shots SET is_surplus = false
         WHERE session_id = one.session_id AND end_number = one.end_number AND archer_id IS NULL AND is_surplus;
        PERFORM set_config('arch_stats.dealing', was_dealing, true);
    ELSE
        PERFORM find_surplus(one.session_id, ARRAY[one.archer_id], ARRAY[one.end_number]);
    END IF;
    RETURN NULL;
END $$;

DROP FUNCTION IF EXISTS ends_opened_at(jsonb, jsonb, jsonb);
-- Ends opened by a mark that sets the turn; `before`: the state until then.
CREATE OR REPLACE FUNCTION ends_opened_at(state jsonb, config jsonb, before jsonb)
RETURNS TABLE (archer_id uuid, end_number integer, stage text) LANGUAGE sql IMMUTABLE AS $$
    -- archers who are passed over without an arrow have had that end, and the one whose turn it is has one
    SELECT nullif(archer, '')::uuid, number, stage
      FROM (SELECT archer, (before ->> 'end')::integer AS number, before ->> 'stage' AS stage
              FROM jsonb_array_elements_text(config -> 'orders' -> 0) AS one (archer)
             WHERE before ->> 'stage' = 'scoring' AND coalesce((before -> 'taken' ->> archer)::integer, 0) = 0
               AND NOT is_end_open(state, config, nullif(archer, '')::uuid, (before ->> 'end')::integer, 'scoring')
               AND (state ->> 'end')::integer >= (before ->> 'end')::integer
               AND (before -> 'taken' <> '{}' OR state ->> 'stage' = 'scoring')
             UNION
            SELECT state ->> 'whose', (state ->> 'end')::integer, state ->> 'stage'
             WHERE state ->> 'whose' IS NOT NULL) AS new
$$;

DROP FUNCTION IF EXISTS open_ends_at(uuid, jsonb, jsonb);
-- Opens and closes ends by a mark that sets the turn.
CREATE OR REPLACE FUNCTION open_ends_at(in_mark_id uuid, before jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mark record := mark_of(in_mark_id);
BEGIN
    INSERT INTO ends (session_id, archer_id, end_number, stage, opened_at, arrows_per_end)
    SELECT mark.session_id, opened.archer_id, opened.end_number, opened.stage, mark.holds_from, (mark.config ->> 'per_end')::integer
      FROM ends_opened_at(mark.state, mark.config, before) AS opened
    ON CONFLICT ON CONSTRAINT end_once DO UPDATE SET closed_at = NULL, closed_by = NULL;
    PERFORM close_ends_at(in_mark_id);
END $$;

-- When an end is opened behind a moment, by an arrow or a mark; null: not at all. `state_then`: the state at that
-- moment, which is not stored yet with shots that are being dealt again.
CREATE OR REPLACE FUNCTION opened_behind(
    in_session_id uuid, in_archer_id uuid, in_end_number integer, in_stage text, moment timestamptz, state_then jsonb
) RETURNS timestamptz
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT least(
        (SELECT min(shot_at) FROM shots
          WHERE session_id = in_session_id AND shot_at > moment AND dealt_end = in_end_number AND dealt_arrow >= 1
            AND dealt_to IS NOT DISTINCT FROM in_archer_id
            AND (mark_before(session_id, shot_at)).state ->> 'stage' = in_stage),
        (SELECT min(mark.holds_from)
           FROM turn_marks AS mark
          CROSS JOIN LATERAL mark_before(in_session_id, mark.holds_from - interval '1 microsecond') AS was
          CROSS JOIN LATERAL as_readable(mark.state, mark.config) AS one
          CROSS JOIN LATERAL ends_opened_at(one.state, one.config, CASE
                WHEN mark.holds_from = moment THEN state_then
                ELSE state_before(in_session_id, was.holds_from, was.state, was.config, mark.holds_from, 0) END) AS opened
          WHERE mark.session_id = in_session_id AND mark.holds_from >= moment AND mark.kind <> 'setup'
            AND opened.end_number = in_end_number AND opened.stage = in_stage
            AND opened.archer_id IS NOT DISTINCT FROM in_archer_id))
$$;
