-- How values are written for clients.

-- An instant in UTC, to the microsecond; one that no clock can show, in PostgreSQL's own words.
CREATE OR REPLACE FUNCTION utc_text(instant timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), instant::text)
$$;

-- A JSON list of these rows, one a line: a reader can take it apart again, for no JSON text of a row holds a line end.
CREATE OR REPLACE FUNCTION json_list(texts text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '[' || coalesce(array_to_string(texts, E',\n'), '') || ']'
$$;
