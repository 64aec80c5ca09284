-- Dealing a session again from a place on: behind a shot that came late, was moved or deleted, or behind a mark.

DROP FUNCTION IF EXISTS mark_before(uuid, timestamptz);
-- The mark in force at a moment: the newest one until then.
CREATE OR REPLACE FUNCTION mark_before(
    in_session_id uuid, in_at timestamptz, OUT id uuid, OUT holds_from timestamptz, OUT state jsonb, OUT config jsonb
) LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
    SELECT mark.id, mark.holds_from, readable.state, readable.config INTO id, holds_from, state, config
      FROM turn_marks AS mark CROSS JOIN LATERAL as_readable(mark.state, mark.config) AS readable
     WHERE mark.session_id = in_session_id AND mark.holds_from <= in_at
     ORDER BY mark.holds_from DESC, mark.seq DESC LIMIT 1;
END $$;

DROP FUNCTION IF EXISTS mark_of(uuid);
-- The columns of a mark that ends follow from, with a valid state and config.
CREATE OR REPLACE FUNCTION mark_of(
    in_id uuid, OUT session_id uuid, OUT kind text, OUT holds_from timestamptz, OUT set_by text, OUT state jsonb, OUT config jsonb
) LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
    SELECT mark.session_id, mark.kind, mark.holds_from, mark.set_by, readable.state, readable.config
      INTO session_id, kind, holds_from, set_by, state, config
      FROM turn_marks AS mark CROSS JOIN LATERAL as_readable(mark.state, mark.config) AS readable WHERE mark.id = in_id;
END $$;

-- The archer by whom a shot is dealt: null for one dealt by the order of shooting; for one dealt as its owner's the
-- first archer, even if it was moved since; for others the present one.
CREATE OR REPLACE FUNCTION known_archer(dealt_as text, archer_id uuid, dealt_to uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE dealt_as WHEN 'order' THEN NULL WHEN 'owner' THEN coalesce(dealt_to, archer_id)
                         ELSE coalesce(archer_id, dealt_to) END::text
$$;

DROP FUNCTION IF EXISTS state_before(uuid, timestamptz, jsonb, jsonb, timestamptz, bigint);
-- The state just before a place; `holds_from`, `mark_state` and `config` are those of the mark in force there.
CREATE OR REPLACE FUNCTION state_before(
    in_session_id uuid, holds_from timestamptz, mark_state jsonb, config jsonb, in_at timestamptz, in_seq bigint
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
    found_state jsonb;
    one record;
BEGIN
    SELECT state INTO found_state FROM shots
     WHERE session_id = in_session_id AND shot_at >= holds_from AND (shot_at, seq) < (in_at, in_seq)
     ORDER BY shot_at DESC, seq DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN mark_state;
    ELSIF is_turn_state(found_state) THEN
        RETURN found_state;
    END IF;
    -- the stored state is invalid: the shots since the mark are dealt again
    found_state := mark_state;
    FOR one IN SELECT dealt_as, archer_id, dealt_to, ends_target FROM shots
                WHERE session_id = in_session_id AND shot_at >= holds_from AND (shot_at, seq) < (in_at, in_seq)
                ORDER BY shot_at, seq
    LOOP
        found_state := (deal_shot(config, found_state, one.dealt_as,
                                  known_archer(one.dealt_as, one.archer_id, one.dealt_to), one.ends_target)).state;
    END LOOP;
    RETURN found_state;
END $$;

-- Deals a session again from this place on; every changed shot is announced. It ends at the next mark or, with
-- `may_end_early`, as soon as a shot's state is as before. Returns the time until which the session is dealt.
CREATE OR REPLACE FUNCTION deal_again(in_session_id uuid, from_at timestamptz, from_seq bigint, may_end_early boolean)
RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    was_dealing CONSTANT text := coalesce(current_setting('arch_stats.dealing', true), '');
    mark record := mark_before(in_session_id, from_at);
    until CONSTANT timestamptz := coalesce(
        (SELECT min(holds_from) FROM turn_marks WHERE session_id = in_session_id AND holds_from > from_at), 'infinity');
    before jsonb;
    reached timestamptz := until;
    one record;
    dealt record;
    dealt_now shots;
    changed shots[] := '{}';
    unseen shots[] := '{}';
    places shots[] := '{}';
BEGIN
    IF mark.config IS NULL THEN
        RETURN until;
    END IF;
    before := state_before(in_session_id, mark.holds_from, mark.state, mark.config, from_at, from_seq);
    FOR one IN SELECT * FROM shots WHERE session_id = in_session_id AND (shot_at, seq) >= (from_at, from_seq)
                  AND shot_at < until ORDER BY shot_at, seq
    LOOP
        dealt_now := one;
        dealt := deal_shot(mark.config, before, one.dealt_as,
                           known_archer(one.dealt_as, one.archer_id, one.dealt_to), one.ends_target);
        dealt_now.state := dealt.state;
        dealt_now.dealt_to := nullif(dealt.archer, '')::uuid;
        dealt_now.dealt_end := CASE WHEN dealt.arrow IS NOT NULL THEN dealt.ended END;
        dealt_now.dealt_arrow := dealt.arrow;
        IF one.dealt_as <> 'order' THEN
            dealt_now.dealt_to := coalesce(dealt_now.dealt_to, one.dealt_to);
        ELSIF NOT one.is_archer_given AND one.attribution IS DISTINCT FROM 'arrow' THEN
            dealt_now.archer_id := (SELECT id FROM archers WHERE id = dealt_now.dealt_to);
            dealt_now.attribution := CASE WHEN dealt_now.archer_id IS NOT NULL THEN 'order' END;
        END IF;
        IF NOT one.is_end_given THEN
            dealt_now.end_number := dealt.ended;
        END IF;
        IF NOT one.is_sighter_given THEN
            dealt_now.is_sighter := dealt.stage = 'sighters';
        END IF;
        IF (dealt_now.archer_id, dealt_now.end_number, dealt_now.is_sighter)
           IS DISTINCT FROM (one.archer_id, one.end_number, one.is_sighter) THEN
            changed := array_append(changed, dealt_now);
        ELSIF (dealt_now.state, dealt_now.dealt_to, dealt_now.dealt_end, dealt_now.dealt_arrow)
              IS DISTINCT FROM (one.state, one.dealt_to, one.dealt_end, one.dealt_arrow) THEN
            unseen := array_append(unseen, dealt_now);
        END IF;
        IF dealt_now.dealt_arrow IS NOT NULL THEN
            places := array_append(places, dealt_now);
        END IF;
        IF may_end_early AND dealt_now.state = one.state THEN
            reached := one.shot_at;
            EXIT;
        END IF;
        before := dealt_now.state;
    END LOOP;
    -- before the shots are changed, as surplus shots follow from their ends
    PERFORM keep_ends_again(in_session_id, from_at, reached, before, array_agg(dealt_to), array_agg(dealt_end),
                            array_agg(dealt_arrow), array_agg(shot_at)) FROM unnest(places);
    IF cardinality(changed) > 0 THEN
        PERFORM set_config('arch_stats.dealing', 'on', true);
        UPDATE shots
           SET archer_id = later.archer_id, attribution = later.attribution, end_number = later.end_number,
               is_sighter = later.is_sighter, state = later.state, dealt_to = later.dealt_to,
               dealt_end = later.dealt_end, dealt_arrow = later.dealt_arrow
          FROM unnest(changed) AS later WHERE shots.id = later.id;
    END IF;
    IF cardinality(unseen) > 0 THEN
        -- not announced: no client sees these columns
        PERFORM set_config('arch_stats.dealing', 'unseen', true);
        UPDATE shots
           SET state = later.state, dealt_to = later.dealt_to, dealt_end = later.dealt_end, dealt_arrow = later.dealt_arrow
          FROM unnest(unseen) AS later WHERE shots.id = later.id;
    END IF;
    PERFORM set_config('arch_stats.dealing', was_dealing, true);
    RETURN reached;
END $$;

-- Deals a session again from a moment to its end, after its times were corrected. Ends without an arrow are not
-- restored.
CREATE OR REPLACE FUNCTION deal_session(in_session_id uuid, from_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place timestamptz := from_at;
BEGIN
    WHILE place < 'infinity' LOOP
        place := deal_again(in_session_id, place, 0, false);
    END LOOP;
END $$;

-- Deals again from each of these places, in their order; no shot is dealt twice.
CREATE OR REPLACE FUNCTION deal_from_places(in_session_id uuid, ats timestamptz[], seqs bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    place record;
    reached timestamptz := '-infinity';
BEGIN
    FOR place IN SELECT DISTINCT at, seq FROM unnest(ats, seqs) AS one (at, seq) ORDER BY at, seq LOOP
        IF place.at >= reached THEN
            reached := deal_again(in_session_id, place.at, place.seq, true);
        END IF;
    END LOOP;
END $$;
