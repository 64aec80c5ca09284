-- A bow's sensor that numbers its boots alike: what its own clock showed tells its releases apart.

-- `bow_us`: the bow's clock when the arrow left; null: of before this was kept.
ALTER TABLE releases ADD COLUMN bow_us bigint, DROP CONSTRAINT release_once,
    ADD CONSTRAINT release_once UNIQUE (sensor, boot, sequence, bow_us);
