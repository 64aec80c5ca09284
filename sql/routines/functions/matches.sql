-- Arrows of a match as its rules see them.

-- How far the shaft's inner edge is from the middle of the nearest face, and the doubt of that along the line between them;
-- as derive_shot has both, so that a shoot-off is measured as points are.
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

-- The arrows that count of all matches of a bracket, in shooting order; none that a coach holds back. Those of shoot-offs
-- are measured, which are behind the `in_ends` of a match: reading a place takes longer than all the rest.
CREATE OR REPLACE FUNCTION arrows_of_matches(in_bracket_id uuid, in_ends integer)
RETURNS TABLE (match_id uuid, archer_id uuid, end_number integer, points integer, edge_mm double precision,
               sigma_mm double precision) LANGUAGE sql STABLE AS $$
    SELECT matches.id, shot.archer_id, shot.end_number, shot.counted, middle.edge_mm, middle.sigma_mm
      FROM matches
      JOIN counted_shots AS shot ON shot.session_id = matches.session_id
      LEFT JOIN LATERAL (
               -- OFFSET keeps it a query of its own: else the condition is looked at behind each measurement
               SELECT * FROM from_the_middle(shot.id) WHERE shot.end_number > in_ends OFFSET 0) AS middle ON true
     WHERE matches.bracket_id = in_bracket_id AND NOT shot.is_surplus AND shot.archer_id IS NOT NULL
     ORDER BY shot.shot_at, shot.seq
     LIMIT 5000
$$;
