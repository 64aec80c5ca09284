-- Faces on the butt, what the sensors measured, and the shots made of it.
-- Frame: millimetres, origin at the butt's lower left corner, x right, y up as the archer sees it.

-- Says what is wrong with the faces of a target; null when nothing is.
CREATE FUNCTION faces_error(faces jsonb, max_x double precision, max_y double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    face jsonb;
    names text[] := '{}';
    radii double precision[];
BEGIN
    IF jsonb_typeof(faces) <> 'array' THEN
        RETURN 'faces is not a list';
    END IF;
    FOR face IN SELECT value FROM jsonb_array_elements(faces) LOOP
        IF coalesce(face ->> 'human_identifier', '') = '' OR face ->> 'human_identifier' = ANY (names) THEN
            RETURN 'human_identifier of a face is empty or used twice';
        END IF;
        names := names || (face ->> 'human_identifier');
        IF NOT coalesce((face ->> 'x')::double precision > 0 AND (face ->> 'x')::double precision < max_x
                    AND (face ->> 'y')::double precision > 0 AND (face ->> 'y')::double precision < max_y, false) THEN
            RETURN 'the centre of a face is outside the butt';
        END IF;
        IF coalesce(jsonb_typeof(face -> 'radii'), '') <> 'array' OR coalesce(jsonb_typeof(face -> 'points'), '') <> 'array'
           OR jsonb_array_length(face -> 'radii') = 0
           OR jsonb_array_length(face -> 'radii') <> jsonb_array_length(face -> 'points') THEN
            RETURN 'radii and points of a face are not lists of the same length';
        END IF;
        SELECT array_agg(r::double precision ORDER BY k) INTO radii
          FROM jsonb_array_elements_text(face -> 'radii') WITH ORDINALITY AS t(r, k);
        IF 0 >= ANY (radii) OR (
            radii IS DISTINCT FROM (SELECT array_agg(DISTINCT r ORDER BY r) FROM unnest(radii) AS r)
            AND radii IS DISTINCT FROM (SELECT array_agg(DISTINCT r ORDER BY r DESC) FROM unnest(radii) AS r)
        ) THEN
            RETURN 'the radii of a face are not positive and strictly monotonic';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TABLE targets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    max_x double precision NOT NULL CHECK (max_x > 0),
    max_y double precision NOT NULL CHECK (max_y > 0),
    faces jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT target_faces_valid CHECK (faces_error(faces, max_x, max_y) IS NULL)
);
CREATE INDEX targets_of_session ON targets (session_id, id);

CREATE TABLE detections (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    node text NOT NULL,
    boot bigint NOT NULL,
    sequence bigint NOT NULL,
    session_id uuid REFERENCES sessions ON DELETE CASCADE,
    detected_at timestamptz NOT NULL,
    ticks bigint[] NOT NULL,
    tick_hz double precision NOT NULL CHECK (tick_hz > 0),
    tick_bits integer NOT NULL CHECK (tick_bits BETWEEN 8 AND 64),
    amplitudes integer[] NOT NULL DEFAULT '{}',
    pulse_pins integer[] NOT NULL DEFAULT '{}',
    temp_c double precision,
    rh_pct double precision,
    pressure_pa double precision,
    speed_mm_per_us double precision NOT NULL CHECK (speed_mm_per_us > 0),
    sigma_us double precision NOT NULL CHECK (sigma_us > 0),
    board_x_mm double precision,
    board_y_mm double precision,
    second_event boolean NOT NULL DEFAULT false,
    outcome text NOT NULL CHECK (outcome IN ('located', 'off_butt', 'unplaced', 'noise', 'no_session')),
    reason jsonb,
    fix_source text CHECK (fix_source IN ('appliance', 'board')),
    x_mm double precision,
    y_mm double precision,
    covariance_mm2 double precision[],
    residual_mm double precision,
    dilution double precision,
    channels integer[] NOT NULL DEFAULT '{}',
    left_out integer[] NOT NULL DEFAULT '{}',
    resolution text CHECK (resolution IN ('placed', 'dismissed')),
    resolved_at timestamptz,
    CONSTRAINT detection_once UNIQUE (node, boot, sequence),
    CONSTRAINT detection_resolved_when_told CHECK ((resolution IS NULL) = (resolved_at IS NULL))
);
CREATE INDEX detections_of_session ON detections (session_id, detected_at DESC, id DESC);
CREATE INDEX detections_newest_first ON detections (detected_at DESC, id DESC);

-- One number line for everything a phone can hear of: shots.seq and the feed's cursor.
CREATE SEQUENCE feed_seq;

CREATE TABLE shots (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint NOT NULL,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    arrow_id uuid REFERENCES arrows ON DELETE SET NULL,
    arrow_engage_time timestamptz,
    arrow_disengage_time timestamptz,
    arrow_landing_time timestamptz,
    x double precision,
    y double precision,
    end_number integer NOT NULL CHECK (end_number >= 1),
    is_sighter boolean NOT NULL DEFAULT false,
    face text,
    points integer,
    is_x boolean,
    points_called integer CHECK (points_called BETWEEN 0 AND 20),
    sigma_major double precision CHECK (sigma_major >= 0),
    sigma_minor double precision CHECK (sigma_minor >= 0),
    sigma_angle double precision,
    line_call jsonb,
    fate text NOT NULL DEFAULT 'stuck' CHECK (fate IN ('stuck', 'bouncer', 'pass_through', 'hanger')),
    source text NOT NULL DEFAULT 'sensor' CHECK (source IN ('sensor', 'manual', 'bot', 'import')),
    detection_id uuid REFERENCES detections ON DELETE SET NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT shot_seq_unique UNIQUE (seq),
    CONSTRAINT shot_of_one_detection UNIQUE (detection_id),
    CONSTRAINT shot_landed_wholly_or_not CHECK (
        (arrow_landing_time IS NULL) = (x IS NULL) AND (x IS NULL) = (y IS NULL)
    ),
    CONSTRAINT shot_on_a_real_place CHECK (abs(x) < 1e6 AND abs(y) < 1e6)
);
CREATE INDEX shots_of_session ON shots (session_id, seq);
CREATE INDEX shots_of_arrow ON shots (arrow_id, seq);
