-- Turns and ends as facts: what was said of them, what follows from it shot by shot, and every correction.
-- applied before as 457765fc3e81dad4375924f601d5639cd96185651626d632f8906b5b7215c238

ALTER TABLE sessions ADD COLUMN begins_with_sighters boolean NOT NULL DEFAULT false;

-- Up to six archers, in details that may rotate from end to end (AB-CD, then CD-AB).
ALTER TABLE rosters ADD COLUMN rotates boolean NOT NULL DEFAULT false;
ALTER TABLE session_archers ADD COLUMN detail integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT session_archers_letter_check,
    ADD CONSTRAINT session_archers_letter_check CHECK (letter IN ('A', 'B', 'C', 'D', 'E', 'F')),
    DROP CONSTRAINT session_archers_shooting_order_in_domain;
SELECT bound_column('session_archers', 'shooting_order', '{"least": 1, "most": 6}');
SELECT bound_column('session_archers', 'detail', '{"least": 1, "most": 3}');

-- What was said of turns: from `said_at` on, this state holds, whatever was shot before. `config`: how turns are dealt
-- from then on; null: not known, what was shot then stays as it is. functions/dealing.sql says what is in both.
CREATE TABLE turn_marks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint NOT NULL DEFAULT nextval('feed_seq'),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('setup', 'turn', 'stage')),
    said_at timestamptz NOT NULL,
    clock_id uuid DEFAULT current_clock_id(),
    said_by text,
    state jsonb NOT NULL CONSTRAINT turn_marks_state CHECK (is_turn_state(state)),
    config jsonb CONSTRAINT turn_marks_config CHECK (is_turn_config(config))
);
CREATE INDEX turn_marks_in_order ON turn_marks (session_id, said_at, seq);

-- `dealt_as`: what a shot is to the order of shooting: whoever's turn it is ('order'), its owner's by arrow or spot, a
-- person's entry for an archer, a sighter between scoring arrows. `dealt_to`, `dealt_end`, `dealt_arrow`: the place that
-- it took, which it keeps wherever a person moves it. `state`: after it, see functions/dealing.sql.
-- `is_surplus`: one of more arrows than the end has, and does not count.
ALTER TABLE shots
    ADD COLUMN dealt_as text NOT NULL DEFAULT 'order' CHECK (dealt_as IN ('order', 'owner', 'entry', 'sighter')),
    ADD COLUMN dealt_to uuid,
    ADD COLUMN dealt_end integer,
    ADD COLUMN dealt_arrow integer,
    ADD COLUMN state jsonb,
    ADD COLUMN is_sighter_given boolean NOT NULL DEFAULT false,
    ADD COLUMN is_surplus boolean NOT NULL DEFAULT false;
ALTER TABLE shots ALTER COLUMN dealt_as DROP DEFAULT, ALTER COLUMN is_sighter_given DROP DEFAULT;
CREATE INDEX shots_of_end ON shots (session_id, end_number, archer_id);

-- Each end of each archer (null: nobody is registered), from its first arrow on. It keeps how many arrows it has.
CREATE TABLE ends (
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    archer_id uuid REFERENCES archers ON DELETE CASCADE,
    end_number integer NOT NULL,
    stage text NOT NULL CHECK (stage IN ('sighters', 'scoring')),
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by text CHECK (closed_by IN ('arrows', 'turn', 'tap', 'timer')),
    arrows_per_end integer NOT NULL,
    CONSTRAINT end_once UNIQUE NULLS NOT DISTINCT (session_id, end_number, archer_id, stage),
    CONSTRAINT end_closed_by_something CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE INDEX ends_by_opening ON ends (session_id, opened_at);
CREATE INDEX ends_by_closing ON ends (session_id, closed_at);
CREATE INDEX ends_of_archer ON ends (archer_id);

-- A deleted shot is kept whole as long as its session.
CREATE TABLE deleted_shots (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    deleted_at timestamptz NOT NULL DEFAULT appliance_now(),
    shot jsonb NOT NULL
);
CREATE INDEX deleted_shots_of_session ON deleted_shots (session_id);

-- What people changed of shots and turns: by whom, where they said so, and only what they changed.
CREATE TABLE corrections (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    shot_id uuid,
    made_at timestamptz NOT NULL DEFAULT appliance_now(),
    clock_id uuid DEFAULT current_clock_id(),
    made_by text,
    kind text NOT NULL CHECK (kind IN ('entered', 'changed', 'deleted', 'restored', 'turn', 'undone')),
    before jsonb,
    after jsonb
);
CREATE INDEX corrections_newest_first ON corrections (session_id, made_at, id);

SELECT bound_column('turn_marks', 'kind');
SELECT bound_column('turn_marks', 'said_at');
SELECT bound_column('turn_marks', 'said_by', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('turn_marks', 'state');
SELECT bound_column('turn_marks', 'config');
SELECT bound_column('shots', 'dealt_as');
SELECT bound_column('shots', 'dealt_end', '{"least": 1, "most": 1000000000}');
SELECT bound_column('shots', 'state');
SELECT bound_column('ends', 'end_number', '{"least": 1, "most": 1000000000}');
SELECT bound_column('ends', 'stage');
SELECT bound_column('ends', 'opened_at');
SELECT bound_column('ends', 'closed_at');
SELECT bound_column('ends', 'closed_by');
SELECT bound_column('ends', 'arrows_per_end', '{"least": 1, "most": 12}');
SELECT bound_column('deleted_shots', 'deleted_at');
SELECT bound_column('deleted_shots', 'shot');
SELECT bound_column('corrections', 'made_at');
SELECT bound_column('corrections', 'made_by', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('corrections', 'kind');
SELECT bound_column('corrections', 'before');
SELECT bound_column('corrections', 'after');

-- What was shot before stays as it was dealt; who is next follows from how many arrows each archer has. All of it stands
-- here, for the functions that deal turns go with the tables of today.
WITH set_up AS (
    SELECT sessions.id AS session_id, arrows_per_end AS per_end, coalesce(arrows_per_turn, arrows_per_end) AS per_turn,
           CASE WHEN rosters.session_id IS NULL THEN ARRAY['']
                ELSE ARRAY(SELECT archer_id::text FROM session_archers AS listed
                            WHERE listed.session_id = sessions.id AND face IS NULL ORDER BY shooting_order) END AS in_turns,
           ARRAY(SELECT archer_id FROM session_archers AS listed
                  WHERE listed.session_id = sessions.id ORDER BY shooting_order) AS everybody,
           (SELECT coalesce(jsonb_object_agg(face, archer_id), '{}') FROM session_archers AS listed
             WHERE listed.session_id = sessions.id AND face IS NOT NULL) AS spots,
           (SELECT max(shot_at) FROM shots WHERE shots.session_id = sessions.id) AS last_shot_at
      FROM sessions LEFT JOIN rosters ON rosters.session_id = sessions.id),
configured AS (
    SELECT set_up.*, jsonb_build_object('per_end', per_end, 'per_turn', per_turn, 'archers', everybody,
                                        'orders', jsonb_build_array(in_turns), 'spots', spots) AS config FROM set_up),
counted AS (
    SELECT set_up.session_id, per_end, per_turn, listed.archer, listed.k, known.arrows
      FROM set_up
     CROSS JOIN LATERAL unnest(in_turns) WITH ORDINALITY AS listed (archer, k)
     CROSS JOIN LATERAL (SELECT count(*)::integer AS arrows FROM shots
                          WHERE shots.session_id = set_up.session_id AND NOT is_sighter
                            AND listed.archer IN ('', shots.archer_id::text)) AS known),
-- the end that somebody has arrows left of, and whose turn it would be if all had shot in turns
reached AS (
    SELECT session_id, least(1000000000, 1 + min(arrows / per_end)) AS number,
           (array_agg(archer ORDER BY k))[1 + sum(arrows) / per_turn % count(*)] AS whose
      FROM counted GROUP BY session_id, per_turn),
in_end AS (
    SELECT counted.*, number, reached.whose, least(per_end, greatest(0, arrows - (number - 1) * per_end)) AS taken
      FROM counted JOIN reached USING (session_id)),
-- of those who have had the fewest turns the first behind somebody who has had more
waiting AS (
    SELECT session_id, archer, k, taken / per_turn AS turns,
           coalesce(lag(taken / per_turn) OVER (PARTITION BY session_id ORDER BY k), last_value(taken / per_turn) OVER (
               PARTITION BY session_id ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS earlier
      FROM in_end WHERE taken < per_end),
due AS (
    SELECT session_id, (array_agg(archer ORDER BY turns, earlier = turns, k))[1] AS archer FROM waiting GROUP BY session_id),
goes_on AS (
    SELECT in_end.session_id, min(number) AS number, jsonb_object_agg(in_end.archer, taken) AS taken,
           coalesce(min(in_end.archer) FILTER (WHERE in_end.archer = whose AND taken < per_end), min(due.archer)) AS whose
      FROM in_end LEFT JOIN due USING (session_id) GROUP BY in_end.session_id),
first_state AS (
    SELECT '{"stage": "scoring", "end": 1, "whose": "", "taken": {}, "shot": {}, "ahead": {}, "own": {}, "least": 1}'::jsonb
           AS state)
INSERT INTO turn_marks (session_id, kind, said_at, state, config)
SELECT session_id, 'setup', '1970-01-01 00:00:00+00',
       CASE WHEN last_shot_at IS NULL THEN state || jsonb_build_object('whose', in_turns[1]) ELSE state END,
       CASE WHEN last_shot_at IS NULL THEN config END
  FROM configured CROSS JOIN first_state
 UNION ALL
SELECT session_id, 'setup', least(greatest(appliance_now(), last_shot_at + interval '1 microsecond'),
                                  '2199-12-31 23:59:59.999999+00'),
       state || jsonb_build_object('end', coalesce(number, 1), 'whose', whose, 'taken', coalesce(taken, '{}'), 'own', (
           SELECT coalesce(jsonb_object_agg(archer_id, jsonb_build_array(1 + arrows / per_end, arrows % per_end)), '{}')
             FROM (SELECT archer_id, count(*)::integer AS arrows FROM shots
                    WHERE shots.session_id = configured.session_id AND NOT is_sighter AND archer_id::text <> ALL (in_turns)
                    GROUP BY archer_id) AS others)),
       config
  FROM configured CROSS JOIN first_state LEFT JOIN goes_on USING (session_id)
 WHERE last_shot_at IS NOT NULL;

DROP TRIGGER IF EXISTS shots_begin_dealing ON shots;
DROP TRIGGER IF EXISTS sessions_deal ON sessions;
DROP TRIGGER IF EXISTS rosters_deal ON rosters;
DROP TRIGGER IF EXISTS session_archers_deal ON session_archers;
DROP FUNCTION IF EXISTS begin_dealing, deal_from_now_on, arrows_so_far, arrows_from, arrows_between, added_arrows,
    one_arrow_more, all_arrows, dealing_of, archer_in_turn, end_after, other_roster_until, count_arrows,
    archer_by_arrow_or_spot, deal_again(uuid, timestamptz, bigint);
DROP TABLE dealing;
