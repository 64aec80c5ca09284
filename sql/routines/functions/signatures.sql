-- Signatures of score sheets: who confirmed which arrows, and what has changed since. Changes are not recorded here:
-- signed arrows are compared with the present ones, so that no way to change an arrow is forgotten.

-- Whether this is a list as `arrows_to_sign` returns it.
CREATE OR REPLACE FUNCTION are_signed_arrows(arrows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_path_match(arrows, 'strict
        $.type() == "array" && $.size() >= 1 && $.size() <= 1000
        && !exists($[*] ? (@.shot_id.type() != "string" || @.end_number.type() != "number" || @.is_x.type() != "boolean"
            || (@.points != null && (@.points.type() != "number" || @.points < 0 || @.points > 21
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

-- The name of a person who signed: an archer's name, else the stored word.
CREATE OR REPLACE FUNCTION name_of_signer(signed_by text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT name FROM archers WHERE id::text = signed_by), regexp_replace(signed_by, '^judge:', ''), '?')
$$;

-- Time and author of the last correction of these arrows, or of what the session is scored by, after this moment.
CREATE OR REPLACE FUNCTION changed_after(
    in_session_id uuid, in_at timestamptz, arrows jsonb, OUT made_at timestamptz, OUT made_by text
) LANGUAGE sql STABLE AS $$
    SELECT made.made_at, made.made_by FROM corrections AS made
     WHERE made.session_id = in_session_id AND made.made_at > in_at
       AND (made.kind = 'rescored' OR arrows @> jsonb_build_array(jsonb_build_object('shot_id', made.shot_id)))
     ORDER BY made.made_at DESC, made.id DESC LIMIT 1
$$;

-- Refuses to sign what is still being shot: an end that is neither full nor closed, and a sheet without all the arrows that
-- its session has of the round (`in_round_arrows`; null: no round says how many). In a closed session nothing is.
CREATE OR REPLACE FUNCTION refuse_unfinished(
    in_session_id uuid, in_archer_id uuid, in_end_number integer, in_round_arrows integer
) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    shot CONSTANT integer := (
        SELECT coalesce(sum(taken), 0) FROM scored_shots
         WHERE session_id = in_session_id AND (in_end_number IS NULL OR end_number = in_end_number) AND counts
           AND (archer_id = in_archer_id OR archer_id IS NULL AND in_archer_id IS NULL));
BEGIN
    IF in_end_number IS NULL AND shot < coalesce(in_round_arrows, shot + 1) THEN
        RAISE EXCEPTION 'body.end_number: sheet_not_complete' USING DETAIL = '{}';
    ELSIF in_end_number IS NOT NULL AND shot < (SELECT arrows_per_end FROM sessions WHERE id = in_session_id)
          AND NOT EXISTS (SELECT FROM ends
                           WHERE session_id = in_session_id AND end_number = in_end_number AND stage = 'scoring'
                             AND (archer_id = in_archer_id OR archer_id IS NULL AND in_archer_id IS NULL)
                             AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'body.end_number: end_not_over' USING DETAIL = '{}';
    END IF;
END $$;

-- Signs the present arrows, if they are what the phone shows (`in_arrows` arrows, `in_score` points). Null where there
-- is no such session. The same signer gets the same signature again; another one is refused with the name of the first.
CREATE OR REPLACE FUNCTION sign_arrows(
    in_session_id uuid, in_archer_id uuid, in_end_number integer, in_signed_as text, in_signed_by text,
    in_arrows integer, in_score integer, in_round_arrows integer
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    is_open boolean;
    held_back_from integer;
    last_seq integer;
    standing jsonb;
    before signatures;
    new_id uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT sessions.is_opened, CASE WHEN sessions.is_opened THEN sessions.held_back_from END INTO is_open, held_back_from
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
    IF is_open THEN
        PERFORM refuse_unfinished(in_session_id, in_archer_id, in_end_number, in_round_arrows);
    END IF;
    SELECT * INTO before FROM signatures
     WHERE session_id = in_session_id AND archer_id IS NOT DISTINCT FROM in_archer_id
       AND end_number IS NOT DISTINCT FROM in_end_number AND signed_as = in_signed_as
     ORDER BY seq DESC, id DESC LIMIT 1;
    IF before.arrows = standing THEN
        IF before.signed_by IS NOT DISTINCT FROM in_signed_by THEN
            RETURN before.id;
        END IF;
        RAISE EXCEPTION 'body: signed_already' USING DETAIL = json_build_object(
            'by', name_of_signer(before.signed_by), 'arrows', jsonb_array_length(standing)::text,
            'score', score_of_arrows(standing)::text)::text;
    END IF;
    last_seq := (SELECT max(seq) FROM signatures WHERE session_id = in_session_id);
    IF (SELECT count(*) FROM signatures WHERE session_id = in_session_id) >= 10000 THEN
        RAISE EXCEPTION 'body: too_many_signatures' USING DETAIL = json_build_object('most', '10000')::text;
    END IF;
    INSERT INTO signatures (seq, session_id, archer_id, end_number, signed_as, signed_by, arrows)
    VALUES (coalesce(last_seq, 0) + 1, in_session_id, in_archer_id, in_end_number, in_signed_as, in_signed_by, standing)
    RETURNING id INTO new_id;
    RETURN new_id;
END $$;

-- Withdraws a signature, and records who did so. Null where there is none.
CREATE OR REPLACE FUNCTION withdraw_signature(in_session_id uuid, in_id uuid, in_made_by text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone signatures;
BEGIN
    DELETE FROM signatures WHERE session_id = in_session_id AND id = in_id RETURNING * INTO gone;
    IF gone.id IS NOT NULL THEN
        PERFORM keep_correction(in_session_id, NULL, in_made_by, 'withdrawn', jsonb_strip_nulls(jsonb_build_object(
            'archer_id', gone.archer_id, 'end_number', gone.end_number, 'signed_as', gone.signed_as,
            'signed_by', gone.signed_by)), NULL);
    END IF;
    RETURN gone.id;
END $$;

-- Signatures in force: the newest of each archer, end and `signed_as`. `is_changed`: the arrows differ from the signed
-- ones; when and by whom, where a person changed them, else when an arrow was recorded late. Arrows are grouped once
-- for all.
CREATE OR REPLACE FUNCTION signatures_of_sessions(in_session_ids uuid[])
RETURNS TABLE (
    id uuid, session_id uuid, archer_id uuid, end_number integer, signed_as text, signed_by text, signed_at timestamptz,
    arrows integer, score integer, is_changed boolean, changed_at timestamptz, changed_by text
) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    WITH signed AS MATERIALIZED (
        SELECT DISTINCT ON (session_id, archer_id, end_number, signed_as) * FROM signatures
         WHERE session_id = ANY (in_session_ids)
         ORDER BY session_id, archer_id, end_number, signed_as, seq DESC, id DESC
    ), standing AS MATERIALIZED (
        -- ends, and whole sheets, as `arrows_to_sign` has them
        SELECT session_id, archer_id, CASE WHEN grouping(end_number) = 0 THEN end_number END AS end_number,
               jsonb_agg(jsonb_build_object('shot_id', id, 'end_number', end_number, 'points', counted, 'is_x', is_x)
                         ORDER BY end_number, id) AS arrows
          FROM scored_shots WHERE session_id IN (SELECT session_id FROM signed)
         GROUP BY GROUPING SETS ((session_id, archer_id, end_number), (session_id, archer_id))
    ), compared AS (
        SELECT signed.*, coalesce(standing.arrows, '[]') AS now_arrows,
               coalesce(standing.arrows, '[]') <> signed.arrows AS is_changed
          FROM signed
          LEFT JOIN standing ON standing.session_id = signed.session_id
               AND coalesce(standing.archer_id::text, '') = coalesce(signed.archer_id::text, '')
               AND coalesce(standing.end_number, 0) = coalesce(signed.end_number, 0)
    )
    SELECT one.id, one.session_id, one.archer_id, one.end_number, one.signed_as, one.signed_by, one.signed_at,
           jsonb_array_length(one.arrows), score_of_arrows(one.arrows), one.is_changed,
           CASE WHEN one.is_changed THEN coalesce(changed.made_at, (
               SELECT max(recorded_at) FROM shots
                WHERE shots.session_id = one.session_id AND recorded_at > one.signed_at
                  AND one.now_arrows @> jsonb_build_array(jsonb_build_object('shot_id', shots.id)))) END,
           changed.made_by
      FROM compared AS one
      LEFT JOIN LATERAL (SELECT * FROM changed_after(one.session_id, one.signed_at, one.arrows || one.now_arrows)
                          WHERE one.is_changed) AS changed ON true
$$;
