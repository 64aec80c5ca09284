-- Requests to write an arrow's tag: made by the server wing, ended by the sensing wing.

-- Requests the tag of this arrow for a minute, in place of an earlier request; refused while one for another arrow is
-- open. A clock that is set back does not make a request last longer.
CREATE OR REPLACE FUNCTION begin_programming(in_arrow_id uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    other text;
    new_id uuid := gen_random_uuid();
BEGIN
    -- before the rows are locked, in the order in which deleting an arrow locks them
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT human_identifier INTO other FROM programmings JOIN arrows ON arrows.id = arrow_id
     WHERE outcome IS NULL AND now() >= asked_at AND now() < expires_at AND arrow_id <> in_arrow_id;
    IF FOUND THEN
        RAISE EXCEPTION 'path.id: another_tag_wanted' USING DETAIL = json_build_object('arrow', other)::text;
    END IF;
    INSERT INTO programmings (id, arrow_id, asked_at, expires_at)
    VALUES (new_id, in_arrow_id, now(), now() + interval '1 min')
    ON CONFLICT (only_row) DO UPDATE
       SET id = excluded.id, arrow_id = excluded.arrow_id, asked_at = excluded.asked_at,
           expires_at = excluded.expires_at, outcome = NULL, other_arrow = NULL;
    RETURN new_id;
END $$;

-- Records the outcome of a request. Whether the arrow is programmed is recorded even if the request is over: for a tag
-- that was written and read back, and for one that was begun and not finished.
CREATE OR REPLACE FUNCTION end_programming(in_id uuid, in_arrow_id uuid, in_outcome text, in_other_arrow text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE arrows SET is_programmed = in_outcome = 'programmed'
     WHERE id = in_arrow_id AND in_outcome IN ('programmed', 'taken_away', 'failed', 'reader_lost');
    UPDATE programmings SET outcome = in_outcome, other_arrow = in_other_arrow WHERE id = in_id AND outcome IS NULL;
END $$;
