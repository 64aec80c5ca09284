-- Faces on a butt.

-- Whether a jsonb value is a valid length, mm.
CREATE OR REPLACE FUNCTION is_length(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(value) = 'number' THEN (value #>> '{}')::numeric >= 0.000001 AND (value #>> '{}')::numeric < 1000000
                ELSE false END
$$;

-- The faces of a target; none where they are invalid, so that shots there have no points.
CREATE OR REPLACE FUNCTION readable_faces(faces jsonb, max_x double precision, max_y double precision) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    hash CONSTANT bigint := hashtextextended(format('%s|%s|%s', faces, max_x, max_y), 0);
BEGIN
    IF is_known_sound(hash) THEN
        RETURN faces;
    END IF;
    BEGIN
        IF faces_error(faces, max_x, max_y) IS NOT NULL THEN
            RETURN '[]';
        END IF;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        RETURN '[]';
    END;
    PERFORM remember_sound(hash);
    RETURN faces;
END $$;

DROP FUNCTION IF EXISTS hung_faces(uuid);

-- The face nearest to a position on the butt; no row where no face hangs, or nothing landed.
CREATE OR REPLACE FUNCTION nearest_face(in_session_id uuid, in_x double precision, in_y double precision)
RETURNS TABLE (face jsonb) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT value
      FROM targets, jsonb_array_elements(readable_faces(faces, max_x, max_y)) WITH ORDINALITY AS hung (value, k)
     WHERE targets.session_id = in_session_id AND in_x IS NOT NULL
     ORDER BY sqrt((in_x - (value ->> 'x')::double precision) ^ 2 + (in_y - (value ->> 'y')::double precision) ^ 2),
              targets.id, k
     LIMIT 1
$$;

-- Says what is wrong with the faces of a target; null when nothing is.
CREATE OR REPLACE FUNCTION faces_error(faces jsonb, max_x double precision, max_y double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    face jsonb;
    name text;
    names text[] := '{}';
    radii double precision[];
    wrong text;
BEGIN
    IF jsonb_typeof(faces) <> 'array' THEN
        RETURN 'faces is not a list';
    ELSIF jsonb_array_length(faces) > 24 THEN
        RETURN 'there are too many faces';
    END IF;
    FOR face IN SELECT value FROM jsonb_array_elements(faces) LOOP
        IF jsonb_typeof(face) <> 'object'
           OR face - '{x,y,radii,points,human_identifier,kind,x_radius,outlines,later_points}'::text[] <> '{}' THEN
            RETURN 'a face is no object, or has an unknown key';
        END IF;
        name := face ->> 'human_identifier';
        IF coalesce(jsonb_typeof(face -> 'human_identifier'), '') <> 'string' OR name = '' OR name = ANY (names) THEN
            RETURN 'human_identifier of a face is empty or used twice';
        ELSIF length(name) > 100 OR name ~ '[\u0001-\u001F\u007F-\u009F\uFFFE\uFFFF]' THEN
            RETURN 'human_identifier of a face is too long or has control characters';
        END IF;
        names := names || name;
        IF NOT (is_length(face -> 'x') AND is_length(face -> 'y')) IS TRUE
           OR NOT ((face ->> 'x')::double precision < max_x AND (face ->> 'y')::double precision < max_y) THEN
            RETURN 'the centre of a face is outside the butt';
        END IF;
        IF coalesce(jsonb_typeof(face -> 'radii'), '') <> 'array' OR coalesce(jsonb_typeof(face -> 'points'), '') <> 'array'
           OR jsonb_array_length(face -> 'radii') NOT BETWEEN 1 AND 24
           OR jsonb_array_length(face -> 'radii') <> jsonb_array_length(face -> 'points') THEN
            RETURN 'radii and points of a face are not lists of the same length';
        END IF;
        IF EXISTS (SELECT FROM jsonb_array_elements(face -> 'radii') AS r WHERE NOT is_length(r.value)) THEN
            RETURN 'a radius of a face is no length';
        END IF;
        IF EXISTS (SELECT FROM jsonb_array_elements(face -> 'points') AS p
                    WHERE NOT are_points(p.value)) THEN
            RETURN 'points of a face are not whole numbers from 0 to 21';
        END IF;
        IF coalesce(face -> 'kind', 'null') <> 'null'
           AND (jsonb_typeof(face -> 'kind') <> 'string' OR NOT is_face_kind(face ->> 'kind')) THEN
            RETURN 'the kind of a face is not known';
        END IF;
        IF coalesce(face -> 'x_radius', 'null') <> 'null' AND NOT is_length(face -> 'x_radius') THEN
            RETURN 'x_radius of a face is no length';
        END IF;
        SELECT array_agg(r::double precision ORDER BY k) INTO radii
          FROM jsonb_array_elements_text(face -> 'radii') WITH ORDINALITY AS t(r, k);
        IF radii IS DISTINCT FROM (SELECT array_agg(DISTINCT r ORDER BY r) FROM unnest(radii) AS r)
           AND radii IS DISTINCT FROM (SELECT array_agg(DISTINCT r ORDER BY r DESC) FROM unnest(radii) AS r) THEN
            RETURN 'the radii of a face are not positive and strictly monotonic';
        END IF;
        IF coalesce(face -> 'outlines', 'null') <> 'null' THEN
            wrong := outlines_error(face -> 'outlines', face -> 'radii');
            IF wrong IS NOT NULL THEN
                RETURN wrong;
            END IF;
        END IF;
        IF coalesce(face -> 'later_points', 'null') <> 'null' THEN
            wrong := later_points_error(face);
            IF wrong IS NOT NULL THEN
                RETURN wrong;
            END IF;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
