-- Shots, in the order in which they were shot, and whose turn that makes it.

-- `seq`: the order in which the feed heard of them. `shot_at`: when it landed; of a miss, or of what a person entered,
-- when it was entered. `is_end_given`, `is_archer_given`: a person said so, and is never overruled.
CREATE TABLE shots (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint NOT NULL,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    detection_id uuid REFERENCES detections ON DELETE SET NULL,
    source text NOT NULL DEFAULT 'sensor' CHECK (source IN ('sensor', 'manual', 'bot', 'import')),
    shot_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT appliance_now(),
    clock_id uuid DEFAULT current_clock_id(),
    -- which arrow, and whose
    arrow_id uuid REFERENCES arrows ON DELETE SET NULL,
    arrow_engage_time timestamptz,
    arrow_disengage_time timestamptz,
    arrow_landing_time timestamptz,
    archer_id uuid REFERENCES archers ON DELETE SET NULL,
    attribution text CHECK (attribution IN ('order', 'spot', 'arrow', 'person')),
    is_archer_given boolean NOT NULL,
    end_number integer NOT NULL,
    is_end_given boolean NOT NULL,
    is_sighter boolean NOT NULL DEFAULT false,
    fate text NOT NULL DEFAULT 'stuck' CHECK (fate IN ('stuck', 'bouncer', 'pass_through', 'hanger')),
    note text,
    -- where it is
    x double precision,
    y double precision,
    sigma_major double precision,
    sigma_minor double precision,
    sigma_angle double precision,
    -- what it scores: derived from the position, and as a person called it
    face text,
    points integer,
    is_x boolean,
    line_call jsonb,
    points_called integer,
    is_x_called boolean CHECK (is_x_called IS NULL OR points_called IS NOT NULL),
    CONSTRAINT shot_seq_unique UNIQUE (seq),
    CONSTRAINT shot_of_one_detection UNIQUE (detection_id),
    CONSTRAINT shot_landed_wholly_or_not CHECK (
        (arrow_landing_time IS NULL) = (x IS NULL) AND (x IS NULL) = (y IS NULL)
    ),
    CONSTRAINT shot_attributed_when_it_has_an_archer CHECK ((archer_id IS NULL) = (attribution IS NULL))
);
CREATE INDEX shots_of_session ON shots (session_id, seq);
CREATE INDEX shots_of_clock ON shots (clock_id) WHERE clock_id IS NOT NULL;
-- every filter of a long list has its index, so that a page costs the same after years
CREATE INDEX shots_newest_first ON shots (shot_at, seq);
CREATE INDEX shots_in_order ON shots (session_id, shot_at, seq);
CREATE INDEX shots_of_arrow ON shots (arrow_id, shot_at, seq);
CREATE INDEX shots_of_archer ON shots (archer_id, shot_at, seq);
CREATE INDEX shots_of_end_number ON shots (end_number, shot_at, seq);
CREATE INDEX shots_missed ON shots (shot_at, seq) WHERE x IS NULL;
CREATE INDEX shots_on_face ON shots (face, shot_at, seq) WHERE face IS NOT NULL;
CREATE INDEX shots_by_landing ON shots (arrow_landing_time, seq) WHERE arrow_landing_time IS NOT NULL;
CREATE INDEX shots_by_engage ON shots (arrow_engage_time, seq) WHERE arrow_engage_time IS NOT NULL;
CREATE INDEX shots_by_disengage ON shots (arrow_disengage_time, seq) WHERE arrow_disengage_time IS NOT NULL;
CREATE INDEX shots_by_x ON shots (x, seq) WHERE x IS NOT NULL;
CREATE INDEX shots_by_y ON shots (y, seq) WHERE y IS NOT NULL;

-- How many arrows that count each archer has in a session ('' is nobody): who is next follows without counting shots.
-- `counted_seq`: the newest shot that is counted; `dealt_since_seq`: shots up to it were dealt by another roster, or
-- another length of ends, and stay as they are.
CREATE TABLE dealing (
    session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    arrows jsonb NOT NULL DEFAULT '{}' CONSTRAINT dealing_counts CHECK (are_counts(arrows)),
    counted_seq bigint NOT NULL DEFAULT 0,
    dealt_since_seq bigint NOT NULL DEFAULT 0
);
