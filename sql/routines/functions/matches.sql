-- Arrows of a match as its rules see them.

-- How far the shaft's inner edge is from the middle of the nearest face, and the doubt of that along the line between them;
-- as derive_shot has both, so that a shoot-off is measured as points are.
CREATE OR REPLACE FUNCTION from_the_middle(in_shot_id uuid, OUT edge_mm double precision, OUT sigma_mm double precision)
LANGUAGE sql STABLE AS $$
    SELECT sqrt(dx * dx + dy * dy) - coalesce(arrows.diameter, shaft_of(shots.archer_id)) / 2,
           sqrt((sigma_major * cos(along)) ^ 2 + (coalesce(sigma_minor, sigma_major) * sin(along)) ^ 2)
      FROM shots
      LEFT JOIN arrows ON arrows.id = shots.arrow_id
     CROSS JOIN LATERAL (
           SELECT shots.x - (face ->> 'x')::double precision AS dx, shots.y - (face ->> 'y')::double precision AS dy
             FROM targets, jsonb_array_elements(targets.faces) WITH ORDINALITY AS hung (face, k)
            WHERE targets.session_id = shots.session_id
            ORDER BY sqrt((shots.x - (face ->> 'x')::double precision) ^ 2
                        + (shots.y - (face ->> 'y')::double precision) ^ 2), targets.id, k
            LIMIT 1) AS off
     CROSS JOIN LATERAL (SELECT atan2(dy, dx) - radians(coalesce(sigma_angle, 0)) AS along) AS turned
     WHERE shots.id = in_shot_id AND shots.x IS NOT NULL
$$;

-- The arrows that count of all matches of a bracket, in shooting order; none that a coach holds back.
CREATE OR REPLACE FUNCTION arrows_of_matches(in_bracket_id uuid)
RETURNS TABLE (match_id uuid, archer_id uuid, end_number integer, points integer, edge_mm double precision,
               sigma_mm double precision) LANGUAGE sql STABLE AS $$
    SELECT matches.id, shot.archer_id, shot.end_number, shot.counted, middle.edge_mm, middle.sigma_mm
      FROM matches
      JOIN counted_shots AS shot ON shot.session_id = matches.session_id
      LEFT JOIN LATERAL from_the_middle(shot.id) AS middle ON true
     WHERE matches.bracket_id = in_bracket_id AND NOT shot.is_surplus AND shot.archer_id IS NOT NULL
     ORDER BY shot.shot_at, shot.seq
     LIMIT 5000
$$;
