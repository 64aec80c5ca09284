-- The surveyed array, the health of nodes and channels, and calibrations asked for and answered.

CREATE TABLE nodes (
    node text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('connecting', 'listening', 'silent', 'lost')),
    detail jsonb NOT NULL DEFAULT '[]',
    firmware text NOT NULL DEFAULT '',
    temp_c double precision,
    rh_pct double precision,
    pressure_pa double precision,
    dropped_frames bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL
);

CREATE TABLE sensors (
    channel integer PRIMARY KEY CHECK (channel BETWEEN 0 AND 7),
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 40),
    x_mm double precision NOT NULL,
    y_mm double precision NOT NULL,
    z_mm double precision NOT NULL,
    bias_us double precision NOT NULL DEFAULT 0,
    surveyed_at timestamptz NOT NULL DEFAULT now(),
    last_heard_at timestamptz
);

CREATE TABLE calibrations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    version integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    asked_at timestamptz NOT NULL DEFAULT now(),
    status text NOT NULL DEFAULT 'asked'
        CHECK (status IN ('asked', 'running', 'proposed', 'accepted', 'rejected', 'failed')),
    request jsonb NOT NULL DEFAULT '{}',
    result jsonb,
    finished_at timestamptz
);
CREATE INDEX calibrations_newest_first ON calibrations (asked_at DESC, id DESC);
