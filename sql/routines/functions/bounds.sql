-- The bounds of columns: those of appliance/core/limits.py; a test holds the two together, and finds a column that is
-- forgotten.

-- Whether each of these times is null or may be stored, as the constraint of a column has it (domain_of).
CREATE OR REPLACE FUNCTION are_storable(VARIADIC times timestamptz[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    -- one expression, which PostgreSQL inlines: it is evaluated ten times for every arrow that is dated again
    SELECT ('1970-01-01 00:00:00+00' <= ALL (times)) IS NOT FALSE AND ('2200-01-01 00:00:00+00' > ALL (times)) IS NOT FALSE
$$;

-- The condition for a column's values; null where its type needs none.
CREATE OR REPLACE FUNCTION domain_of(in_table text, in_column text, bounds jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    kind text;
    condition text;
    refused text := '[\u0001-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF' ||
                    CASE WHEN coalesce((bounds ->> 'is_multiline')::boolean, true) THEN ']' ELSE '\t\n]' END;
BEGIN
    SELECT format_type(atttypid, NULL) INTO kind
      FROM pg_attribute WHERE attrelid = in_table::regclass AND attname = in_column AND NOT attisdropped;
    IF kind = 'timestamp with time zone' THEN
        condition := '%1$I >= ''1970-01-01 00:00:00+00'' AND %1$I < ''2200-01-01 00:00:00+00''';
    ELSIF kind IN ('double precision', 'integer', 'bigint', 'smallint') THEN
        IF kind = 'double precision' THEN
            bounds := CASE WHEN bounds ? 'below' THEN bounds ELSE '{"above": -1e19, "below": 1e19}' END;
        ELSIF bounds = '{}' THEN
            RETURN NULL;
        END IF;
        condition := concat_ws(' AND ',
            '%1$I > ' || quote_literal(bounds ->> 'above') || '::%2$s',
            '%1$I >= ' || quote_literal(bounds ->> 'least') || '::%2$s',
            '%1$I < ' || quote_literal(bounds ->> 'below') || '::%2$s',
            '%1$I <= ' || quote_literal(bounds ->> 'most') || '::%2$s',
            CASE WHEN (bounds ->> 'nearest_zero')::double precision > 0
                 THEN '(%1$I = 0 OR abs(%1$I) >= ' || quote_literal(bounds ->> 'nearest_zero') || '::%2$s)' END);
    ELSIF kind = 'text' THEN
        condition := format('%%1$I !~ %L AND length(%%1$I) BETWEEN %s AND %s', refused,
                            coalesce(bounds ->> 'least', '0'), coalesce(bounds ->> 'most', '1000'));
    ELSIF kind = 'jsonb' THEN
        -- in the text of jsonb a control character is an escape, after an even number of backslashes
        condition := 'octet_length(%1$I::text) <= 1000000 AND NOT jsonb_path_exists(%1$I, ''$.**{16}'')'
            ' AND NOT jsonb_path_exists(%1$I, ''$.** ? (@.type() == "number" && (@ >= 1e19 || @ <= -1e19))'')'
            ' AND %1$I::text !~ ''(^|[^\\])(\\\\)*\\[bfu]|[\u007F-\u009F\uFFFE\uFFFF]''';
    ELSIF kind LIKE '%[]' THEN
        condition := concat_ws(' AND ', 'cardinality(%1$I) <= 64 AND coalesce(array_ndims(%1$I), 1) = 1',
            CASE WHEN kind = 'double precision[]'
                 THEN '(-1e19 < ALL (%1$I)) IS NOT FALSE AND (1e19 > ALL (%1$I)) IS NOT FALSE' END,
            CASE WHEN (bounds ->> 'is_whole')::boolean
                 THEN 'CASE WHEN array_ndims(%1$I) = 1 THEN array_position(%1$I, NULL) IS NULL ELSE true END' END);
    END IF;
    RETURN format(condition, in_column, kind);
END $$;

-- Bounds a column; every migration that adds one calls this for it.
CREATE OR REPLACE FUNCTION bound_column(in_table text, in_column text, bounds jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    condition text := domain_of(in_table, in_column, bounds);
BEGIN
    IF condition IS NOT NULL THEN
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s)', in_table,
                       in_table || '_' || in_column || '_in_domain', condition);
    END IF;
END $$;
