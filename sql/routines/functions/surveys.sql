-- New surveys: stored beside the earlier ones, and in force from then on.

-- Stores a survey and puts it in force; returns its id. One equal to the newest is not stored again, unless the newest cannot
-- be read for its other columns.
CREATE OR REPLACE FUNCTION keep_survey(in_survey jsonb, in_source text, in_file_digest text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest surveys;
    kept uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO newest FROM surveys ORDER BY version DESC LIMIT 1;
    IF newest.survey = in_survey AND are_storable(newest.created_at) AND newest.source IN ('file', 'page', 'kit') THEN
        kept := newest.id;
        UPDATE surveys SET file_digest = coalesce(in_file_digest, file_digest)
         WHERE id = kept AND file_digest IS DISTINCT FROM coalesce(in_file_digest, file_digest);
    ELSE
        INSERT INTO surveys (source, file_digest, survey) VALUES (in_source, in_file_digest, in_survey)
        RETURNING id INTO kept;
    END IF;
    PERFORM follow_survey(in_survey);
    RETURN kept;
END $$;

-- Puts a survey in force: sensors that it does not have are deleted, and one that did not move keeps its date.
CREATE OR REPLACE FUNCTION follow_survey(in_survey jsonb) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE appliance
       SET butt_width_mm = (in_survey #>> '{butt,width_mm}')::double precision,
           butt_height_mm = (in_survey #>> '{butt,height_mm}')::double precision;
    DELETE FROM sensors
     WHERE (channel, name, x_mm, y_mm, z_mm, bias_us) NOT IN (SELECT * FROM surveyed_sensors(in_survey));
    INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm, bias_us) SELECT * FROM surveyed_sensors(in_survey)
        ON CONFLICT (channel) DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION surveyed_sensors(in_survey jsonb)
RETURNS TABLE (channel integer, name text, x_mm double precision, y_mm double precision, z_mm double precision,
               bias_us double precision)
LANGUAGE sql IMMUTABLE ROWS 8 AS $$
    SELECT (n - 1)::integer, one ->> 'id', (one ->> 'x_mm')::double precision, (one ->> 'y_mm')::double precision,
           coalesce((one ->> 'z_mm')::double precision, 0), coalesce((one ->> 'bias_us')::double precision, 0)
      FROM jsonb_array_elements(in_survey -> 'sensors') WITH ORDINALITY AS listed (one, n)
$$;
