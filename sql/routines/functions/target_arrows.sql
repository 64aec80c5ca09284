-- Faces that count by which arrow of the target hits first, as in an animal round: `points` of a face has the points of
-- its zones for the first arrow, `later_points` for the second, the third and so on. The first hit ends the target. A
-- face without `later_points` counts all arrows alike.

CREATE OR REPLACE FUNCTION counts_by_arrow(face jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_typeof(face -> 'later_points') = 'array', false)
$$;

-- Whether a jsonb value is points that an arrow can have, 0 to 21.
CREATE OR REPLACE FUNCTION are_points(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(value) = 'number' AND value::text ~ '^([0-9]|1[0-9]|2[01])$'
$$;

-- Says what is wrong with the later points of a face; null when nothing is.
CREATE OR REPLACE FUNCTION later_points_error(face jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    later CONSTANT jsonb := face -> 'later_points';
    arrow jsonb;
    every jsonb;
BEGIN
    IF jsonb_typeof(later) <> 'array' OR jsonb_array_length(later) NOT BETWEEN 1 AND 11 THEN
        RETURN 'later_points of a face is no list for 1 to 11 arrows';
    END IF;
    FOR arrow IN SELECT value FROM jsonb_array_elements(later) LOOP
        IF jsonb_typeof(arrow) <> 'array' OR jsonb_array_length(arrow) <> jsonb_array_length(face -> 'points')
           OR EXISTS (SELECT FROM jsonb_array_elements(arrow) AS one WHERE NOT are_points(one.value)) THEN
            RETURN 'later_points of a face are not the points of each of its zones';
        END IF;
    END LOOP;
    -- points that a person calls have to identify the zone
    every := jsonb_path_query_array(jsonb_build_array(face -> 'points') || later, '$[*][*]');
    IF every @> '[0]' OR (SELECT count(DISTINCT value) FROM jsonb_array_elements(every)) < jsonb_array_length(every) THEN
        RETURN 'later_points of a face are nothing, or used twice';
    END IF;
    RETURN NULL;
END $$;

-- The face with the points for this arrow of its target; beyond the last arrow, with those for the last.
CREATE OR REPLACE FUNCTION face_for_arrow(face jsonb, arrow integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN arrow > 1 AND counts_by_arrow(face)
                THEN jsonb_set(face, '{points}', face -> 'later_points' -> least(arrow, arrows_of_target(face)) - 2)
                ELSE face END
$$;

-- How many arrows a target has; null where the face counts all alike.
CREATE OR REPLACE FUNCTION arrows_of_target(face jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN counts_by_arrow(face) THEN 1 + jsonb_array_length(face -> 'later_points') END
$$;

-- Called points, converted for this arrow of the target: the call identifies the zone, whichever arrow it was made for.
-- Points of no zone stay.
CREATE OR REPLACE FUNCTION called_for_arrow(face jsonb, called integer, arrow integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(CASE WHEN called > 0 AND counts_by_arrow(face) THEN (
               SELECT (face_for_arrow(face, arrow) -> 'points' ->> (zone - 1)::integer)::integer
                 FROM jsonb_array_elements(jsonb_build_array(face -> 'points') || (face -> 'later_points')) AS one (points)
                CROSS JOIN LATERAL jsonb_array_elements_text(points) WITH ORDINALITY AS listed (value, zone)
                WHERE value::integer = called LIMIT 1) END, called)
$$;

-- The face by whose arrows a shot counts: the one where it landed; for one that did not land, the first that counts so.
-- Null where that does not count by arrows, or none does.
CREATE OR REPLACE FUNCTION face_by_arrow(in_session_id uuid, hung jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN hung IS NULL THEN (
               SELECT value
                 FROM targets, jsonb_array_elements(readable_faces(faces, max_x, max_y)) WITH ORDINALITY AS listed (value, k)
                WHERE targets.session_id = in_session_id AND jsonb_path_exists(faces, 'lax $[*].later_points[*]')
                  AND counts_by_arrow(value) ORDER BY targets.id, k LIMIT 1)
                WHEN counts_by_arrow(hung) THEN hung END
$$;

-- Number of arrows of its end that a shot stands for: one, or all that were left where it ended its target.
CREATE OR REPLACE FUNCTION arrows_taken(ends_target boolean, arrow_of_target integer, per_end integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN ends_target AND arrow_of_target IS NOT NULL THEN greatest(1, per_end + 1 - arrow_of_target) ELSE 1 END
$$;

-- Whether an arrow hit, as a person called it or as it landed.
CREATE OR REPLACE FUNCTION is_hit(
    hung jsonb, in_x double precision, in_y double precision, shaft_mm double precision, called integer
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN called IS NOT NULL THEN called > 0
                WHEN in_x IS NULL OR hung IS NULL THEN false
                ELSE (SELECT (points_at(there.seen, sqrt(dx * dx + dy * dy) - shaft_mm / 2)).points > 0
                        FROM (SELECT in_x - (hung ->> 'x')::double precision AS dx,
                                     in_y - (hung ->> 'y')::double precision AS dy) AS way
                       CROSS JOIN LATERAL seen_from(hung, dx, dy, shaft_mm) AS there) END
$$;

-- Deals one shot as deal_one does; where it ends its target, it takes all arrows that its archer has left of it.
CREATE OR REPLACE FUNCTION deal_shot(
    config jsonb, before jsonb, dealt_as text, known text, ends_target boolean,
    OUT state jsonb, OUT archer text, OUT ended integer, OUT arrow integer, OUT stage text
) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    per_end CONSTANT integer := (config ->> 'per_end')::integer;
    dealt record := deal_one(config, before, dealt_as, known);
    who text := coalesce(dealt.archer, known);
BEGIN
    state := dealt.state;
    archer := dealt.archer;
    ended := dealt.ended;
    arrow := dealt.arrow;
    stage := dealt.stage;
    IF NOT ends_target OR stage <> 'scoring' OR who IS NULL OR arrow >= per_end THEN
        RETURN;
    ELSIF NOT config -> 'orders' -> 0 ? who THEN
        IF arrow IS NOT NULL THEN
            state := jsonb_set(state, ARRAY['own', who], jsonb_build_array(ended, per_end));
            arrow := per_end;
        END IF;
        RETURN;
    ELSIF arrow IS NULL THEN
        -- out of turn it takes no place; shots entered behind it belong to the next target
        IF dealt_as = 'next' THEN
            state := jsonb_set(state, ARRAY['shot', who], to_jsonb(per_end));
        END IF;
        RETURN;
    ELSIF ended > (before ->> 'end')::integer THEN
        state := jsonb_set(state, ARRAY['ahead', who],
                           to_jsonb((state -> 'ahead' ->> who)::integer + per_end - arrow));
        arrow := per_end;
        RETURN;
    END IF;
    arrow := per_end;
    state := jsonb_set(jsonb_set(state, ARRAY['taken', who], to_jsonb(per_end)), ARRAY['shot', who], to_jsonb(per_end));
    IF state ->> 'whose' = who THEN
        state := turn_passed(config, state);
    END IF;
END $$;

-- Numbers the arrows of these ends at their targets, where faces count by arrows: their points follow from that.
CREATE OR REPLACE FUNCTION number_arrows(in_session_id uuid, archers uuid[], numbers integer[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    was_dealing CONSTANT text := coalesce(current_setting('arch_stats.dealing', true), '');
BEGIN
    IF face_by_arrow(in_session_id, NULL) IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('arch_stats.dealing', 'on', true);
    UPDATE shots SET arrow_of_target = counted.arrow
      FROM (SELECT id, row_number() OVER (PARTITION BY archer_id, end_number ORDER BY shot_at, seq) AS arrow
              FROM shots
             WHERE session_id = in_session_id AND end_number = ANY (numbers) AND NOT is_sighter
               AND EXISTS (SELECT FROM unnest(archers, numbers) AS touched (archer_id, number)
                            WHERE touched.number = shots.end_number
                              AND touched.archer_id IS NOT DISTINCT FROM shots.archer_id)) AS counted
     WHERE shots.id = counted.id AND shots.arrow_of_target <> counted.arrow;
    PERFORM set_config('arch_stats.dealing', was_dealing, true);
END $$;
