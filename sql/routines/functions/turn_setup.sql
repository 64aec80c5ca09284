-- Turn marks that follow from the roster and the length of ends: how turns are dealt from then on.

-- Whether a session is a match with alternating sides.
CREATE OR REPLACE FUNCTION is_alternating(in_session_id uuid) RETURNS boolean
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT EXISTS (SELECT FROM matches WHERE session_id = in_session_id AND first_side IS NOT NULL)
$$;

-- The config by which turns are dealt with a session's present roster. Without a roster all arrows belong to one
-- nameless archer (''). Archers with a face of their own take no turns, except in a match with alternating sides.
CREATE OR REPLACE FUNCTION turn_config(in_session_id uuid) RETURNS jsonb
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT CASE WHEN rosters.session_id IS NULL THEN jsonb_build_object(
        'per_end', arrows_per_end, 'per_turn', arrows_per_end, 'archers', '[]'::jsonb, 'orders', '[[""]]'::jsonb,
        'spots', '{}'::jsonb)
    ELSE jsonb_build_object(
        'per_end', arrows_per_end,
        'per_turn', rosters.arrows_per_turn,
        'archers', (SELECT coalesce(jsonb_agg(archer_id ORDER BY shooting_order), '[]') FROM session_archers AS listed
                     WHERE listed.session_id = in_session_id),
        'spots', (SELECT coalesce(jsonb_object_agg(face, archer_id), '{}') FROM session_archers AS listed
                   WHERE listed.session_id = in_session_id AND face IS NOT NULL),
        'orders', coalesce((
            SELECT jsonb_agg(rotation.archers ORDER BY rotation.first)
              FROM (WITH details AS (SELECT detail, row_number() OVER (ORDER BY detail) AS k, count(*) OVER () AS n
                                       FROM session_archers AS listed
                                      WHERE listed.session_id = in_session_id AND (face IS NULL OR alternates) GROUP BY detail)
                    SELECT first.k AS first,
                           jsonb_agg(listed.archer_id ORDER BY (own.k - first.k + own.n) % own.n, listed.shooting_order) AS archers
                      FROM details AS first
                     CROSS JOIN session_archers AS listed
                      JOIN details AS own ON own.detail = listed.detail
                     WHERE listed.session_id = in_session_id AND (listed.face IS NULL OR alternates)
                       AND (first.k = 1 OR rosters.rotates)
                     GROUP BY first.k) AS rotation), '[[]]')) END
      FROM sessions LEFT JOIN rosters ON rosters.session_id = sessions.id
     CROSS JOIN is_alternating(in_session_id) AS alternates
     WHERE sessions.id = in_session_id
$$;

-- Who is next in an end in which nobody continues a turn: of those with the fewest turns, the first in order behind
-- somebody with more, so that nobody has two more than another; where all have as many, the first of all.
CREATE OR REPLACE FUNCTION due_in_turn(config jsonb, end_number integer, taken jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    WITH left_over AS (
        SELECT archer, k, arrows / (config ->> 'per_turn')::integer AS turns
          FROM jsonb_array_elements_text(order_of_end(config, end_number)) WITH ORDINALITY AS listed (archer, k)
         CROSS JOIN LATERAL (SELECT coalesce((taken ->> archer)::integer, 0) AS arrows) AS own
         WHERE arrows < (config ->> 'per_end')::integer),
    behind AS (
        SELECT archer, k, turns, coalesce(lag(turns) OVER (ORDER BY k), last_value(turns) OVER (
                   ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS earlier
          FROM left_over)
    SELECT archer FROM behind ORDER BY turns, earlier = turns, k LIMIT 1
$$;

-- Those of `listed` who are among `others`, in their order.
CREATE OR REPLACE FUNCTION among(listed jsonb, others jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(archer ORDER BY k), '[]')
      FROM jsonb_array_elements_text(listed) WITH ORDINALITY AS one (archer, k) WHERE others ? archer
$$;

-- The state with which a session continues under another roster or length of ends. Where the archers of both rosters
-- come in another order, an archer who has begun a turn finishes it, and the next in the new order follows; an end that
-- nobody has begun begins with the first of the new order.
CREATE OR REPLACE FUNCTION state_under(before jsonb, was jsonb, config jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    everybody CONSTANT jsonb := config -> 'orders' -> 0;
    per_end CONSTANT integer := (config ->> 'per_end')::integer;
    number integer := (before ->> 'end')::integer;
    taken CONSTANT jsonb := counts_of(before -> 'taken', everybody);
    whose text := before ->> 'whose';
    earlier CONSTANT jsonb := order_of_end(was, number);
    later CONSTANT jsonb := order_of_end(config, number);
    after jsonb := before || jsonb_build_object(
        'taken', taken, 'shot', counts_of(before -> 'shot', everybody), 'ahead', counts_of(before -> 'ahead', everybody));
BEGIN
    -- an archer who takes no turns any more, but has a spot, continues from the same arrow
    after := after || jsonb_build_object('own', before -> 'own' || (
        SELECT coalesce(jsonb_object_agg(archer, jsonb_build_array(number, coalesce(before -> 'taken' -> archer, '0'))), '{}')
          FROM jsonb_array_elements_text(was -> 'orders' -> 0) AS one (archer)
         WHERE config -> 'archers' ? archer AND NOT everybody ? archer));
    IF NOT coalesce(was -> 'orders' -> 0 ?| ARRAY(SELECT jsonb_array_elements_text(everybody)), false) THEN
        -- other archers shoot now: registered ones begin with end 1, the nameless one continues
        number := CASE WHEN everybody ? '' THEN number + (before -> 'taken' <> '{}')::integer ELSE 1 END;
        whose := NULL;
    END IF;
    IF coalesce((taken ->> whose)::integer, 0) % (config ->> 'per_turn')::integer = 0
       AND (among(earlier, later) <> among(later, earlier) OR before -> 'taken' = '{}' AND whose = earlier ->> 0) THEN
        whose := NULL;
    END IF;
    IF whose IS NULL OR NOT everybody ? whose OR coalesce((taken ->> whose)::integer, 0) >= per_end THEN
        whose := due_in_turn(config, number, taken);
        IF whose IS NULL AND everybody <> '[]' THEN
            RETURN next_end(config, after || jsonb_build_object('end', number));
        END IF;
    END IF;
    RETURN after || jsonb_build_object('end', number, 'whose', whose);
END $$;

-- Those of the counts by archer that belong to `archers`.
CREATE OR REPLACE FUNCTION counts_of(counts jsonb, archers jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(archer, arrows), '{}')
      FROM jsonb_each(counts) AS one (archer, arrows) WHERE archers ? archer
$$;

-- Makes the mark of a session that begins, or whose roster or length of ends has changed, for dealing from now on. A
-- change before any arrow holds from the beginning; one right after another replaces it, and so does one that
-- `takes_back`, also for the arrows that were shot since.
DROP FUNCTION IF EXISTS mark_setup(uuid);
CREATE OR REPLACE FUNCTION mark_setup(in_session_id uuid, takes_back boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    new_config jsonb := turn_config(in_session_id);
    now_on record := turn_state_now(in_session_id);
    earlier record;
    before jsonb;
    opened_from timestamptz;
BEGIN
    IF new_config IS NULL OR now_on.id IS NULL OR new_config IS NOT DISTINCT FROM now_on.config THEN
        RETURN;
    ELSIF now_on.kind = 'setup' AND now_on.config IS NOT NULL AND (takes_back OR NOT EXISTS (
        SELECT FROM shots WHERE session_id = in_session_id AND shot_at >= now_on.holds_from))
    THEN
        earlier := mark_before(in_session_id, now_on.holds_from - interval '1 microsecond');
        before := CASE
            -- nobody has shot yet: being registered before others does not make an archer begin
            WHEN earlier.id IS NULL THEN first_turn_state(now_on.mark_state ->> 'stage')
            WHEN earlier.config IS NULL THEN now_on.mark_state
            ELSE state_before(in_session_id, earlier.holds_from, earlier.state, earlier.config, now_on.holds_from, 0) END;
        UPDATE ends SET closed_at = NULL, closed_by = NULL
         WHERE session_id = in_session_id AND closed_at = now_on.holds_from;
        -- ends that continued under the length that is taken back
        WITH lengths AS (
            SELECT ends AS was, coalesce(((mark_before(in_session_id, opened_at)).config ->> 'per_end')::integer, arrows_per_end) AS first
              FROM ends WHERE session_id = in_session_id AND opened_at < now_on.holds_from
               AND is_end_open(now_on.mark_state, now_on.config, archer_id, end_number, ends.stage)),
        taken_back AS (
            UPDATE ends AS went_on SET arrows_per_end = lengths.first FROM lengths
             WHERE went_on.session_id = in_session_id AND went_on = lengths.was
               AND (arrows_per_end <> lengths.first OR now_on.config -> 'per_end' <> earlier.config -> 'per_end')
            RETURNING went_on.opened_at)
        SELECT min(opened_at) INTO opened_from FROM taken_back;
        IF new_config = earlier.config THEN
            DELETE FROM turn_marks WHERE id = now_on.id;
        ELSE
            UPDATE turn_marks
               SET config = new_config, state = state_under(before, coalesce(earlier.config, now_on.config), new_config)
             WHERE id = now_on.id;
            PERFORM close_ends_at(now_on.id);
        END IF;
        IF opened_from IS NOT NULL THEN
            PERFORM close_ends_behind(in_session_id, opened_from);
            PERFORM deal_again(in_session_id, earlier.holds_from, 0, false);
        END IF;
        IF takes_back THEN
            PERFORM deal_again(in_session_id, now_on.holds_from, 0, false);
        END IF;
    ELSE
        INSERT INTO turn_marks (session_id, kind, holds_from, state, config)
        VALUES (in_session_id, 'setup', behind_all(in_session_id),
                state_under(now_on.state, now_on.config, new_config), new_config)
        RETURNING id INTO now_on.id;
        PERFORM close_ends_at(now_on.id);
    END IF;
    PERFORM announce_turn(in_session_id);
END $$;

CREATE OR REPLACE FUNCTION setup_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on'
       AND coalesce(current_setting('arch_stats.is_setting_up', true), '') <> 'on' THEN
        PERFORM mark_setup(coalesce(changed ->> 'session_id', changed ->> 'id')::uuid);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION session_began() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on' THEN
        INSERT INTO turn_marks (session_id, kind, holds_from, state, config)
        VALUES (NEW.id, 'setup', '1970-01-01 00:00:00+00',
                first_turn_state(CASE WHEN NEW.begins_with_sighters THEN 'sighters' ELSE 'scoring' END), turn_config(NEW.id));
    ELSIF NEW.round_name IS NOT NULL AND NEW.round_arrows IS NULL THEN
        -- from a file that is older than round_arrows, or a session that counts for no round: it is checked once
        INSERT INTO unsettled_rounds VALUES (NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- Makes the marks of a session that is older than turn marks: its shots stay as they are, and who is next follows from
-- how many arrows each archer has.
CREATE OR REPLACE FUNCTION begin_turn_marks(in_session_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    config jsonb := turn_config(in_session_id);
    everybody jsonb := config -> 'orders' -> 0;
    per_end integer := (config ->> 'per_end')::integer;
    counts jsonb;
    number integer;
    next_one text;
BEGIN
    IF EXISTS (SELECT FROM turn_marks WHERE session_id = in_session_id) THEN
        RETURN;
    ELSIF NOT EXISTS (SELECT FROM shots WHERE session_id = in_session_id) THEN
        INSERT INTO turn_marks (session_id, kind, holds_from, state, config)
        VALUES (in_session_id, 'setup', '1970-01-01 00:00:00+00',
                state_under(first_turn_state('scoring'), NULL, config), config);
        RETURN;
    END IF;
    SELECT coalesce(jsonb_object_agg(archer, arrows), '{}') INTO counts
      FROM (SELECT coalesce(archer_id::text, '') AS archer, count(*) AS arrows FROM shots
             WHERE session_id = in_session_id AND NOT is_sighter GROUP BY archer_id) AS one;
    IF everybody ? '' THEN
        counts := counts || jsonb_build_object('', (SELECT sum(value::integer) FROM jsonb_each_text(counts)));
    END IF;
    SELECT least(1000000000, 1 + coalesce(min(coalesce((counts ->> archer)::integer, 0) / per_end), 0)),
           (array_agg(archer ORDER BY k))[1 + coalesce(sum((counts ->> archer)::integer), 0)
                                              / (config ->> 'per_turn')::integer % nullif(count(*), 0)]
      INTO number, next_one FROM jsonb_array_elements_text(everybody) WITH ORDINALITY AS one (archer, k);
    INSERT INTO turn_marks (session_id, kind, holds_from, state) VALUES
        (in_session_id, 'setup', '1970-01-01 00:00:00+00', first_turn_state('scoring'));
    INSERT INTO turn_marks (session_id, kind, holds_from, state, config)
    SELECT in_session_id, 'setup', behind_all(in_session_id), state_under(jsonb_build_object(
               'stage', 'scoring', 'end', number, 'whose', next_one, 'least', 1, 'shot', '{}'::jsonb, 'ahead', '{}'::jsonb,
               'taken', (SELECT coalesce(jsonb_object_agg(archer, least(per_end, greatest(
                                    0, coalesce((counts ->> archer)::integer, 0) - (number - 1) * per_end))), '{}')
                           FROM jsonb_array_elements_text(everybody) AS one (archer)),
               'own', (SELECT coalesce(jsonb_object_agg(
                                  archer, jsonb_build_array(1 + arrows::integer / per_end, arrows::integer % per_end)), '{}')
                         FROM jsonb_each_text(counts) AS one (archer, arrows) WHERE NOT everybody ? archer AND archer <> '')),
               config, config), config;
END $$;
