-- An arrow that was shot before the signal to shoot, or after the one to stop, is marked.
ALTER TABLE shots ADD COLUMN is_out_of_time boolean NOT NULL DEFAULT false;
-- known of each as it is written
ALTER TABLE shots ALTER COLUMN is_out_of_time DROP DEFAULT;
