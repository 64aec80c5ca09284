-- Matches: who meets whom in a bracket, in which session it is shot, and what a judge decided. Points are nowhere here:
-- they follow from the arrows of the session.

CREATE TABLE brackets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    made_at timestamptz NOT NULL DEFAULT appliance_now(),
    clock_id uuid DEFAULT current_clock_id(),
    name text NOT NULL,
    format text NOT NULL CHECK (format IN ('individual', 'team', 'mixed_team')),
    counting text NOT NULL CHECK (counting IN ('sets', 'cumulative')),
    session_id uuid REFERENCES sessions ON DELETE SET NULL
);
CREATE INDEX brackets_newest_first ON brackets (made_at, id);
CREATE INDEX brackets_of_session ON brackets (session_id);

-- `score`, `tens`, `xs`: what the place was won by; `is_tied`: by no more than the one beside it.
CREATE TABLE bracket_entries (
    bracket_id uuid NOT NULL REFERENCES brackets ON DELETE CASCADE,
    seed integer NOT NULL,
    name text NOT NULL,
    archer_ids uuid[] NOT NULL,
    score integer NOT NULL,
    tens integer NOT NULL,
    xs integer NOT NULL,
    is_tied boolean NOT NULL,
    PRIMARY KEY (bracket_id, seed)
);

-- `stage`: how many are left, 3 for the third place. `seed_a`, `seed_b`: who meets there, from when it began or a judge
-- decided it on; before that it follows from the matches before it.
CREATE TABLE matches (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bracket_id uuid NOT NULL REFERENCES brackets ON DELETE CASCADE,
    stage integer NOT NULL CHECK (stage IN (2, 3, 4, 8, 16, 32)),
    number integer NOT NULL,
    session_id uuid REFERENCES sessions ON DELETE SET NULL,
    seed_a integer,
    seed_b integer,
    ruled_winner text CHECK (ruled_winner IN ('a', 'b')),
    ruled_by text,
    ruled_at timestamptz,
    clock_id uuid,
    CONSTRAINT match_of_bracket UNIQUE (bracket_id, stage, number),
    CONSTRAINT match_ruled_at CHECK ((ruled_winner IS NULL) = (ruled_at IS NULL)),
    CONSTRAINT match_ruled_by CHECK ((ruled_winner IS NULL) = (ruled_by IS NULL)),
    CONSTRAINT match_ruled_sides CHECK (ruled_winner IS NULL OR seed_a IS NOT NULL),
    CONSTRAINT match_has_both_sides CHECK ((seed_a IS NULL) = (seed_b IS NULL))
);
CREATE INDEX matches_of_session ON matches (session_id);

SELECT bound_column('brackets', 'made_at');
SELECT bound_column('brackets', 'name', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('brackets', 'format');
SELECT bound_column('brackets', 'counting');
SELECT bound_column('bracket_entries', 'seed', '{"least": 1, "most": 32}');
SELECT bound_column('bracket_entries', 'name', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('bracket_entries', 'archer_ids', '{"is_whole": true}');
SELECT bound_column('matches', 'number', '{"least": 1, "most": 16}');
SELECT bound_column('matches', 'seed_a', '{"least": 1, "most": 32}');
SELECT bound_column('matches', 'seed_b', '{"least": 1, "most": 32}');
SELECT bound_column('matches', 'ruled_winner');
SELECT bound_column('matches', 'ruled_by', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('matches', 'ruled_at');
