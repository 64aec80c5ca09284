-- When sessions are open, and what was on at a moment.

-- Sets the end of a session that is closed: now, by the appliance's clock, where none is given; its start, where the
-- given end is before that, as by two clocks, for which closing is not refused.
CREATE OR REPLACE FUNCTION end_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.is_opened AND NOT NEW.is_opened THEN
        NEW.end_time := greatest(NEW.start_time, coalesce(NEW.end_time, appliance_now()));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION keep_session_span() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := appliance_now();
BEGIN
    IF NEW.is_opened THEN
        INSERT INTO session_spans (session_id, opened_at, opened_clock_id) VALUES (NEW.id, moment, current_clock_id());
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE session_spans
           SET closed_at = greatest(opened_at, moment), closed_clock_id = current_clock_id(),
               gave_end_time = NEW.end_time BETWEEN moment - interval '1 s' AND moment
         WHERE session_id = NEW.id AND closed_at IS NULL;
    END IF;
    RETURN NULL;
END $$;

-- What was on at each of `moments`, in their order: the session that was open then, and the calibration that waited
-- for taps then and did not have all of them yet (`taps_left`). With `is_certain` it waits for writers of sessions and
-- calibrations, so that what began before a moment is always seen. `is_test`: a sensor test was on.
DROP FUNCTION IF EXISTS context_at(timestamptz[], boolean);
CREATE OR REPLACE FUNCTION context_at(moments timestamptz[], is_certain boolean)
RETURNS TABLE (n bigint, session_id uuid, is_indoor boolean, calibration_id uuid, taps_left integer, is_test boolean)
LANGUAGE plpgsql ROWS 50 SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    latest timestamptz;
BEGIN
    IF is_certain THEN
        PERFORM pg_advisory_xact_lock(7205391);
    END IF;
    latest := greatest(appliance_now(), (SELECT max(one) FROM unnest(moments) AS one));
    RETURN QUERY
    SELECT asked.n, open.session_id, coalesce(open.is_indoor, false), tapped.id, coalesce(tapped.taps_left, 0),
           EXISTS (SELECT FROM sensor_tests AS test
                    WHERE test.began_at <= asked.moment AND asked.moment < test.ends_at
                      -- one that says otherwise was not begun by a person, and would swallow arrows for ever
                      AND are_storable(test.began_at, test.ends_at) AND test.ends_at <= latest + sensor_test_lasts())
      FROM unnest(moments) WITH ORDINALITY AS asked (moment, n)
      LEFT JOIN LATERAL (
           SELECT one.session_id, one.is_indoor
             FROM (SELECT span.session_id, sessions.is_indoor, span.opened_at
                     FROM session_spans AS span JOIN sessions ON sessions.id = span.session_id
                    WHERE span.opened_at <= asked.moment AND are_storable(span.opened_at)
                      AND (span.closed_at IS NULL OR asked.moment < span.closed_at AND are_storable(span.closed_at))
                    UNION ALL
                   -- open, and since when cannot be read: since it began
                   SELECT opened.id, opened.is_indoor, opened.start_time FROM sessions AS opened
                    WHERE opened.is_opened AND opened.start_time <= asked.moment
                      AND (SELECT coalesce(bool_or(span.opened_at IS NULL
                                                   OR NOT are_storable(span.opened_at, span.closed_at)), true)
                                  AND NOT coalesce(bool_or(span.closed_at IS NULL AND are_storable(span.opened_at)
                                                           AND span.opened_at IS NOT NULL), false)
                             FROM session_spans AS span WHERE span.session_id = opened.id)) AS one
            ORDER BY one.opened_at DESC LIMIT 1
      ) AS open ON true
      LEFT JOIN LATERAL (
           SELECT waiting.id, waiting.taps_left
             FROM (SELECT c.id, c.asked_at, taps_wanted(c.request) - (
                              SELECT count(*)::integer FROM detections AS tap
                               WHERE tap.calibration_id = c.id AND tap.detected_at < asked.moment) AS taps_left
                     FROM calibrations AS c
                    WHERE c.asked_at <= asked.moment
                      AND (c.waited_until IS NULL AND c.status IN ('asked', 'running')
                           OR asked.moment < c.waited_until AND c.waited_until <= latest)
                  ) AS waiting
            WHERE waiting.taps_left > 0
            ORDER BY waiting.asked_at DESC LIMIT 1
      ) AS tapped ON true
     ORDER BY asked.n;
END $$;
