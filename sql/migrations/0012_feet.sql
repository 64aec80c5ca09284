-- The bird distances of field archery are written in feet: 20 ft is no whole number of yards.
ALTER TABLE sessions DROP CONSTRAINT sessions_distance_unit_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_distance_unit_check CHECK (distance_unit IN ('m', 'yd', 'ft'));
