-- What a wing says of its own parts, events that could not be worked on, and shots that a node could not send again.

CREATE TABLE wings (
    wing text PRIMARY KEY CHECK (wing IN ('sensing', 'server')),
    report jsonb NOT NULL,
    reported_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- `entry` is the event as the journal has it, so that it can be tried again; `digest` keeps one event one row.
CREATE TABLE set_aside (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    digest text NOT NULL CHECK (length(digest) = 64),
    heard_at timestamptz NOT NULL,
    set_aside_at timestamptz NOT NULL DEFAULT now(),
    reason jsonb NOT NULL,
    entry text NOT NULL CHECK (length(entry) <= 100000),
    tries integer NOT NULL DEFAULT 1 CHECK (tries >= 1),
    retry_asked_at timestamptz,
    CONSTRAINT set_aside_once UNIQUE (digest)
);
CREATE INDEX set_aside_newest_first ON set_aside (set_aside_at DESC, id DESC);

CREATE TABLE losses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    node text NOT NULL,
    boot bigint NOT NULL,
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL,
    lost_from timestamptz,
    lost_until timestamptz,
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
    told_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT loss_once UNIQUE (node, boot, first_sequence, last_sequence),
    CONSTRAINT loss_in_order CHECK (first_sequence <= last_sequence AND lost_from <= lost_until)
);
CREATE INDEX losses_newest_first ON losses (told_at DESC, id DESC);

GRANT SELECT, INSERT, UPDATE ON wings TO arch_sensing, arch_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside TO arch_sensing;
GRANT SELECT, INSERT ON losses TO arch_sensing;
GRANT SELECT ON set_aside, losses TO arch_server;
GRANT UPDATE (retry_asked_at) ON set_aside TO arch_server;

ALTER TABLE nodes
    DROP CONSTRAINT nodes_state_check,
    ADD CONSTRAINT nodes_state_check CHECK (state IN ('connecting', 'listening', 'silent', 'lost', 'not_understood')),
    ADD COLUMN refused_values bigint NOT NULL DEFAULT 0 CHECK (refused_values >= 0),
    ADD COLUMN shots_awaited integer NOT NULL DEFAULT 0 CHECK (shots_awaited >= 0);
