-- Arrows of matches as their rules need them, and which side shoots first.

-- Distance of the shaft's inner edge from the centre of the nearest face, mm, and its standard deviation along that
-- line; as in derive_shot, so that a shoot-off is measured as points are.
CREATE OR REPLACE FUNCTION from_the_middle(in_shot_id uuid, OUT edge_mm double precision, OUT sigma_mm double precision)
LANGUAGE sql STABLE AS $$
    SELECT sqrt(dx * dx + dy * dy) - coalesce(arrows.diameter, shaft_of(shots.archer_id)) / 2,
           sigma_along(dx, dy, sigma_major, sigma_minor, sigma_angle)
      FROM shots
      LEFT JOIN arrows ON arrows.id = shots.arrow_id
     CROSS JOIN LATERAL nearest_face(shots.session_id, shots.x, shots.y) AS hung
     CROSS JOIN LATERAL (SELECT shots.x - (hung.face ->> 'x')::double precision AS dx,
                                shots.y - (hung.face ->> 'y')::double precision AS dy) AS off
     WHERE shots.id = in_shot_id AND shots.x IS NOT NULL
$$;

DROP FUNCTION IF EXISTS arrows_of_matches(uuid);
DROP FUNCTION IF EXISTS arrows_of_matches(uuid, integer);

-- The counting arrows of all matches of a bracket, in shooting order, without ends that a coach holds back. Only arrows
-- of shoot-offs, behind the `in_ends` ends of a match, are measured, which takes longer than all the rest. Arrows that
-- an archer did not shoot in a closed end, in which somebody shot, are misses (`is_shot` false).
CREATE OR REPLACE FUNCTION arrows_of_matches(in_bracket_id uuid, in_ends integer)
RETURNS TABLE (match_id uuid, archer_id uuid, end_number integer, points integer, edge_mm double precision,
               sigma_mm double precision, is_shot boolean) LANGUAGE sql STABLE AS $$
    (SELECT matches.id, shot.archer_id, shot.end_number, shot.counted, middle.edge_mm, middle.sigma_mm,
            true
       FROM matches
       JOIN counted_shots AS shot ON shot.session_id = matches.session_id
       LEFT JOIN LATERAL (
                -- OFFSET keeps it a separate query: else the condition is evaluated after each measurement
                SELECT * FROM from_the_middle(shot.id) WHERE shot.end_number > in_ends OFFSET 0) AS middle ON true
      WHERE matches.bracket_id = in_bracket_id AND shot.counts AND shot.archer_id IS NOT NULL
      ORDER BY shot.shot_at, shot.seq
      LIMIT 5000)
     UNION ALL
    (SELECT matches.id, over.archer_id, over.end_number, 0, NULL, NULL, false
       FROM matches
       JOIN ends AS over ON over.session_id = matches.session_id
      CROSS JOIN LATERAL (
                SELECT count(*)::integer AS arrows FROM shots
                 WHERE session_id = over.session_id AND end_number = over.end_number AND archer_id = over.archer_id
                   AND NOT is_sighter) AS known
      CROSS JOIN LATERAL generate_series(known.arrows + 1, least(over.arrows_per_end, 12))
      WHERE matches.bracket_id = in_bracket_id AND over.stage = 'scoring' AND over.closed_at IS NOT NULL
        AND EXISTS (SELECT FROM counted_shots AS shot WHERE shot.session_id = over.session_id
                                                        AND shot.end_number = over.end_number AND shot.counts)
      LIMIT 5000)
$$;

-- The side of a match that an archer is on, 'a' or 'b'.
CREATE OR REPLACE FUNCTION side_of(in_match_id uuid, in_archer text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE entry.seed WHEN seed_a THEN 'a' ELSE 'b' END
      FROM matches JOIN bracket_entries AS entry ON entry.bracket_id = matches.bracket_id AND entry.seed IN (seed_a, seed_b)
     WHERE matches.id = in_match_id AND in_archer = ANY (entry.archer_ids::text[])
$$;

DROP FUNCTION IF EXISTS begin_end_with(uuid, text, text);
-- Lets a side shoot first in the coming end of a match with alternating sides; `in_made_by` 'order': by the rule. Null
-- where there is no such match.
CREATE OR REPLACE FUNCTION begin_end_with(in_match_id uuid, in_side text, in_made_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    match matches;
    now_on record;
    end_on integer;
    archer text;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO match FROM matches WHERE id = in_match_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF match.first_side IS NULL THEN
        RAISE EXCEPTION 'path.id: match_does_not_alternate' USING DETAIL = '{}';
    ELSIF NOT EXISTS (SELECT FROM sessions WHERE id = match.session_id AND is_opened) THEN
        RAISE EXCEPTION 'path.id: match_not_open' USING DETAIL = '{}';
    END IF;
    now_on := turn_state_now(match.session_id);
    IF in_made_by = 'order' AND now_on.state = now_on.mark_state
       AND EXISTS (SELECT FROM turn_marks WHERE id = now_on.id AND set_by = 'order') THEN
        -- the rule decides otherwise now: its earlier mark is replaced
        PERFORM take_back_turn(match.session_id, now_on.id, in_made_by);
        now_on := turn_state_now(match.session_id);
    END IF;
    end_on := now_on.state ->> 'end';
    IF now_on.state -> 'taken' <> '{}' THEN
        RAISE EXCEPTION 'path.id: end_has_begun' USING DETAIL = json_build_object('end', end_on)::text;
    END IF;
    SELECT one INTO archer FROM jsonb_array_elements_text(order_of_end(now_on.config, end_on)) WITH ORDINALITY AS listed (one, k)
     WHERE side_of(in_match_id, one) = in_side ORDER BY k LIMIT 1;
    IF archer IS DISTINCT FROM now_on.state ->> 'whose' THEN
        PERFORM set_turn(match.session_id, NULL, end_on, archer::uuid, in_made_by);
        now_on := turn_state_now(match.session_id);
        UPDATE shooting_timer SET shooters = shooters_of(match.session_id, turns, true, now_on.state, now_on.config)
         WHERE session_id = match.session_id AND end_number = end_on AND shooters IS NOT NULL
           AND turns > 1 AND kind IN ('alternating', 'shoot_off');
    END IF;
    IF in_made_by IS DISTINCT FROM 'order' THEN
        UPDATE matches
           SET chosen_end = end_on,
               first_side = CASE WHEN EXISTS (SELECT FROM shots WHERE session_id = match.session_id AND NOT is_sighter)
                                 THEN first_side ELSE in_side END
         WHERE id = in_match_id;
    END IF;
    RETURN true;
END $$;

-- The open match with alternating sides, where a later end than the first is to begin and no person chose who shoots
-- first; `side`: who would, by the present order.
CREATE OR REPLACE FUNCTION end_to_begin() RETURNS TABLE (match_id uuid, bracket_id uuid, first_side text, side text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    match matches;
    now_on record;
BEGIN
    SELECT matches.* INTO match FROM matches JOIN sessions ON sessions.id = matches.session_id
     WHERE sessions.is_opened AND matches.first_side IS NOT NULL LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    now_on := turn_state_now(match.session_id);
    IF now_on.state ->> 'stage' = 'scoring' AND now_on.state -> 'taken' = '{}'
       AND match.chosen_end IS DISTINCT FROM (now_on.state ->> 'end')::integer
       AND EXISTS (SELECT FROM shots WHERE session_id = match.session_id AND NOT is_sighter) THEN
        RETURN QUERY SELECT match.id, match.bracket_id, match.first_side, side_of(match.id, now_on.state ->> 'whose');
    END IF;
END $$;

-- Undoes the rule's choice for an end that is no longer the coming one, as an arrow before it was taken back; whether
-- there was such a choice.
CREATE OR REPLACE FUNCTION take_back_order() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark turn_marks;
    earlier record;
    before jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT turn_marks.* INTO mark FROM turn_marks JOIN sessions ON sessions.id = turn_marks.session_id
     WHERE sessions.is_opened ORDER BY turn_marks.holds_from DESC, turn_marks.seq DESC LIMIT 1;
    IF mark.set_by IS DISTINCT FROM 'order'
       OR EXISTS (SELECT FROM shots WHERE session_id = mark.session_id AND shot_at >= mark.holds_from) THEN
        RETURN false;
    END IF;
    earlier := mark_before(mark.session_id, mark.holds_from - interval '1 microsecond');
    before := state_before(mark.session_id, earlier.holds_from, earlier.state, earlier.config, mark.holds_from, 0);
    IF before -> 'end' = mark.state -> 'end' AND before -> 'taken' = mark.state -> 'taken' THEN
        RETURN false;
    END IF;
    PERFORM take_back_turn(mark.session_id, mark.id, 'order');
    RETURN true;
END $$;
