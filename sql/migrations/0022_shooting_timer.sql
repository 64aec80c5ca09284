-- The shooting timer: what people said of it last. Everything else follows from that and the appliance's clock.

-- One row, or none. `period`: which one began at `began_at`, as if it had never been held; the later ones follow by
-- themselves. `revision`: another one with each change. appliance/core/shooting_timer.py says what follows.
CREATE TABLE shooting_timer (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    kind text NOT NULL CHECK (kind IN ('ends', 'alternating', 'shoot_off', 'make_up')),
    run_up_s integer NOT NULL,
    shooting_s integer NOT NULL,
    warning_s integer NOT NULL,
    turns integer NOT NULL,
    arrows integer NOT NULL,
    status text NOT NULL CHECK (status IN ('ready', 'running', 'paused', 'emergency', 'stopped')),
    period integer NOT NULL,
    began_at timestamptz,
    held_at timestamptz,
    changed_at timestamptz,
    was_emergency boolean NOT NULL,
    revision bigint NOT NULL,
    clock_id uuid,
    CONSTRAINT shooting_timer_began CHECK ((began_at IS NULL) = (status = 'ready')),
    CONSTRAINT shooting_timer_held CHECK ((held_at IS NOT NULL) = (status IN ('paused', 'emergency', 'stopped')))
);
CREATE SEQUENCE shooting_timer_revision;
SELECT bound_column('shooting_timer', 'kind');
SELECT bound_column('shooting_timer', 'run_up_s', '{"least": 0, "most": 60}');
SELECT bound_column('shooting_timer', 'shooting_s', '{"least": 5, "most": 600}');
SELECT bound_column('shooting_timer', 'warning_s', '{"least": 0, "most": 600}');
SELECT bound_column('shooting_timer', 'turns', '{"least": 1, "most": 3}');
SELECT bound_column('shooting_timer', 'arrows', '{"least": 1, "most": 12}');
SELECT bound_column('shooting_timer', 'status');
SELECT bound_column('shooting_timer', 'period', '{"least": 0, "most": 35}');
SELECT bound_column('shooting_timer', 'began_at');
SELECT bound_column('shooting_timer', 'held_at');
SELECT bound_column('shooting_timer', 'changed_at');

-- When archers may shoot, or might. An arrow from `called_at` on is too early, one until `late_until` too late.
CREATE TABLE shooting_spans (
    called_at timestamptz NOT NULL,
    begins_at timestamptz PRIMARY KEY,
    ends_at timestamptz NOT NULL,
    late_until timestamptz NOT NULL,
    clock_id uuid,
    CONSTRAINT shooting_span_in_order CHECK (called_at <= begins_at AND begins_at <= ends_at AND ends_at <= late_until)
);
SELECT bound_column('shooting_spans', 'called_at');
SELECT bound_column('shooting_spans', 'begins_at');
SELECT bound_column('shooting_spans', 'ends_at');
SELECT bound_column('shooting_spans', 'late_until');
