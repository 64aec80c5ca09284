-- The taps of a calibration in their order: what was heard while it waited for them, or arrows that were shot before.

CREATE FUNCTION calibration_taps(ids uuid[]) RETURNS TABLE (calibration_id uuid, n bigint, detection_id uuid)
LANGUAGE sql STABLE ROWS 40 SET search_path = public, pg_temp AS $$
    SELECT calibration_id, row_number() OVER (PARTITION BY calibration_id ORDER BY detected_at, id), id
      FROM detections WHERE calibration_id = ANY (ids)
    UNION ALL
    SELECT c.id, point.n, shots.detection_id
      FROM calibrations AS c
     CROSS JOIN LATERAL jsonb_array_elements(c.request -> 'points') WITH ORDINALITY AS point (value, n)
      JOIN shots ON shots.id = (point.value ->> 'shot_id')::uuid
     WHERE c.id = ANY (ids) AND shots.detection_id IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION calibration_taps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION calibration_taps TO arch_server, arch_sensing;
