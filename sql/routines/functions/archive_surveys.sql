-- Importing surveys. The newest is in force, so a file's surveys are numbered before those stored here.

-- Stores the staged surveys that are not stored yet, in one statement, so that none of them is in force on the way, and
-- returns their number. Where no survey is stored here, the file's newest is in force. `is_replacing`: the file's
-- surveys replace the remembered ones, with the file's numbers; a file without surveys replaces none. One stored
-- meanwhile stays in force.
CREATE OR REPLACE FUNCTION archive_merge_surveys(is_replacing boolean) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    stored bigint;
    is_given boolean;
    in_force public.surveys;
BEGIN
    PERFORM lock_feed();
    IF is_replacing AND EXISTS (SELECT FROM pg_temp.staged_surveys) THEN
        DELETE FROM public.surveys WHERE id IN (SELECT id FROM pg_temp.doomed_surveys);
        PERFORM archive_number_surveys_on((SELECT max(version) FROM pg_temp.staged_surveys));
        PERFORM archive_renumber_surveys(ARRAY(SELECT id FROM public.surveys ORDER BY version));
        INSERT INTO public.surveys OVERRIDING SYSTEM VALUE
        SELECT * FROM pg_temp.staged_surveys WHERE id NOT IN (SELECT id FROM public.surveys) ORDER BY version;
        GET DIAGNOSTICS stored = ROW_COUNT;
    ELSE
        is_given := EXISTS (SELECT FROM public.surveys);
        DELETE FROM pg_temp.staged_surveys WHERE id IN (SELECT id FROM public.surveys);
        -- where a survey is stored here, the digest in force is that of this box's own file
        INSERT INTO public.surveys (id, created_at, source, file_digest, survey)
        SELECT id, created_at, source, CASE WHEN NOT is_given THEN file_digest END, survey
          FROM pg_temp.staged_surveys ORDER BY version;
        GET DIAGNOSTICS stored = ROW_COUNT;
        IF stored > 0 AND is_given THEN
            PERFORM archive_renumber_surveys(ARRAY(
                SELECT id FROM public.surveys WHERE id NOT IN (SELECT id FROM pg_temp.staged_surveys) ORDER BY version));
        END IF;
    END IF;
    SELECT * INTO in_force FROM public.surveys ORDER BY version DESC LIMIT 1;
    -- by one that names no sensors, all of them would go
    IF jsonb_typeof(in_force.survey -> 'sensors') = 'array'
       AND jsonb_typeof(in_force.survey #> '{butt,width_mm}') = 'number' THEN
        BEGIN
            PERFORM follow_survey(in_force.survey);
        EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
            RAISE WARNING 'survey % cannot be followed: %', in_force.version, SQLERRM;
        END;
    END IF;
    IF EXISTS (SELECT FROM pg_temp.staged_surveys WHERE id = in_force.id) THEN
        UPDATE public.sensors AS here SET surveyed_at = there.surveyed_at
          FROM pg_temp.staged_sensors AS there
         WHERE (here.channel, here.name, here.x_mm, here.y_mm, here.z_mm, here.bias_us)
               = (there.channel, there.name, there.x_mm, there.y_mm, there.z_mm, there.bias_us)
           AND here.surveyed_at <> there.surveyed_at;
    END IF;
    RETURN stored;
END $$;

-- Numbers these surveys behind all others, in this order.
CREATE OR REPLACE FUNCTION archive_renumber_surveys(in_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_temp, public AS $$
DECLARE
    one uuid;
BEGIN
    FOREACH one IN ARRAY in_ids LOOP
        UPDATE public.surveys SET version = DEFAULT WHERE id = one;
    END LOOP;
END $$;

-- The next survey is numbered after this one.
CREATE OR REPLACE FUNCTION archive_number_surveys_on(in_version integer) RETURNS void
LANGUAGE sql SET search_path = pg_temp, public AS $$
    SELECT setval(pg_get_serial_sequence('public.surveys', 'version'),
                  greatest(in_version, (SELECT last_value FROM public.surveys_version_seq)))
$$;
