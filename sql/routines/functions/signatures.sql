-- Signing a score sheet: who confirmed which arrows, and what is otherwise since. Nothing is kept of a change here: what
-- was signed is compared with what stands now, so that no way to change an arrow is forgotten.

-- Whether this is what `arrows_to_sign` gives.
CREATE OR REPLACE FUNCTION are_signed_arrows(arrows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_path_match(arrows, 'strict
        $.type() == "array" && $.size() >= 1 && $.size() <= 1000
        && !exists($[*] ? (@.shot_id.type() != "string" || @.end_number.type() != "number" || @.is_x.type() != "boolean"
            || (@.points != null && (@.points.type() != "number" || @.points < 0 || @.points > 20
                                     || @.points.floor() != @.points))))', '{}', true), false)
$$;

-- The arrows of an archer's end, or of all ends, with what each counts now; an empty list where there are none.
CREATE OR REPLACE FUNCTION arrows_to_sign(in_session_id uuid, in_archer_id uuid, in_end_number integer) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('shot_id', id, 'end_number', end_number, 'points', counted, 'is_x', is_x)
                              ORDER BY end_number, id), '[]')
      FROM scored_shots
     WHERE session_id = in_session_id AND (in_end_number IS NULL OR end_number = in_end_number)
       AND (archer_id = in_archer_id OR archer_id IS NULL AND in_archer_id IS NULL)
$$;

CREATE OR REPLACE FUNCTION score_of_arrows(arrows jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum((one ->> 'points')::integer), 0)::integer FROM jsonb_array_elements(arrows) AS one
$$;

-- What a person is called who signed: an archer's name, else the word that is kept.
CREATE OR REPLACE FUNCTION name_of_signer(signed_by text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT name FROM archers WHERE id::text = signed_by), regexp_replace(signed_by, '^judge:', ''), '?')
$$;

-- The last that a person changed of these arrows after this moment, or of what the whole session is scored by.
CREATE OR REPLACE FUNCTION changed_after(
    in_session_id uuid, in_at timestamptz, arrows jsonb, OUT made_at timestamptz, OUT made_by text
) LANGUAGE sql STABLE AS $$
    SELECT made.made_at, made.made_by FROM corrections AS made
     WHERE made.session_id = in_session_id AND made.made_at > in_at
       AND (made.kind = 'rescored' OR arrows @> jsonb_build_array(jsonb_build_object('shot_id', made.shot_id)))
     ORDER BY made.made_at DESC, made.id DESC LIMIT 1
$$;

-- Signs what stands there now, if it is what the phone shows (`in_score`, of so many arrows). Null where there is no such
-- session. Whoever comes second is told who signed what; the same hand once more is the same signature.
CREATE OR REPLACE FUNCTION sign_arrows(
    in_session_id uuid, in_archer_id uuid, in_end_number integer, in_signed_as text, in_signed_by text,
    in_arrows integer, in_score integer
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held_back_from integer;
    standing jsonb;
    before signatures;
    new_id uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT CASE WHEN sessions.is_opened THEN sessions.held_back_from END INTO held_back_from
      FROM sessions WHERE id = in_session_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    standing := arrows_to_sign(in_session_id, in_archer_id, in_end_number);
    IF standing = '[]' THEN
        RAISE EXCEPTION 'body.end_number: nothing_to_sign' USING DETAIL = '{}';
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(standing) AS one WHERE (one ->> 'end_number')::integer >= held_back_from) THEN
        RAISE EXCEPTION 'body.end_number: held_back_not_signed' USING DETAIL = '{}';
    ELSIF (jsonb_array_length(standing), score_of_arrows(standing)) <> (in_arrows, in_score) THEN
        RAISE EXCEPTION 'body.score: other_score_to_sign' USING DETAIL = json_build_object(
            'arrows', jsonb_array_length(standing)::text, 'score', score_of_arrows(standing)::text)::text;
    END IF;
    SELECT * INTO before FROM signatures
     WHERE session_id = in_session_id AND archer_id IS NOT DISTINCT FROM in_archer_id
       AND end_number IS NOT DISTINCT FROM in_end_number AND signed_as = in_signed_as
     ORDER BY signed_at DESC, id DESC LIMIT 1;
    IF before.arrows = standing THEN
        IF before.signed_by IS NOT DISTINCT FROM in_signed_by THEN
            RETURN before.id;
        END IF;
        RAISE EXCEPTION 'body: signed_already' USING DETAIL = json_build_object(
            'by', name_of_signer(before.signed_by), 'arrows', jsonb_array_length(standing)::text,
            'score', score_of_arrows(standing)::text)::text;
    END IF;
    INSERT INTO signatures (session_id, archer_id, end_number, signed_as, signed_by, arrows)
    VALUES (in_session_id, in_archer_id, in_end_number, in_signed_as, in_signed_by, standing) RETURNING id INTO new_id;
    RETURN new_id;
END $$;
