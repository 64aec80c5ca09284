-- What the appliance says of itself, as rows keep it.

-- Whether this is a list of messages, each {code, values, text}.
-- Lax, for in strict mode what is missing is neither true nor false.
CREATE OR REPLACE FUNCTION are_messages(list jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(list) = 'array' AND NOT jsonb_path_exists(
        list, 'lax $[*] ? (@.type() != "object" || !(@.code.type() == "string" && @.values.type() == "object" && @.text.type() == "string"))',
        '{}', true)
$$;
