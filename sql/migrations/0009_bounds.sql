-- What may be written is what can be read: every column of every table is bounded, whoever writes. The list has the
-- columns whose bounds are not those of their type, as `scripts/domain_sql.py` prints it.
-- applied before as 6b643e4ac9af3685c1a26a902206789117ea2eae707226e507b9916ddde9741a

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        -- not from information_schema, which takes as long as half of this file
        SELECT relname AS table_name, attname AS column_name, coalesce(special.bounds::jsonb, '{}') AS bounds
          FROM pg_class
          JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
          LEFT JOIN (VALUES
            ('appliance', 'butt_height_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('appliance', 'butt_width_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('archers', 'bow_style', '{"most": 40, "least": 1, "is_multiline": false}'),
            ('archers', 'name', '{"most": 60, "least": 1, "is_multiline": false}'),
            ('archers', 'notes', '{"most": 2000, "least": 0, "is_multiline": true}'),
            ('archers', 'shaft_diameter', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'diameter', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'human_identifier', '{"most": 10, "least": 1, "is_multiline": false}'),
            ('arrows', 'label_position', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'length', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'spine', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('arrows', 'weight', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('detections', 'channels', '{"is_whole": true}'),
            ('detections', 'covariance_mm2', '{"is_whole": true}'),
            ('detections', 'left_out', '{"is_whole": true}'),
            ('detections', 'node', '{"most": 100, "least": 0, "is_multiline": false}'),
            ('detections', 'pulse_pins', '{"is_whole": true}'),
            ('detections', 'sigma_us', '{"below": 1e+19, "above": 0.0, "nearest_zero": 0.0}'),
            ('detections', 'speed_mm_per_us', '{"below": 1e+19, "above": 0.0, "nearest_zero": 0.0}'),
            ('detections', 'tick_bits', '{"least": 8, "most": 64}'),
            ('detections', 'tick_hz', '{"below": 1e+19, "above": 0.0, "nearest_zero": 0.0}'),
            ('losses', 'node', '{"most": 100, "least": 0, "is_multiline": false}'),
            ('nodes', 'node', '{"most": 100, "least": 0, "is_multiline": false}'),
            ('relocations', 'channels', '{"is_whole": true}'),
            ('relocations', 'covariance_mm2', '{"is_whole": true}'),
            ('relocations', 'left_out', '{"is_whole": true}'),
            ('rosters', 'arrows_per_turn', '{"least": 1, "most": 12}'),
            ('sensors', 'name', '{"most": 40, "least": 1, "is_multiline": false}'),
            ('sensors', 'x_mm', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('sensors', 'y_mm', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('sensors', 'z_mm', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('session_archers', 'face', '{"most": 100, "least": 1, "is_multiline": false}'),
            ('session_archers', 'shooting_order', '{"least": 1, "most": 4}'),
            ('sessions', 'arrows_per_end', '{"least": 1, "most": 12}'),
            ('sessions', 'distance', '{"least": 1, "most": 300}'),
            ('sessions', 'held_back_from', '{"least": 1, "most": 1000}'),
            ('sessions', 'location', '{"most": 255, "least": 1, "is_multiline": false}'),
            ('sessions', 'notes', '{"most": 2000, "least": 0, "is_multiline": true}'),
            ('sessions', 'round_name', '{"most": 100, "least": 1, "is_multiline": false}'),
            ('set_aside', 'entry', '{"most": 100000, "least": 0, "is_multiline": true}'),
            ('shots', 'end_number', '{"least": 1, "most": 1000000000}'),
            ('shots', 'face', '{"most": 100, "least": 1, "is_multiline": false}'),
            ('shots', 'note', '{"most": 500, "least": 1, "is_multiline": true}'),
            ('shots', 'points', '{"least": 0, "most": 20}'),
            ('shots', 'points_called', '{"least": 0, "most": 20}'),
            ('shots', 'sigma_major', '{"below": 1e+19, "least": 0.0, "nearest_zero": 0.0}'),
            ('shots', 'sigma_minor', '{"below": 1e+19, "least": 0.0, "nearest_zero": 0.0}'),
            ('shots', 'x', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('shots', 'y', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}'),
            ('tags_held', 'code', '{"most": 64, "least": 1, "is_multiline": false}'),
            ('targets', 'max_x', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}'),
            ('targets', 'max_y', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}')
               ) AS special (table_name, column_name, bounds)
            ON special.table_name = relname AND special.column_name = attname
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE 'schema%'
         ORDER BY relname, attname
    LOOP
        PERFORM bound_column(one.table_name, one.column_name, one.bounds);
    END LOOP;
END $$;
