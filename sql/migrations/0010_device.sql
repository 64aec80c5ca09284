-- What people say of the box itself: the time zone that it stands in, and the number of the target that it hangs on.

ALTER TABLE appliance ADD COLUMN time_zone text, ADD COLUMN target_number text;
SELECT bound_column('appliance', 'time_zone', '{"most": 64, "least": 1, "is_multiline": false}');
SELECT bound_column('appliance', 'target_number', '{"most": 6, "least": 1, "is_multiline": false}');
