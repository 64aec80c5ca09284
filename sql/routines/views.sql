-- What clients read. `json` is the row as the API and the feed send it, word for word; it is written only where a
-- statement asks for it. It comes first, so that a column of the table can be added without making the view anew.

CREATE OR REPLACE VIEW session_read AS
    SELECT (SELECT row_to_json(sent)::text FROM (
               SELECT sessions.id, sessions.is_opened, utc_text(sessions.start_time) AS start_time,
                      utc_text(sessions.end_time) AS end_time, sessions.location, sessions.is_indoor,
                      sessions.distance, sessions.distance_unit, sessions.arrows_per_end, sessions.round_name,
                      sessions.notes, sessions.held_back_from, sessions.round_id, sessions.begins_with_sighters
           ) AS sent) AS json,
           sessions.*
      FROM sessions;

CREATE OR REPLACE VIEW arrow_read AS
    SELECT (SELECT row_to_json(sent)::text FROM (
               SELECT arrows.id, arrows.human_identifier, arrows.length,
                      utc_text(arrows.registration_date) AS registration_date, arrows.is_programmed, arrows.is_active,
                      utc_text(arrows.voided_date) AS voided_date, arrows.weight, arrows.diameter, arrows.spine,
                      arrows.label_position
           ) AS sent) AS json,
           arrows.*
      FROM arrows;

CREATE OR REPLACE VIEW shot_read AS
    SELECT (SELECT row_to_json(sent)::text FROM (
               SELECT shots.id, shots.seq, shots.session_id, shots.arrow_id,
                      utc_text(shots.arrow_engage_time) AS arrow_engage_time,
                      utc_text(shots.arrow_disengage_time) AS arrow_disengage_time,
                      utc_text(shots.arrow_landing_time) AS arrow_landing_time, shots.x, shots.y, shots.end_number,
                      shots.is_sighter, shots.face, shots.points, shots.is_x, shots.points_called, shots.sigma_major,
                      shots.sigma_minor, shots.sigma_angle, shots.line_call, shots.fate, shots.source,
                      shots.detection_id, shots.archer_id, shots.attribution, shots.note, shots.is_x_called,
                      utc_text(shots.shot_at) AS shot_at, shots.is_out_of_time, shots.is_surplus, shots.is_beyond,
                      shots.arrow_of_target
           ) AS sent) AS json,
           shots.*
      FROM shots;

CREATE OR REPLACE VIEW detection_read AS
    SELECT id, appliance_id, node, boot, sequence, is_conflicting, session_id, detected_at, time_source, node_time_us,
           ticks, tick_hz, tick_bits, amplitudes, pulse_pins, temp_c, rh_pct, pressure_pa, speed_mm_per_us, sigma_us,
           board_x_mm, board_y_mm, second_event, outcome, reason, fix_source, x_mm, y_mm, covariance_mm2, residual_mm,
           dilution, channels, left_out, resolution, resolved_at, calibration_id, calibration_version,
           wind_x_m_per_s, wind_y_m_per_s, wind_sigma_m_per_s, residuals_us, rises, noises, lowers, uppers
      FROM detections;

CREATE OR REPLACE VIEW archer_read AS
    SELECT id, name, bow_style, shaft_diameter, notes,
           ARRAY(SELECT arrow_id FROM archer_arrows WHERE archer_id = archers.id ORDER BY arrow_id) AS arrow_ids
      FROM archers;

CREATE OR REPLACE VIEW correction_read AS
    SELECT (SELECT row_to_json(sent)::text FROM (
               SELECT made.id, made.session_id, made.shot_id, utc_text(made.made_at) AS made_at, made.made_by, made.kind,
                      made.before, made.after, made.archer_id,
                      archers_in(concat(made.made_by, ' ', made.before, ' ', made.after)) AS names
           ) AS sent) AS json,
           made.*
      FROM corrections AS made;

-- Shots that are no sighters. `counts`: neither surplus nor beyond the round; `counted`: its points, called ones before
-- derived ones, and 0 where it does not count; `is_held_back`: a coach does not show its end yet; `taken`: number of
-- arrows of its end that it stands for.
CREATE OR REPLACE VIEW scored_shots AS
    SELECT shots.id, shots.seq, shots.shot_at, shots.session_id, shots.archer_id, shots.arrow_id, shots.end_number,
           shots.x, shots.y,
           CASE WHEN counts THEN coalesce(readable_points(shots.points_called), readable_points(shots.points))
                ELSE 0 END AS counted,
           counts_as_x(shots.is_x, shots.points_called, shots.is_x_called) AND counts AS is_x,
           shots.arrow_disengage_time - shots.arrow_engage_time AS hold,
           shots.arrow_landing_time - shots.arrow_disengage_time AS flight,
           coalesce(sessions.is_opened AND shots.end_number >= sessions.held_back_from, false) AS is_held_back,
           shots.is_surplus, shots.arrow_disengage_time AS released_at, shots.is_beyond, counts,
           arrows_taken(shots.ends_target, shots.arrow_of_target, sessions.arrows_per_end) AS taken
      FROM shots
      JOIN sessions ON sessions.id = shots.session_id
     CROSS JOIN LATERAL (SELECT NOT (shots.is_surplus OR shots.is_beyond) AS counts) AS judged
     WHERE NOT shots.is_sighter;

-- The same without ends that a coach holds back.
CREATE OR REPLACE VIEW counted_shots AS
    SELECT id, seq, shot_at, session_id, archer_id, arrow_id, end_number, x, y, counted, is_x, hold, flight, is_surplus,
           released_at, counts
      FROM scored_shots
     WHERE NOT is_held_back;

-- Brackets. One is current while one of its matches or its round is shot; while no session is open, the newest one of
-- the last 12 hours is.
CREATE OR REPLACE VIEW bracket_read AS
    SELECT brackets.id, made_at, name, format, counting,
           CASE WHEN opened.id IS NULL
                THEN made_at > appliance_now() - interval '12 hours'
                     AND brackets.id = (SELECT newest.id FROM brackets AS newest ORDER BY made_at DESC, id DESC LIMIT 1)
                ELSE coalesce(seeding.round_id, seeding.id) IS NOT DISTINCT FROM coalesce(opened.round_id, opened.id)
                     OR EXISTS (SELECT FROM matches WHERE bracket_id = brackets.id AND session_id = opened.id)
                END AS is_current
      FROM brackets
      LEFT JOIN sessions AS seeding ON seeding.id = brackets.session_id
      LEFT JOIN LATERAL (SELECT sessions.id, round_id FROM sessions WHERE is_opened LIMIT 1) AS opened ON true;

-- Releases that may still be paired with an impact. `is_readable`: OpenReleaseRead of appliance/schema/releases.py
-- accepts the row; a limited query reads these first, so that unreadable rows displace none of them.
CREATE OR REPLACE VIEW open_releases AS
    SELECT released.id, released.session_id, released.sensor, released.archer_id, released.drawn_at,
           released.released_at, released.outcome, released.shot_id, sessions.distance, sessions.distance_unit,
           are_storable(released.released_at, released.drawn_at)
           AND length(released.sensor) = 16
           AND released.sensor !~ '[\u0001-\u001F\u007F-\u009F\uFFFE\uFFFF]'
           AND sessions.distance BETWEEN 1 AND 300 AND sessions.distance_unit IN ('m', 'yd', 'ft') AS is_readable
      FROM releases AS released JOIN sessions ON sessions.id = released.session_id
     WHERE released.outcome IS NULL OR released.outcome = 'unheard'
           OR released.outcome = 'missed' AND released.shot_id IS NOT NULL;

-- Totals of each archer's ends, of the shots that count; the archer is null where nobody is registered.
CREATE OR REPLACE VIEW end_summary AS
    SELECT session_id,
           archer_id,
           end_number,
           count(*)::integer AS arrows,
           count(x)::integer AS landed,
           coalesce(sum(counted), 0)::integer AS score,
           (count(*) FILTER (WHERE counted = 10))::integer AS tens,
           (count(*) FILTER (WHERE is_x))::integer AS xs,
           (extract(epoch FROM avg(hold)) * 1000)::float8 AS hold_ms,
           (extract(epoch FROM avg(flight)) * 1000)::float8 AS release_to_impact_ms,
           array_agg(counted ORDER BY shot_at, seq) AS points,
           (extract(epoch FROM avg(since_release)) * 1000)::float8 AS rhythm_ms,
           -- no zone was touched; an arrow that landed where no face hangs has no points, and is no miss
           (count(*) FILTER (WHERE counted = 0))::integer AS misses
      FROM (SELECT counted_shots.*, released_at - lag(released_at) OVER (
                       PARTITION BY session_id, archer_id, end_number ORDER BY shot_at, seq) AS since_release
              FROM counted_shots WHERE counts) AS one
     GROUP BY session_id, archer_id, end_number;
