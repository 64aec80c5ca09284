-- Messages as rows store them.

-- Whether this is a list of messages, each {code, values, text}.
-- Lax, as in strict mode a condition on a missing key is neither true nor false.
CREATE OR REPLACE FUNCTION are_messages(list jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(list) = 'array' AND NOT jsonb_path_exists(
        list, 'lax $[*] ? (@.type() != "object" || !(@.code.type() == "string" && @.values.type() == "object" && @.text.type() == "string"))',
        '{}', true)
$$;
