-- What the sensors measured: kept whatever becomes of it.

-- `digest` is of what was measured ('' where it is not known). `clock_id` names the run of the clock by which a row's
-- times were given; null: not by a run that can still be corrected. No reference, for rows come from other appliances.
CREATE TABLE detections (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    appliance_id uuid NOT NULL DEFAULT own_appliance_id(),
    node text NOT NULL,
    boot bigint NOT NULL,
    sequence bigint NOT NULL,
    digest text NOT NULL DEFAULT '' CHECK (digest ~ '^([0-9a-f]{64})?$'),
    is_conflicting boolean NOT NULL DEFAULT false,
    session_id uuid REFERENCES sessions ON DELETE CASCADE,
    detected_at timestamptz NOT NULL,
    time_source text NOT NULL DEFAULT 'arrival' CHECK (time_source IN ('node', 'arrival')),
    node_time_us bigint CHECK (node_time_us >= 0),
    clock_id uuid,
    recorded_at timestamptz NOT NULL DEFAULT appliance_now(),
    -- as the node sent it
    ticks bigint[] NOT NULL,
    tick_hz double precision NOT NULL,
    tick_bits integer NOT NULL,
    amplitudes integer[] NOT NULL DEFAULT '{}',
    pulse_pins integer[] NOT NULL DEFAULT '{}',
    second_event boolean NOT NULL DEFAULT false,
    board_x_mm double precision,
    board_y_mm double precision,
    -- the air
    temp_c double precision,
    rh_pct double precision,
    pressure_pa double precision,
    speed_mm_per_us double precision NOT NULL,
    sigma_us double precision NOT NULL,
    wind_x_m_per_s double precision,
    wind_y_m_per_s double precision,
    wind_sigma_m_per_s double precision,
    -- where it was placed
    outcome text NOT NULL CHECK (outcome IN ('located', 'off_butt', 'unplaced', 'noise', 'no_session')),
    reason jsonb,
    fix_source text CHECK (fix_source IN ('appliance', 'board')),
    x_mm double precision,
    y_mm double precision,
    covariance_mm2 double precision[],
    residual_mm double precision,
    residuals_us double precision[],
    dilution double precision,
    channels integer[] NOT NULL DEFAULT '{}',
    left_out integer[] NOT NULL DEFAULT '{}',
    calibration_id uuid REFERENCES calibrations ON DELETE SET NULL,
    calibration_version integer,
    -- what a person said of it
    resolution text CHECK (resolution IN ('placed', 'dismissed')),
    resolved_at timestamptz,
    CONSTRAINT detection_once UNIQUE (appliance_id, node, boot, sequence, digest),
    CONSTRAINT detection_resolved_when_told CHECK ((resolution IS NULL) = (resolved_at IS NULL))
);
CREATE INDEX detections_newest_first ON detections (detected_at DESC, id DESC);
CREATE INDEX detections_of_session ON detections (session_id, detected_at DESC, id DESC);
CREATE INDEX detections_by_outcome ON detections (outcome, detected_at DESC, id DESC);
CREATE INDEX detections_inbox ON detections (session_id, detected_at DESC, id DESC)
    WHERE outcome = 'unplaced' AND resolution IS NULL;
CREATE INDEX detections_resolved ON detections (detected_at DESC, id DESC) WHERE resolution IS NOT NULL;
CREATE INDEX detections_conflicting ON detections (recorded_at) WHERE is_conflicting;
CREATE INDEX detections_of_clock ON detections (clock_id) WHERE clock_id IS NOT NULL;
CREATE INDEX detections_of_calibration ON detections (calibration_id, detected_at, id) WHERE calibration_id IS NOT NULL;

-- Measurements are kept, positions are derived: when they are derived anew, what they were is kept too.
CREATE TABLE relocations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    detection_id uuid NOT NULL REFERENCES detections ON DELETE CASCADE,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    outcome text NOT NULL,
    reason jsonb,
    x_mm double precision,
    y_mm double precision,
    covariance_mm2 double precision[],
    residual_mm double precision,
    dilution double precision,
    channels integer[] NOT NULL,
    left_out integer[] NOT NULL,
    calibration_version integer
);
CREATE INDEX relocations_of_detection ON relocations (detection_id, replaced_at);

-- Events that could not be worked on. `entry` is the event as the journal has it, so that it can be tried again;
-- `digest` keeps one event one row.
CREATE TABLE set_aside (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    digest text NOT NULL CHECK (length(digest) = 64),
    heard_at timestamptz NOT NULL,
    set_aside_at timestamptz NOT NULL DEFAULT now(),
    clock_id uuid DEFAULT current_clock_id(),
    reason jsonb NOT NULL,
    entry text NOT NULL,
    tries integer NOT NULL DEFAULT 1 CHECK (tries >= 1),
    retry_asked_at timestamptz,
    CONSTRAINT set_aside_once UNIQUE (digest)
);
CREATE INDEX set_aside_newest_first ON set_aside (set_aside_at DESC, id DESC);

-- Shots that a node had and could not send again.
CREATE TABLE losses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    node text NOT NULL,
    boot bigint NOT NULL,
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL,
    lost_from timestamptz,
    lost_until timestamptz,
    reason text NOT NULL DEFAULT '',
    told_at timestamptz NOT NULL DEFAULT now(),
    clock_id uuid DEFAULT current_clock_id(),
    CONSTRAINT loss_once UNIQUE (node, boot, first_sequence, last_sequence),
    CONSTRAINT loss_in_order CHECK (first_sequence <= last_sequence AND lost_from <= lost_until)
);
CREATE INDEX losses_newest_first ON losses (told_at DESC, id DESC);
