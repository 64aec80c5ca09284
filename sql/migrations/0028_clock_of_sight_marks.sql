-- When a mark was set is dated again when the clock is set, for the newest counts.
ALTER TABLE sight_marks ALTER COLUMN set_at SET DEFAULT appliance_now(), ADD COLUMN clock_id uuid;
-- which clock gave the time of those that are there nobody knows
ALTER TABLE sight_marks ALTER COLUMN clock_id SET DEFAULT current_clock_id();
