-- How values are written for clients.

-- An instant in UTC, to the microsecond; an infinite one as PostgreSQL writes it.
CREATE OR REPLACE FUNCTION utc_text(instant timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), instant::text)
$$;

-- A JSON list of these rows, one a line, so that a reader can split it: no JSON text of a row contains a line end.
CREATE OR REPLACE FUNCTION json_list(texts text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '[' || coalesce(array_to_string(texts, E',\n'), '') || ']'
$$;
