-- Faces that count by which arrow hits first. `arrow_of_target`: which of the archer's arrows at its target it is, where the
-- face counts so; `ends_target`: it hit such a face, and nothing behind it counts.
ALTER TABLE shots
    ADD COLUMN arrow_of_target integer,
    ADD COLUMN ends_target boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT shots_points_in_domain,
    DROP CONSTRAINT shots_points_called_in_domain;
-- known of each as it is written
ALTER TABLE shots ALTER COLUMN ends_target DROP DEFAULT;
-- the dot of an animal by NFAA
SELECT bound_column('shots', 'points', '{"least": 0, "most": 21}');
SELECT bound_column('shots', 'points_called', '{"least": 0, "most": 21}');
