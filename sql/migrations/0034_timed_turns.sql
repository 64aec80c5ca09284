-- The timer passes on from turn to turn, and whose turn it is with it; matches that are shot alternately.

-- `used_s`: of its time by each side, where it has one for all of its turns; `followed`: up to which period the order of
-- shooting has followed; `shooters`: archers of each turn of the end that is timed, in the order in which they shoot.
ALTER TABLE shooting_timer
    ADD COLUMN passes_on text NOT NULL DEFAULT 'time' CHECK (passes_on IN ('tap', 'time', 'arrows')),
    ADD COLUMN shares_time boolean NOT NULL DEFAULT false,
    ADD COLUMN used_s double precision[] NOT NULL DEFAULT '{}',
    ADD COLUMN followed integer NOT NULL DEFAULT 0,
    ADD COLUMN shooters jsonb;
ALTER TABLE shooting_timer
    ALTER COLUMN passes_on DROP DEFAULT, ALTER COLUMN shares_time DROP DEFAULT, ALTER COLUMN used_s DROP DEFAULT,
    ALTER COLUMN followed DROP DEFAULT;
SELECT bound_column('shooting_timer', 'passes_on');
SELECT bound_column('shooting_timer', 'used_s');
SELECT bound_column('shooting_timer', 'followed', '{"least": 0, "most": 36}');
SELECT bound_column('shooting_timer', 'shooters');

-- Who shoots first in the first end; null: the match is not shot alternately.
ALTER TABLE matches ADD COLUMN first_side text CHECK (first_side IN ('a', 'b'));
SELECT bound_column('matches', 'first_side');
-- For which end a person said who shoots first, so that the rule does not.
ALTER TABLE matches ADD COLUMN chosen_end integer;
SELECT bound_column('matches', 'chosen_end', '{"least": 1, "most": 1000000000}');
