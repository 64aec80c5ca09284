-- Sessions: when and where is shot, when each was open by the appliance's own clock, and who shoots in it.

CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    is_opened boolean NOT NULL,
    start_time timestamptz NOT NULL,
    end_time timestamptz,
    location text NOT NULL,
    is_indoor boolean NOT NULL DEFAULT false,
    distance integer NOT NULL,
    distance_unit text NOT NULL DEFAULT 'm' CHECK (distance_unit IN ('m', 'yd')),
    arrows_per_end integer NOT NULL DEFAULT 3,
    round_name text,
    notes text,
    -- a coach may hold points back: those of this end and of later ones are shown when the coach has confirmed them
    held_back_from integer,
    CONSTRAINT session_end_time_exactly_when_closed CHECK (is_opened = (end_time IS NULL)),
    CONSTRAINT session_ends_after_start CHECK (end_time >= start_time)
);
CREATE UNIQUE INDEX sessions_one_open ON sessions (is_opened) WHERE is_opened;
CREATE INDEX sessions_newest_first ON sessions (start_time DESC, id DESC);
CREATE INDEX sessions_by_distance ON sessions (distance, start_time DESC, id DESC);

-- When a session was open, by the appliance's own clock; start_time and end_time are what a person says of it.
-- `gave_end_time`: the session's end_time is `closed_at`.
CREATE TABLE session_spans (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    opened_at timestamptz NOT NULL,
    opened_clock_id uuid,
    closed_at timestamptz,
    closed_clock_id uuid,
    gave_end_time boolean NOT NULL DEFAULT false,
    CONSTRAINT session_span_ends_after_start CHECK (closed_at >= opened_at)
);
CREATE INDEX session_spans_by_time ON session_spans (opened_at);
CREATE INDEX session_spans_of_session ON session_spans (session_id);

CREATE TABLE rosters (
    session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    arrows_per_turn integer NOT NULL,
    revision integer NOT NULL DEFAULT 1
);

CREATE TABLE session_archers (
    session_id uuid NOT NULL REFERENCES rosters ON DELETE CASCADE,
    archer_id uuid NOT NULL REFERENCES archers ON DELETE CASCADE,
    letter text NOT NULL CHECK (letter IN ('A', 'B', 'C', 'D')),
    shooting_order integer NOT NULL,
    face text,
    PRIMARY KEY (session_id, archer_id),
    CONSTRAINT roster_letter_unique UNIQUE (session_id, letter),
    CONSTRAINT roster_order_unique UNIQUE (session_id, shooting_order),
    CONSTRAINT roster_face_unique UNIQUE (session_id, face)
);
CREATE INDEX session_archers_of_archer ON session_archers (archer_id);
