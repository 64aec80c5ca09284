-- Outcomes of releases: a shot with the times of its bow, or a miss. appliance/core/bow_pairing.py decides which.

-- Whether this archer shoots in the session at this time; without a roster everybody does.
CREATE OR REPLACE FUNCTION shoots_at(in_session_id uuid, in_archer_id uuid, in_at timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(config -> 'archers' ? in_archer_id::text, false)
           OR NOT EXISTS (SELECT FROM rosters WHERE session_id = in_session_id)
      FROM mark_before(in_session_id, in_at)
$$;

-- Whether this archer has a bow with a sensor or, where the archer is not known, all archers of the session have one.
CREATE OR REPLACE FUNCTION has_bow_sensor(in_session_id uuid, in_archer_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM (SELECT in_archer_id AS id WHERE in_archer_id IS NOT NULL
                      UNION ALL
                     SELECT archer_id FROM session_archers WHERE session_id = in_session_id AND in_archer_id IS NULL) AS shooting
         WHERE NOT EXISTS (SELECT FROM bows WHERE bows.archer_id = shooting.id AND sensor IS NOT NULL))
$$;

DROP FUNCTION IF EXISTS keep_release(text, bigint, bigint, timestamptz, timestamptz, uuid),
    keep_release(text, bigint, bigint, timestamptz, timestamptz, uuid, interval);

-- Stores a release, once, if it may be a scoring arrow, and returns 'kept'; else returns why it is not stored. The ends
-- of a session that was closed for longer than `in_closed_for` are final: a sensor that sends a release in it now has a
-- wrong clock. 'numbered_twice': stored, though another release has the same number.
CREATE OR REPLACE FUNCTION keep_release(
    in_sensor text, in_boot bigint, in_sequence bigint, in_bow_us bigint, in_drawn_at timestamptz,
    in_released_at timestamptz, in_clock_id uuid, in_closed_for interval
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    on_bow bows;
    moment record;
    is_listed boolean;
    known record;
BEGIN
    SELECT * INTO on_bow FROM bows WHERE sensor = in_sensor;
    IF NOT FOUND THEN
        RETURN 'nobody';
    END IF;
    SELECT * INTO moment FROM context_at(ARRAY[in_released_at], true);
    IF moment.session_id IS NULL THEN
        RETURN 'no_session';
    ELSIF NOT EXISTS (SELECT FROM session_spans AS span
                       WHERE span.session_id = moment.session_id AND span.opened_at <= in_released_at
                         AND (span.closed_at IS NULL
                              OR in_released_at < span.closed_at AND span.closed_at >= appliance_now() - in_closed_for)) THEN
        RETURN 'too_old';
    ELSIF moment.is_test OR moment.calibration_id IS NOT NULL THEN
        RETURN 'test';
    ELSIF NOT shoots_at(moment.session_id, on_bow.archer_id, in_released_at) THEN
        RETURN 'not_listed';
    END IF;
    SELECT count(*) AS alike, count(*) FILTER (WHERE coalesce(bow_us, in_bow_us) = in_bow_us) AS same INTO known
      FROM releases WHERE (sensor, boot, sequence) = (in_sensor, in_boot, in_sequence);
    IF known.same > 0 THEN
        RETURN 'kept';
    END IF;
    is_listed := EXISTS (SELECT FROM rosters WHERE session_id = moment.session_id);
    INSERT INTO releases (sensor, boot, sequence, bow_us, session_id, archer_id, drawn_at, released_at, clock_id)
    VALUES (in_sensor, in_boot, in_sequence, in_bow_us, moment.session_id, CASE WHEN is_listed THEN on_bow.archer_id END, in_drawn_at,
            in_released_at, in_clock_id)
    ON CONFLICT ON CONSTRAINT release_once DO NOTHING;
    RETURN CASE WHEN known.alike > 0 THEN 'numbered_twice' ELSE 'kept' END;
END $$;

-- Pairs a release with its impact: the shot gets the bow's times, and the bow's archer unless a person or the arrow's
-- tag named one. A miss recorded for the release is deleted. False, and nothing is done, where one of the two was
-- paired meanwhile, or a person corrected the miss since the caller read it.
CREATE OR REPLACE FUNCTION pair_release(in_id uuid, in_detection_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    loosed releases;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO loosed FROM releases WHERE id = in_id FOR UPDATE;
    IF NOT FOUND OR loosed.outcome NOT IN ('missed', 'unheard')
       OR EXISTS (SELECT FROM releases WHERE detection_id = in_detection_id)
       OR NOT EXISTS (SELECT FROM detections WHERE id = in_detection_id AND session_id = loosed.session_id)
       OR loosed.outcome = 'missed' AND loosed.shot_id IS NULL
       OR EXISTS (SELECT FROM corrections WHERE session_id = loosed.session_id AND shot_id = loosed.shot_id) THEN
        RETURN false;
    END IF;
    UPDATE releases SET outcome = 'landed', detection_id = in_detection_id, shot_id = NULL WHERE id = in_id;
    DELETE FROM shots WHERE id = loosed.shot_id;
    -- no person deleted it, so no person is to restore it
    DELETE FROM deleted_shots WHERE id = loosed.shot_id;
    UPDATE shots
       SET arrow_engage_time = loosed.drawn_at, arrow_disengage_time = loosed.released_at,
           archer_id = CASE WHEN is_of_bow THEN loosed.archer_id ELSE shots.archer_id END,
           attribution = CASE WHEN is_of_bow THEN 'bow' ELSE attribution END
      FROM (SELECT id, loosed.archer_id IS NOT NULL AND NOT is_archer_given AND dealt_as IN ('order', 'owner')
                       AND attribution IS DISTINCT FROM 'arrow' AND attribution IS DISTINCT FROM 'person' AS is_of_bow
              FROM shots WHERE detection_id = in_detection_id) AS found
     WHERE shots.id = found.id AND shots.arrow_disengage_time IS NULL;
    RETURN true;
END $$;

-- Records a miss of the bow's archer for a release without an impact, and returns its shot's id; null where the release
-- was decided meanwhile.
CREATE OR REPLACE FUNCTION miss_release(in_id uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    loosed releases;
    new_shot uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    SELECT * INTO loosed FROM releases WHERE id = in_id AND outcome IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO shots (session_id, arrow_engage_time, arrow_disengage_time, shot_at, clock_id, archer_id, attribution)
    VALUES (loosed.session_id, loosed.drawn_at, loosed.released_at, loosed.released_at, loosed.clock_id, loosed.archer_id,
            CASE WHEN loosed.archer_id IS NOT NULL THEN 'bow' END)
    RETURNING id INTO new_shot;
    UPDATE releases SET outcome = 'missed', shot_id = new_shot WHERE id = in_id;
    RETURN new_shot;
END $$;
