-- What the air did at each impact, and how far each channel was off: the weather and the sensors can be watched.

ALTER TABLE detections
    ADD COLUMN wind_x_m_per_s double precision,
    ADD COLUMN wind_y_m_per_s double precision,
    ADD COLUMN wind_sigma_m_per_s double precision,
    ADD COLUMN residuals_us double precision[];
