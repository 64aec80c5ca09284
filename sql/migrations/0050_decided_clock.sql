-- The run of the clock that dated the decision on a calibration, so that it is dated again with everything else of that
-- run. Earlier decisions have none, and keep their time.
ALTER TABLE calibrations ADD COLUMN decided_clock_id uuid;
