-- Points follow from a position by the line-cutter rule, whoever wrote the row: distance of the hit centre from the
-- face's centre, less half the shaft, against each zone's outer radius. Nothing else scores; the widest
-- shaft stands in appliance/core/scoring/points.py too, and a test holds the two together.

-- World Archery's widest shaft, taken where the arrow's own diameter is not known.
CREATE OR REPLACE FUNCTION default_shaft_mm() RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT 9.3::double precision';

-- Whether a shaft's diameter, mm, is within the constraints of its columns; any other is not used for scoring.
CREATE OR REPLACE FUNCTION is_shaft(diameter_mm double precision) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT diameter_mm >= 1e-06 AND diameter_mm < 1000000
$$;

-- Points as the constraints of their columns allow them; others are unknown, and would overflow sums.
CREATE OR REPLACE FUNCTION readable_points(points integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN points BETWEEN 0 AND 21 THEN points END
$$;

CREATE OR REPLACE FUNCTION shaft_of(in_archer_id uuid) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT shaft_diameter FROM archers WHERE id = in_archer_id AND is_shaft(shaft_diameter)), default_shaft_mm())
$$;

-- The diameter of an arrow's shaft, mm: its own where that is known, else its archer's.
CREATE OR REPLACE FUNCTION shaft_for(in_arrow_id uuid, in_archer_id uuid) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT diameter FROM arrows WHERE id = in_arrow_id AND is_shaft(diameter)), shaft_of(in_archer_id))
$$;

-- Standard normal distribution: Abramowitz and Stegun 7.1.26, within 1.5e-7 (PostgreSQL has erf() from 16 on only).
CREATE OR REPLACE FUNCTION normal_cdf(z double precision) RETURNS double precision LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    a double precision := abs(z) / sqrt(2);
    t double precision := 1 / (1 + 0.3275911 * a);
    erf double precision;
BEGIN
    IF a > 8 THEN
        erf := 1;
    ELSE
        erf := 1 - t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                   * exp(-a * a);
    END IF;
    RETURN CASE WHEN z >= 0 THEN (1 + erf) / 2 ELSE (1 - erf) / 2 END;
END $$;

-- Points and X at `edge_mm`, the distance of the shaft's inner edge from the centre of `face`, a face of circles: one
-- with outlines is converted before (`seen_from` in outlines.sql), whose zones may be equally near.
CREATE OR REPLACE FUNCTION points_at(face jsonb, edge_mm double precision, OUT points integer, OUT is_x boolean)
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((
               SELECT (face -> 'points' ->> (k - 1)::integer)::integer
                 FROM jsonb_array_elements_text(face -> 'radii') WITH ORDINALITY AS zone(radius, k)
                WHERE edge_mm <= radius::double precision
                ORDER BY radius::double precision, k
                LIMIT 1), 0),
           coalesce(edge_mm <= (face ->> 'x_radius')::double precision, false)
$$;

-- The standard deviation of an error ellipse along (dx, dy); its angle runs counter-clockwise from the x axis, in degrees.
CREATE OR REPLACE FUNCTION sigma_along(
    dx double precision, dy double precision, sigma_major double precision, sigma_minor double precision,
    sigma_angle double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT sqrt((sigma_major * cos(along)) ^ 2 + (coalesce(sigma_minor, sigma_major) * sin(along)) ^ 2)
      FROM (SELECT atan2(dy, dx) - radians(coalesce(sigma_angle, 0)) AS along) AS turned
$$;

-- The two scores beside the nearest line and the probability of each, where the error of the fix reaches across that
-- line.
CREATE OR REPLACE FUNCTION line_call_at(face jsonb, edge_mm double precision, sigma_mm double precision) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    line_mm double precision;
    inside double precision;
    higher record;
    lower record;
BEGIN
    SELECT line INTO line_mm FROM (
        SELECT radius::double precision AS line FROM jsonb_array_elements_text(face -> 'radii') AS zone(radius)
        UNION ALL SELECT (face ->> 'x_radius')::double precision
    ) AS lines WHERE line IS NOT NULL ORDER BY abs(line - edge_mm) LIMIT 1;
    IF line_mm IS NULL OR NOT sigma_mm > 0 THEN
        RETURN NULL;
    END IF;
    inside := normal_cdf((line_mm - edge_mm) / sigma_mm);
    IF inside NOT BETWEEN 0.005 AND 0.995 THEN
        RETURN NULL;
    END IF;
    higher := points_at(face, line_mm);
    lower := points_at(face, line_mm + 1e-6);
    RETURN jsonb_build_object(
        'higher', jsonb_build_object('points', higher.points, 'is_x', higher.is_x, 'probability', round(inside::numeric, 4)),
        'lower', jsonb_build_object('points', lower.points, 'is_x', lower.is_x, 'probability', 1 - round(inside::numeric, 4)));
END $$;

-- Whether a shot counts as X: as a person called it, else as derived; points called without an X are no X.
CREATE OR REPLACE FUNCTION counts_as_x(is_x boolean, points_called integer, is_x_called boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(is_x_called, is_x AND points_called IS NULL, false) $$;

-- What the shots of a session would score if these faces hung instead, by the rule of derive_shot: the nearest face,
-- the arrow's own shaft or its archer's. Nothing is written or locked; a test compares it with what a change then does.
CREATE OR REPLACE FUNCTION scored_by(in_session_id uuid, in_faces jsonb)
RETURNS TABLE (shot_id uuid, points integer, is_x boolean) LANGUAGE sql STABLE AS $$
    SELECT shots.id,
           CASE WHEN shots.x IS NULL THEN 0 ELSE scored.points END,
           CASE WHEN shots.x IS NULL THEN false ELSE scored.is_x END
      FROM shots
      LEFT JOIN arrows ON arrows.id = shots.arrow_id
      LEFT JOIN LATERAL (
           SELECT value AS face, sqrt((shots.x - (value ->> 'x')::double precision) ^ 2
                                    + (shots.y - (value ->> 'y')::double precision) ^ 2) AS distance_mm,
                  coalesce(arrows.diameter, shaft_of(shots.archer_id)) AS shaft_mm
             FROM jsonb_array_elements(in_faces) WITH ORDINALITY AS one (value, k)
            ORDER BY distance_mm, k LIMIT 1
      ) AS hung ON true
      LEFT JOIN LATERAL seen_from(hung.face, shots.x - (hung.face ->> 'x')::double precision,
                                  shots.y - (hung.face ->> 'y')::double precision, hung.shaft_mm) AS there
             ON hung.face IS NOT NULL
      LEFT JOIN LATERAL points_at(there.seen, hung.distance_mm - hung.shaft_mm / 2) AS scored ON hung.face IS NOT NULL
     WHERE shots.session_id = in_session_id
$$;

-- Other faces, or another shaft: the shots they concern are scored again in the same transaction.
CREATE OR REPLACE FUNCTION rescore_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE shots SET x = x WHERE session_id = coalesce(NEW.session_id, OLD.session_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION rescore_arrow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE shots SET x = x WHERE arrow_id = NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION rescore_archer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE shots SET x = x WHERE archer_id = NEW.id;
    RETURN NULL;
END $$;
