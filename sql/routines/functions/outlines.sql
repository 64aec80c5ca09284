-- Zones that are no circles: closed outlines of straight sides. appliance/core/scoring/outline.py checks them too, and
-- a test holds the two together; the distance of a hit from one is computed here alone.

-- The sides of an outline, from corner to corner and back to the first.
CREATE OR REPLACE FUNCTION sides_of(outline jsonb)
RETURNS TABLE (k bigint, ax double precision, ay double precision, bx double precision, by double precision)
LANGUAGE sql IMMUTABLE ROWS 30 AS $$
    SELECT k, x, y, coalesce(lead(x) OVER in_order, first_value(x) OVER in_order),
           coalesce(lead(y) OVER in_order, first_value(y) OVER in_order)
      FROM (SELECT k, (corner ->> 0)::double precision AS x, (corner ->> 1)::double precision AS y
              FROM jsonb_array_elements(outline) WITH ORDINALITY AS listed (corner, k)) AS corners
    WINDOW in_order AS (ORDER BY k)
$$;

-- Whether a jsonb value is a valid coordinate, mm.
CREATE OR REPLACE FUNCTION is_coordinate(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(value) = 'number'
                THEN abs((value #>> '{}')::numeric) < 1000000
                     AND ((value #>> '{}')::numeric = 0 OR abs((value #>> '{}')::numeric) >= 0.000001)
                ELSE false END
$$;

-- Positive where c lies to the left of the line from a to b, zero on it.
CREATE OR REPLACE FUNCTION turn_of(
    ax double precision, ay double precision, bx double precision, by double precision,
    cx double precision, cy double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)';

-- Whether two sides have more in common than the corner between neighbours, or a side has no length.
CREATE OR REPLACE FUNCTION crosses_itself(outline jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    WITH sides AS MATERIALIZED (SELECT * FROM sides_of(outline))
    SELECT EXISTS (SELECT FROM sides WHERE ax = bx AND ay = by)
        -- a side that goes back along the one before
        OR EXISTS (SELECT FROM sides AS one
                     JOIN sides AS next ON next.k = one.k % jsonb_array_length(outline) + 1
                    WHERE turn_of(one.ax, one.ay, one.bx, one.by, next.bx, next.by) = 0
                      AND (one.ax - one.bx) * (next.bx - one.bx) + (one.ay - one.by) * (next.by - one.by) > 0)
        OR EXISTS (SELECT FROM sides AS one
                     JOIN sides AS other ON other.k > one.k + 1 AND other.k - one.k < jsonb_array_length(outline) - 1
                    WHERE greatest(one.ax, one.bx) >= least(other.ax, other.bx)
                      AND greatest(other.ax, other.bx) >= least(one.ax, one.bx)
                      AND greatest(one.ay, one.by) >= least(other.ay, other.by)
                      AND greatest(other.ay, other.by) >= least(one.ay, one.by)
                      AND turn_of(one.ax, one.ay, one.bx, one.by, other.ax, other.ay)
                          * turn_of(one.ax, one.ay, one.bx, one.by, other.bx, other.by) <= 0
                      AND turn_of(other.ax, other.ay, other.bx, other.by, one.ax, one.ay)
                          * turn_of(other.ax, other.ay, other.bx, other.by, one.bx, one.by) <= 0)
$$;

-- Says what is wrong with the outlines of a face, one or null for each of its zones; null when nothing is.
CREATE OR REPLACE FUNCTION outlines_error(outlines jsonb, radii jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    outline jsonb;
    k integer;
BEGIN
    IF jsonb_typeof(outlines) <> 'array' OR jsonb_array_length(outlines) <> jsonb_array_length(radii) THEN
        RETURN 'outlines and radii of a face are not lists of the same length';
    END IF;
    FOR k IN 0 .. jsonb_array_length(outlines) - 1 LOOP
        outline := outlines -> k;
        CONTINUE WHEN outline = 'null';
        IF jsonb_typeof(outline) <> 'array' OR jsonb_array_length(outline) NOT BETWEEN 3 AND 64 THEN
            RETURN 'an outline of a face is no list of 3 to 64 corners';
        END IF;
        IF EXISTS (SELECT FROM jsonb_array_elements(outline) AS listed (corner)
                    WHERE CASE WHEN jsonb_typeof(corner) <> 'array' THEN true
                               WHEN jsonb_array_length(corner) <> 2 THEN true
                               ELSE NOT (is_coordinate(corner -> 0) AND is_coordinate(corner -> 1)) END) THEN
            RETURN 'a corner of a face is no place';
        END IF;
        IF crosses_itself(outline) THEN
            RETURN 'an outline of a face crosses itself';
        END IF;
        IF abs((SELECT max(sqrt(ax * ax + ay * ay)) FROM sides_of(outline)) - (radii ->> k)::double precision) > 0.001 THEN
            RETURN 'a zone of a face does not reach as far as its outline';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Distance of (dx, dy) from an outline, mm, below zero inside; `across`: the vector to it from the nearest side. All
-- null without an outline.
CREATE OR REPLACE FUNCTION outline_beyond(
    outline jsonb, dx double precision, dy double precision,
    OUT beyond_mm double precision, OUT across_x double precision, OUT across_y double precision
) LANGUAGE sql IMMUTABLE AS $$
    WITH sides AS MATERIALIZED (SELECT * FROM sides_of(outline)),
    ways AS (
        SELECT k, dx - ax - (bx - ax) * along AS x, dy - ay - (by - ay) * along AS y
          FROM (SELECT sides.*, greatest(0, least(1,
                           ((dx - ax) * (bx - ax) + (dy - ay) * (by - ay))
                           / ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)))) AS along
                  FROM sides) AS nearest),
    -- a ray to the right from a point inside crosses an odd number of sides
    ray AS (
        SELECT count(*) % 2 = 1 AS is_inside FROM sides
         WHERE CASE WHEN (ay > dy) <> (by > dy) THEN dx < (bx - ax) * (dy - ay) / (by - ay) + ax ELSE false END)
    SELECT sqrt(x * x + y * y) * CASE WHEN is_inside THEN -1 ELSE 1 END, x, y
      FROM ways CROSS JOIN ray ORDER BY x * x + y * y, k LIMIT 1
$$;

-- A face for a hit at (dx, dy) mm from its centre, with outlines replaced by circles that are as near to the hit, so
-- that points and line calls follow from circles. A smaller zone goes before a larger one, however near that is.
-- `across_x`, `across_y`: the direction across the line nearest to the edge of the shaft. A face of circles stays as it
-- is.
CREATE OR REPLACE FUNCTION seen_from(
    face jsonb, dx double precision, dy double precision, shaft_mm double precision,
    OUT seen jsonb, OUT across_x double precision, OUT across_y double precision
) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF coalesce(face -> 'outlines', 'null') = 'null' THEN
        seen := face;
        across_x := dx;
        across_y := dy;
        RETURN;
    END IF;
    WITH zones AS MATERIALIZED (
        SELECT radius::double precision AS reach, face -> 'points' -> (k - 1)::integer AS points,
               CASE WHEN shape.beyond_mm IS NULL THEN radius::double precision
                    ELSE sqrt(dx * dx + dy * dy) - shape.beyond_mm END AS line_mm,
               coalesce(shape.beyond_mm, sqrt(dx * dx + dy * dy) - radius::double precision) AS beyond_mm,
               shape.across_x, shape.across_y
          FROM jsonb_array_elements_text(face -> 'radii') WITH ORDINALITY AS zone (radius, k)
         CROSS JOIN LATERAL outline_beyond(nullif(face -> 'outlines' -> (k - 1)::integer, 'null'), dx, dy) AS shape
         UNION ALL
        SELECT NULL, NULL, NULL, sqrt(dx * dx + dy * dy) - (face ->> 'x_radius')::double precision, NULL, NULL
         WHERE coalesce(face -> 'x_radius', 'null') <> 'null'),
    near AS (SELECT zones.across_x AS x, zones.across_y AS y FROM zones ORDER BY abs(beyond_mm - shaft_mm / 2) LIMIT 1)
    SELECT face || jsonb_build_object('radii', jsonb_agg(widest ORDER BY reach), 'points', jsonb_agg(points ORDER BY reach)),
           (SELECT CASE WHEN near.x <> 0 OR near.y <> 0 THEN near.x ELSE dx END FROM near),
           (SELECT CASE WHEN near.x <> 0 OR near.y <> 0 THEN near.y ELSE dy END FROM near)
      INTO seen, across_x, across_y
      FROM (SELECT reach, points, max(line_mm) OVER (ORDER BY reach) AS widest
              FROM zones WHERE reach IS NOT NULL) AS in_order;
END $$;
