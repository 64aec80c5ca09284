-- What clients read: a row of one of these is what the API and the feed say of its subject.

CREATE OR REPLACE VIEW shot_read AS
    SELECT id, seq, session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y, end_number,
           is_sighter, face, points, is_x, points_called, sigma_major, sigma_minor, sigma_angle, line_call, fate, source,
           detection_id, archer_id, attribution, note, is_x_called, shot_at
      FROM shots;

CREATE OR REPLACE VIEW detection_read AS
    SELECT id, appliance_id, node, boot, sequence, is_conflicting, session_id, detected_at, time_source, node_time_us,
           ticks, tick_hz, tick_bits, amplitudes, pulse_pins, temp_c, rh_pct, pressure_pa, speed_mm_per_us, sigma_us,
           board_x_mm, board_y_mm, second_event, outcome, reason, fix_source, x_mm, y_mm, covariance_mm2, residual_mm,
           dilution, channels, left_out, resolution, resolved_at, calibration_id, calibration_version,
           wind_x_m_per_s, wind_y_m_per_s, wind_sigma_m_per_s, residuals_us
      FROM detections;

CREATE OR REPLACE VIEW archer_read AS
    SELECT id, name, bow_style, shaft_diameter, notes,
           ARRAY(SELECT arrow_id FROM archer_arrows WHERE archer_id = archers.id ORDER BY arrow_id) AS arrow_ids
      FROM archers;

-- Ends of each archer; the archer is null where nobody is registered. Points are what counts: called before derived.
CREATE OR REPLACE VIEW end_summary AS
    SELECT session_id,
           archer_id,
           end_number,
           count(*)::integer AS arrows,
           count(x)::integer AS landed,
           coalesce(sum(coalesce(points_called, points)), 0)::integer AS score,
           (count(*) FILTER (WHERE coalesce(points_called, points) = 10))::integer AS tens,
           (count(*) FILTER (WHERE counts_as_x(is_x, points_called, is_x_called)))::integer AS xs,
           (extract(epoch FROM avg(arrow_disengage_time - arrow_engage_time)) * 1000)::float8 AS hold_ms,
           (extract(epoch FROM avg(arrow_landing_time - arrow_disengage_time)) * 1000)::float8 AS release_to_impact_ms,
           array_agg(coalesce(points_called, points)) AS points
      FROM shots
     WHERE NOT is_sighter
     GROUP BY session_id, archer_id, end_number;
