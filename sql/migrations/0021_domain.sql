-- What may be written is what can be read: every column of every table is bounded, whoever writes. The bounds are those
-- of appliance/core/limits.py; a test holds the two together, and finds a column that is forgotten.

-- What this migration found outside the bounds, and so put right: nothing is lost, and nothing stops the start.
CREATE TABLE repairs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    repaired_at timestamptz NOT NULL DEFAULT now(),
    table_name text NOT NULL,
    row_id text NOT NULL,
    column_name text NOT NULL,
    was text NOT NULL
);
GRANT SELECT ON repairs TO arch_server;

-- The condition that a column's values keep, and an expression for what is nearest to a value that does not.
CREATE FUNCTION domain_of(in_table text, in_column text, bounds jsonb, OUT condition text, OUT mended text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    kind text;
    is_nullable boolean;
    low double precision;
    high double precision;
    refused text := '[\u0001-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF' ||
                    CASE WHEN coalesce((bounds ->> 'is_multiline')::boolean, true) THEN ']' ELSE '\t\n]' END;
BEGIN
    SELECT format_type(atttypid, NULL), NOT attnotnull INTO kind, is_nullable
      FROM pg_attribute WHERE attrelid = in_table::regclass AND attname = in_column AND NOT attisdropped;
    IF kind = 'timestamp with time zone' THEN
        condition := '%1$I >= ''1970-01-01 00:00:00+00'' AND %1$I < ''2200-01-01 00:00:00+00''';
        mended := 'least(greatest(%1$I, ''1970-01-01 00:00:00+00''), ''2199-12-31 23:59:59.999999+00'')';
    ELSIF kind IN ('double precision', 'integer', 'bigint', 'smallint') THEN
        IF kind = 'double precision' THEN
            bounds := CASE WHEN bounds ? 'below' THEN bounds ELSE '{"above": -1e19, "below": 1e19}' END;
        ELSIF bounds = '{}' THEN
            RETURN;
        END IF;
        condition := concat_ws(' AND ',
            '%1$I > ' || quote_literal(bounds ->> 'above') || '::%2$s',
            '%1$I >= ' || quote_literal(bounds ->> 'least') || '::%2$s',
            '%1$I < ' || quote_literal(bounds ->> 'below') || '::%2$s',
            '%1$I <= ' || quote_literal(bounds ->> 'most') || '::%2$s',
            CASE WHEN (bounds ->> 'nearest_zero')::double precision > 0
                 THEN '(%1$I = 0 OR abs(%1$I) >= ' || quote_literal(bounds ->> 'nearest_zero') || '::%2$s)' END);
        high := coalesce((bounds ->> 'most')::double precision, (bounds ->> 'below')::double precision * 0.999999);
        low := coalesce((bounds ->> 'least')::double precision,
                        (bounds ->> 'above')::double precision + (high - (bounds ->> 'above')::double precision) * 1e-9);
        mended := format('CASE WHEN abs(%%1$I) < %L::double precision THEN 0 %s END::%%2$s',
            coalesce(bounds ->> 'nearest_zero', '0'),
            CASE WHEN is_nullable THEN '' ELSE format('ELSE least(greatest(%%1$I, %L), %L)', low, high) END);
    ELSIF kind = 'text' THEN
        condition := format('%%1$I !~ %L AND length(%%1$I) BETWEEN %s AND %s', refused,
                            coalesce(bounds ->> 'least', '0'), coalesce(bounds ->> 'most', '1000'));
        mended := format('left(regexp_replace(%%1$I, %L, U&''\FFFD'', ''g''), %s)', refused,
                         coalesce(bounds ->> 'most', '1000'));
    ELSIF kind = 'jsonb' THEN
        -- in the text of jsonb a control character is an escape, after an even number of backslashes
        condition := 'octet_length(%1$I::text) <= 1000000 AND NOT jsonb_path_exists(%1$I, ''$.**{16}'')'
            ' AND NOT jsonb_path_exists(%1$I, ''$.** ? (@.type() == "number" && (@ >= 1e19 || @ <= -1e19))'')'
            ' AND %1$I::text !~ ''(^|[^\\])(\\\\)*\\[bfu]|[\u007F-\u009F\uFFFE\uFFFF]''';
        mended := CASE WHEN is_nullable THEN 'NULL::jsonb'
                       ELSE 'CASE jsonb_typeof(%1$I) WHEN ''array'' THEN ''[]'' ELSE ''{}'' END::jsonb' END;
    ELSIF kind LIKE '%[]' THEN
        condition := concat_ws(' AND ', 'cardinality(%1$I) <= 64 AND coalesce(array_ndims(%1$I), 1) = 1',
            CASE WHEN kind = 'double precision[]'
                 THEN '(-1e19 < ALL (%1$I)) IS NOT FALSE AND (1e19 > ALL (%1$I)) IS NOT FALSE' END,
            CASE WHEN (bounds ->> 'is_whole')::boolean
                 THEN 'CASE WHEN array_ndims(%1$I) = 1 THEN array_position(%1$I, NULL) IS NULL ELSE true END' END);
        mended := CASE WHEN is_nullable THEN 'NULL' ELSE '''{}''' END || '::%2$s';
    ELSE
        RETURN;
    END IF;
    condition := format(condition, in_column, kind);
    mended := format(mended, in_column, kind);
END $$;

-- Puts right what is outside the bounds of these columns, a row at a time, and keeps what it was.
CREATE FUNCTION mend_columns(in_table text, columns jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    one record;
    found bigint;
    outside bigint := 0;
    is_outside text := 'false';
    assigned text := '';
    assigned_apart text := '';
BEGIN
    FOR one IN SELECT key AS name, value AS bounds, domain.*
                 FROM jsonb_each(columns), domain_of(in_table, key, value) AS domain WHERE domain.condition IS NOT NULL LOOP
        EXECUTE format(
            'INSERT INTO repairs (table_name, row_id, column_name, was)
             SELECT %1$L, coalesce(others ->> ''id'', others ->> ''session_id'', others ->> ''node'', others ->> ''channel'', place),
                    %2$L, value
               FROM (SELECT to_jsonb(t) - %2$L AS others, ctid::text AS place, %2$I::text AS value FROM %1$I AS t
                      WHERE (%3$s) IS FALSE) AS outside', in_table, one.name, one.condition);
        GET DIAGNOSTICS found = ROW_COUNT;
        outside := outside + found;
        is_outside := format('%s OR (%s) IS FALSE', is_outside, one.condition);
        assigned := format('%s, %I = CASE WHEN (%s) IS FALSE THEN %s ELSE %2$I END', assigned, one.name, one.condition,
                           one.mended);
        assigned_apart := format('%s, %I = CASE WHEN (%s) IS FALSE THEN %s ELSE %2$I END', assigned_apart, one.name,
            one.condition,
            CASE WHEN one.mended LIKE 'left(%' THEN format('left(md5(%I), %s)', one.name, coalesce(one.bounds ->> 'most', '32'))
                 ELSE one.mended END);
    END LOOP;
    IF outside = 0 THEN
        RETURN;
    END IF;
    BEGIN
        EXECUTE format('UPDATE %I SET %s WHERE %s', in_table, substr(assigned, 3), is_outside);
    EXCEPTION WHEN unique_violation THEN
        -- two names that differ in nothing but what must not be in them
        EXECUTE format('UPDATE %I SET %s WHERE %s', in_table, substr(assigned_apart, 3), is_outside);
    END;
END $$;

-- Bounds a column, now and for ever; to be called by every later migration that adds one.
CREATE FUNCTION bound_column(in_table text, in_column text, bounds jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    domain record;
BEGIN
    SELECT * INTO domain FROM domain_of(in_table, in_column, bounds);
    IF domain.condition IS NOT NULL THEN
        PERFORM mend_columns(in_table, jsonb_build_object(in_column, bounds));
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s)', in_table,
                       in_table || '_' || in_column || '_in_domain', domain.condition);
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION mend_columns, bound_column FROM PUBLIC;

CREATE FUNCTION is_face_kind(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN (
        'wa_122', 'wa_80', 'wa_60', 'wa_40', 'wa_122_6ring', 'wa_80_6ring', 'wa_80_5ring',
        'wa_40_triple_vertical', 'wa_40_triple_triangular', 'wa_60_triple_vertical', 'wa_40_compound',
        'wa_40_triple_vertical_compound', 'wa_60_compound', 'wa_field_80', 'wa_field_60',
        'wa_field_40', 'wa_field_20', 'imperial_122'
    )
$$;

-- Whether a value of jsonb is a number that a length can be.
CREATE FUNCTION is_length(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(value) = 'number' THEN (value #>> '{}')::numeric >= 0.000001 AND (value #>> '{}')::numeric < 1000000
                ELSE false END
$$;

-- Says what is wrong with the faces of a target; null when nothing is.
CREATE OR REPLACE FUNCTION faces_error(faces jsonb, max_x double precision, max_y double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    face jsonb;
    name text;
    names text[] := '{}';
    radii double precision[];
BEGIN
    IF jsonb_typeof(faces) <> 'array' THEN
        RETURN 'faces is not a list';
    ELSIF jsonb_array_length(faces) > 24 THEN
        RETURN 'there are too many faces';
    END IF;
    FOR face IN SELECT value FROM jsonb_array_elements(faces) LOOP
        IF jsonb_typeof(face) <> 'object'
           OR face - '{x,y,radii,points,human_identifier,kind,x_radius}'::text[] <> '{}' THEN
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
                    WHERE jsonb_typeof(p.value) <> 'number' OR p.value::text !~ '^([0-9]|1[0-9]|20)$') THEN
            RETURN 'points of a face are not whole numbers from 0 to 20';
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
    END LOOP;
    RETURN NULL;
END $$;

-- The faces first, for shots are scored by them again when they are mended.
INSERT INTO repairs (table_name, row_id, column_name, was)
SELECT 'targets', id, 'faces', faces::text FROM targets WHERE faces_error(faces, max_x, max_y) IS NOT NULL;
UPDATE targets SET faces = '[]' WHERE faces_error(faces, max_x, max_y) IS NOT NULL;

DO $$
DECLARE
    one record;
BEGIN
    CREATE TEMPORARY TABLE bounded ON COMMIT DROP AS
    SELECT columns.table_name::text, columns.column_name::text, coalesce(special.bounds::jsonb, '{}') AS bounds
      FROM information_schema.columns
      JOIN information_schema.tables USING (table_schema, table_name)
      LEFT JOIN (VALUES
            ('appliance', 'butt_height_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('appliance', 'butt_width_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('archers', 'bow_style', '{"most": 40, "least": 1, "is_multiline": false}'),
            ('archers', 'name', '{"most": 60, "least": 1, "is_multiline": false}'),
            ('archers', 'notes', '{"most": 2000, "least": 0, "is_multiline": true}'),
            ('archers', 'shaft_diameter', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'diameter', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'human_identifier', '{"most": 10, "least": 1, "is_multiline": false}'),
            ('arrows', 'label_position', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'length', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'spine', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'weight', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('detections', 'channels', '{"is_whole": true}'),
            ('detections', 'covariance_mm2', '{"is_whole": true}'),
            ('detections', 'left_out', '{"is_whole": true}'),
            ('detections', 'node', '{"most": 100, "least": 0, "is_multiline": false}'),
            ('detections', 'pulse_pins', '{"is_whole": true}'),
            ('detections', 'sigma_us', '{"below": 1e+19, "above": 0.0, "nearest_zero": 0.0}'),
            ('detections', 'speed_mm_per_us', '{"below": 1e+19, "above": 0.0, "nearest_zero": 0.0}'),
            ('detections', 'tick_bits', '{"least": 8, "most": 64}'),
            ('detections', 'tick_hz', '{"below": 1e+19, "above": 0.0, "nearest_zero": 0.0}'),
            ('losses', 'node', '{"most": 100, "least": 0, "is_multiline": false}'),
            ('nodes', 'node', '{"most": 100, "least": 0, "is_multiline": false}'),
            ('relocations', 'channels', '{"is_whole": true}'),
            ('relocations', 'covariance_mm2', '{"is_whole": true}'),
            ('relocations', 'left_out', '{"is_whole": true}'),
            ('rosters', 'arrows_per_turn', '{"least": 1, "most": 12}'),
            ('sensors', 'name', '{"most": 40, "least": 1, "is_multiline": false}'),
            ('sensors', 'x_mm', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('sensors', 'y_mm', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('sensors', 'z_mm', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('session_archers', 'face', '{"most": 100, "least": 1, "is_multiline": false}'),
            ('session_archers', 'shooting_order', '{"least": 1, "most": 4}'),
            ('sessions', 'arrows_per_end', '{"least": 1, "most": 12}'),
            ('sessions', 'distance', '{"least": 1, "most": 300}'),
            ('sessions', 'held_back_from', '{"least": 1, "most": 1000}'),
            ('sessions', 'location', '{"most": 255, "least": 1, "is_multiline": false}'),
            ('sessions', 'notes', '{"most": 2000, "least": 0, "is_multiline": true}'),
            ('sessions', 'round_name', '{"most": 100, "least": 1, "is_multiline": false}'),
            ('set_aside', 'entry', '{"most": 100000, "least": 0, "is_multiline": true}'),
            ('shots', 'end_number', '{"least": 1, "most": 1000000000}'),
            ('shots', 'face', '{"most": 100, "least": 1, "is_multiline": false}'),
            ('shots', 'note', '{"most": 500, "least": 1, "is_multiline": true}'),
            ('shots', 'points', '{"least": 0, "most": 20}'),
            ('shots', 'points_called', '{"least": 0, "most": 20}'),
            ('shots', 'sigma_major', '{"below": 1e+19, "least": 0.0, "nearest_zero": 0.0}'),
            ('shots', 'sigma_minor', '{"below": 1e+19, "least": 0.0, "nearest_zero": 0.0}'),
            ('shots', 'x', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('shots', 'y', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('tags_held', 'code', '{"most": 64, "least": 1, "is_multiline": false}'),
            ('targets', 'max_x', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('targets', 'max_y', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}')
           ) AS special (table_name, column_name, bounds)
        ON special.table_name = columns.table_name AND special.column_name = columns.column_name
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND columns.table_name NOT IN ('schema_migrations', 'repairs');
    -- all that is mended before anything is refused: to mend one column fires triggers that write others
    FOR one IN SELECT table_name, jsonb_object_agg(column_name, bounds) AS columns
                 FROM bounded GROUP BY table_name ORDER BY table_name <> 'targets', table_name LOOP
        PERFORM mend_columns(one.table_name, one.columns);
    END LOOP;
    FOR one IN SELECT * FROM bounded ORDER BY table_name, column_name LOOP
        PERFORM bound_column(one.table_name, one.column_name, one.bounds);
    END LOOP;
END $$;
