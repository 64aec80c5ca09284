-- What makes an impact unique on every appliance of a range, when a session and a calibration were on, and which clock
-- said so. Whatever happened is judged by the moment at which it happened, not by that at which it was recorded.

CREATE FUNCTION own_appliance_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT id FROM public.appliance $$;

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

-- The clock was set. `from_time` became `to_time`; `dated_again`: rows whose times were moved by as much.
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

ALTER TABLE appliance ADD COLUMN clock_id uuid REFERENCES clock_runs ON DELETE SET NULL;
CREATE FUNCTION current_clock_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT clock_id FROM public.appliance $$;

-- What the appliance stamps with: the wall clock, and while a session is open that the wall clock says has not begun yet
-- (the appliance was started again, and has no clock of its own) so much more that nothing comes before what was.
ALTER TABLE appliance ADD COLUMN clock_shift_us double precision NOT NULL DEFAULT 0 CHECK (clock_shift_us >= 0);
CREATE FUNCTION appliance_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + clock_shift_us * interval '1 microsecond' FROM public.appliance
$$;

-- `clock_id` names the run by which a row's times were given; null: not by a run that can still be corrected. No
-- reference, for rows come from other appliances too. `digest` is of what was measured ('' before there were digests).
ALTER TABLE detections
    ADD COLUMN appliance_id uuid NOT NULL DEFAULT own_appliance_id(),
    ADD COLUMN digest text NOT NULL DEFAULT '' CHECK (digest ~ '^([0-9a-f]{64})?$'),
    ADD COLUMN is_conflicting boolean NOT NULL DEFAULT false,
    ADD COLUMN time_source text NOT NULL DEFAULT 'arrival' CHECK (time_source IN ('node', 'arrival')),
    ADD COLUMN node_time_us bigint CHECK (node_time_us >= 0),
    ADD COLUMN clock_id uuid,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT appliance_now(),
    DROP CONSTRAINT detection_once,
    ADD CONSTRAINT detection_once UNIQUE (appliance_id, node, boot, sequence, digest);
UPDATE detections SET recorded_at = detected_at;
CREATE INDEX detections_conflicting ON detections (recorded_at) WHERE is_conflicting;
CREATE INDEX detections_of_clock ON detections (clock_id) WHERE clock_id IS NOT NULL;

-- As clients read it.
CREATE VIEW detection_read AS
    SELECT id, appliance_id, node, boot, sequence, is_conflicting, session_id, detected_at, time_source, node_time_us,
           ticks, tick_hz, tick_bits, amplitudes, pulse_pins, temp_c, rh_pct, pressure_pa, speed_mm_per_us, sigma_us,
           board_x_mm, board_y_mm, second_event, outcome, reason, fix_source, x_mm, y_mm, covariance_mm2, residual_mm,
           dilution, channels, left_out, resolution, resolved_at, calibration_id, calibration_version,
           wind_x_m_per_s, wind_y_m_per_s, wind_sigma_m_per_s, residuals_us
      FROM detections;

ALTER TABLE shots ADD COLUMN clock_id uuid;
ALTER TABLE shots ALTER COLUMN clock_id SET DEFAULT current_clock_id();
ALTER TABLE shots ALTER COLUMN recorded_at SET DEFAULT appliance_now();
CREATE INDEX shots_of_clock ON shots (clock_id) WHERE clock_id IS NOT NULL;
ALTER TABLE set_aside ADD COLUMN clock_id uuid;
ALTER TABLE set_aside ALTER COLUMN clock_id SET DEFAULT current_clock_id();
ALTER TABLE losses ADD COLUMN clock_id uuid;
ALTER TABLE losses ALTER COLUMN clock_id SET DEFAULT current_clock_id();

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

INSERT INTO session_spans (session_id, opened_at)
SELECT id, least(start_time, appliance_now()) FROM sessions WHERE is_opened;

-- Closed without a word of when: now, by the appliance's clock. Closed before it began: two clocks spoke, and closing
-- is not refused for that.
CREATE FUNCTION end_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.is_opened AND NOT NEW.is_opened THEN
        NEW.end_time := greatest(NEW.start_time, coalesce(NEW.end_time, appliance_now()));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sessions_end BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION end_session();

CREATE FUNCTION keep_session_span() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := appliance_now();
BEGIN
    IF NEW.is_opened THEN
        INSERT INTO session_spans (session_id, opened_at, opened_clock_id) VALUES (NEW.id, moment, current_clock_id());
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE session_spans
           SET closed_at = greatest(opened_at, moment), closed_clock_id = current_clock_id(),
               gave_end_time = NEW.end_time BETWEEN moment - interval '1 s' AND moment
         WHERE session_id = NEW.id AND closed_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sessions_span_first AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION keep_session_span();
CREATE TRIGGER sessions_span AFTER UPDATE ON sessions
    FOR EACH ROW WHEN (OLD.is_opened <> NEW.is_opened) EXECUTE FUNCTION keep_session_span();

-- `waited_until`: when a calibration stopped waiting for taps.
ALTER TABLE calibrations
    ALTER COLUMN asked_at SET DEFAULT appliance_now(),
    ADD COLUMN waited_until timestamptz,
    ADD COLUMN asked_clock_id uuid,
    ADD COLUMN waited_clock_id uuid;
ALTER TABLE calibrations ALTER COLUMN asked_clock_id SET DEFAULT current_clock_id();
UPDATE calibrations SET waited_until = greatest(asked_at, coalesce(finished_at, decided_at, asked_at))
 WHERE status NOT IN ('asked', 'running');
CREATE INDEX calibrations_by_time ON calibrations (asked_at, waited_until);

CREATE FUNCTION end_of_taps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.waited_until := coalesce(NEW.waited_until, greatest(NEW.asked_at, appliance_now()));
    NEW.waited_clock_id := current_clock_id();
    RETURN NEW;
END $$;
CREATE TRIGGER calibrations_end_of_taps BEFORE UPDATE ON calibrations
    FOR EACH ROW WHEN (OLD.status IN ('asked', 'running') AND NEW.status NOT IN ('asked', 'running'))
    EXECUTE FUNCTION end_of_taps();
CREATE TRIGGER calibrations_without_taps BEFORE INSERT ON calibrations
    FOR EACH ROW WHEN (NEW.status NOT IN ('asked', 'running')) EXECUTE FUNCTION end_of_taps();

-- How many impacts a calibration waits for: none where it is made of arrows in the paper.
CREATE FUNCTION taps_wanted(request jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN request ->> 'kind' = 'face' THEN 2
                WHEN jsonb_typeof(request -> 'points') <> 'array' THEN 0
                WHEN request -> 'points' -> 0 ->> 'shot_id' IS NOT NULL THEN 0
                ELSE jsonb_array_length(request -> 'points') END
$$;

-- What was on at each of `moments`, in their order: the session that was open then, and the calibration that waited
-- for taps then and did not have all of them yet (`taps_left`). With `is_certain` it waits for whoever is writing a session
-- or a calibration, so that what began before a moment is always seen.
CREATE FUNCTION context_at(moments timestamptz[], is_certain boolean)
RETURNS TABLE (n bigint, session_id uuid, is_indoor boolean, calibration_id uuid, taps_left integer)
LANGUAGE plpgsql ROWS 50 SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF is_certain THEN
        PERFORM pg_advisory_xact_lock(7205391);
    END IF;
    RETURN QUERY
    SELECT asked.n, open.session_id, coalesce(open.is_indoor, false), tapped.id, coalesce(tapped.taps_left, 0)
      FROM unnest(moments) WITH ORDINALITY AS asked (moment, n)
      LEFT JOIN LATERAL (
           SELECT span.session_id, sessions.is_indoor
             FROM session_spans AS span JOIN sessions ON sessions.id = span.session_id
            WHERE span.opened_at <= asked.moment AND (span.closed_at IS NULL OR asked.moment < span.closed_at)
            ORDER BY span.opened_at DESC LIMIT 1
      ) AS open ON true
      LEFT JOIN LATERAL (
           SELECT waiting.id, waiting.taps_left
             FROM (SELECT c.id, c.asked_at, taps_wanted(c.request) - (
                              SELECT count(*)::integer FROM detections AS tap
                               WHERE tap.calibration_id = c.id AND tap.detected_at < asked.moment) AS taps_left
                     FROM calibrations AS c
                    WHERE c.asked_at <= asked.moment AND (c.waited_until IS NULL OR asked.moment < c.waited_until)
                  ) AS waiting
            WHERE waiting.taps_left > 0
            ORDER BY waiting.asked_at DESC LIMIT 1
      ) AS tapped ON true
     ORDER BY asked.n;
END $$;
REVOKE EXECUTE ON FUNCTION context_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION context_at TO arch_sensing;

GRANT SELECT ON detection_read, session_spans, clock_runs, clock_steps TO arch_sensing, arch_server;
GRANT INSERT, UPDATE (is_trusted) ON clock_runs TO arch_sensing;
GRANT INSERT ON clock_steps TO arch_sensing;
GRANT UPDATE (clock_id, clock_shift_us) ON appliance TO arch_sensing;
