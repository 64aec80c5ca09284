-- Which calibration places arrows now: the newest accepted one of the array, where it belongs to today's survey.

CREATE FUNCTION calibration_in_force() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT newest.version
      FROM (SELECT version, result FROM calibrations
             WHERE status = 'accepted' AND request ->> 'kind' = 'array' ORDER BY version DESC LIMIT 1) AS newest
     WHERE newest.result -> 'survey' = (
               SELECT jsonb_agg(jsonb_build_object('id', name, 'x_mm', x_mm, 'y_mm', y_mm, 'z_mm', z_mm,
                                                   'bias_us', bias_us) ORDER BY channel)
                 FROM sensors)
$$;
