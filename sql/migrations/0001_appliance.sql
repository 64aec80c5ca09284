-- The appliance itself, its clock, what its two wings say of themselves, and the numbered list of what changed.

-- One run of the wall clock: as long as its distance from the monotonic clock stays the same.
-- `offset_us`: wall clock (us since 1970) less monotonic clock. `is_trusted`: a time server keeps this clock.
-- `recorded` gives the order, for no time can. `shift_us`: part of the offset, see appliance_now().
CREATE TABLE clock_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kernel_boot text NOT NULL CHECK (length(kernel_boot) BETWEEN 1 AND 64),
    began_at timestamptz NOT NULL,
    began_mono_us double precision NOT NULL CHECK (began_mono_us >= 0),
    offset_us double precision NOT NULL,
    shift_us double precision NOT NULL DEFAULT 0 CHECK (shift_us >= 0),
    is_trusted boolean NOT NULL,
    recorded bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

-- The clock was set: `from_time` became `to_time`, and rows of the run before were moved by as much.
CREATE TABLE clock_steps (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    from_run_id uuid NOT NULL REFERENCES clock_runs,
    to_run_id uuid NOT NULL REFERENCES clock_runs,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    by_us double precision NOT NULL,
    was_trusted boolean NOT NULL,
    impacts_dated_again integer NOT NULL DEFAULT 0,
    CONSTRAINT clock_step_once UNIQUE (from_run_id)
);
CREATE INDEX clock_steps_newest_first ON clock_steps (to_time DESC, id DESC);

CREATE TABLE appliance (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    ws_channel text NOT NULL DEFAULT 'archy' CHECK (length(ws_channel) BETWEEN 1 AND 63),
    butt_width_mm double precision,
    butt_height_mm double precision,
    clock_id uuid REFERENCES clock_runs ON DELETE SET NULL,
    clock_shift_us double precision NOT NULL DEFAULT 0 CHECK (clock_shift_us >= 0)
);
INSERT INTO appliance DEFAULT VALUES;

CREATE TABLE wings (
    wing text PRIMARY KEY CHECK (wing IN ('sensing', 'server')),
    report jsonb NOT NULL,
    reported_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One number line for everything a phone can hear of: shots.seq and the feed's cursor.
CREATE SEQUENCE feed_seq;

CREATE TABLE changes (
    seq bigint PRIMARY KEY,
    op text NOT NULL,
    table_name text NOT NULL,
    id uuid NOT NULL,
    session_id uuid
);
