-- What is connected: nodes and their state, the surveyed sensors, the tag that was held to the arrow reader last.

CREATE TABLE nodes (
    node text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('connecting', 'listening', 'silent', 'lost', 'not_understood')),
    detail jsonb NOT NULL DEFAULT '[]',
    firmware text NOT NULL DEFAULT '',
    temp_c double precision,
    rh_pct double precision,
    pressure_pa double precision,
    dropped_frames bigint NOT NULL DEFAULT 0,
    refused_values bigint NOT NULL DEFAULT 0 CHECK (refused_values >= 0),
    shots_awaited integer NOT NULL DEFAULT 0 CHECK (shots_awaited >= 0),
    updated_at timestamptz NOT NULL
);

CREATE TABLE sensors (
    channel integer PRIMARY KEY CHECK (channel BETWEEN 0 AND 7),
    name text NOT NULL UNIQUE,
    x_mm double precision NOT NULL,
    y_mm double precision NOT NULL,
    z_mm double precision NOT NULL,
    bias_us double precision NOT NULL DEFAULT 0,
    surveyed_at timestamptz NOT NULL DEFAULT now()
);

-- Like the state of a node a tag is announced, not kept as a record.
CREATE TABLE tags_held (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    code text NOT NULL,
    arrow_id uuid NOT NULL,
    held_at timestamptz NOT NULL
);
