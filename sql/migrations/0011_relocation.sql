-- Measurements are kept, positions are derived: when they are derived anew, what they were is kept too.

CREATE TABLE relocations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    detection_id uuid NOT NULL REFERENCES detections ON DELETE CASCADE,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    outcome text NOT NULL,
    reason jsonb,
    x_mm double precision,
    y_mm double precision,
    covariance_mm2 double precision[],
    residual_mm double precision,
    dilution double precision,
    channels integer[] NOT NULL,
    left_out integer[] NOT NULL,
    calibration_version integer
);
CREATE INDEX relocations_of_detection ON relocations (detection_id, replaced_at);
