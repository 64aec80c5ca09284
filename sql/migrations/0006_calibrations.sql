-- Calibrations that a phone asks for, the sensors answer and a person decides.

-- `waited_until`: when it stopped waiting for taps. `..._clock_id`: the run of the clock that gave the time.
CREATE TABLE calibrations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    version integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    asked_at timestamptz NOT NULL DEFAULT appliance_now(),
    asked_clock_id uuid DEFAULT current_clock_id(),
    waited_until timestamptz,
    waited_clock_id uuid,
    finished_at timestamptz,
    decided_at timestamptz,
    status text NOT NULL DEFAULT 'asked'
        CHECK (status IN ('asked', 'running', 'proposed', 'accepted', 'rejected', 'failed', 'rolled_back')),
    reason jsonb,
    request jsonb NOT NULL DEFAULT '{}',
    result jsonb
);
CREATE INDEX calibrations_newest_first ON calibrations (asked_at DESC, id DESC);
CREATE INDEX calibrations_by_time ON calibrations (asked_at, waited_until);
CREATE INDEX calibrations_accepted ON calibrations (version DESC) WHERE status = 'accepted';
CREATE UNIQUE INDEX calibrations_one_at_a_time ON calibrations ((true)) WHERE status IN ('asked', 'running');
