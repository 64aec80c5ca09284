-- Consequences of shots that were written, changed or deleted: archers and ends of later shots, and surplus shots.

CREATE OR REPLACE FUNCTION settle_inserted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    late record;
BEGIN
    IF is_storing_underived() THEN
        RETURN NULL;
    END IF;
    PERFORM keep_ends(session_id, 'infinity', array_agg(dealt_to), array_agg(dealt_end), array_agg(dealt_arrow),
                      array_agg(shot_at))
       FROM new_shots WHERE dealt_arrow IS NOT NULL GROUP BY session_id;
    -- a shot is late where the next one was recorded before it
    FOR late IN SELECT added.session_id, array_agg(next.shot_at) AS ats, array_agg(next.seq) AS seqs
                  FROM new_shots AS added
                 CROSS JOIN LATERAL (SELECT shot_at, seq FROM shots
                                      WHERE session_id = added.session_id AND (shot_at, seq) > (added.shot_at, added.seq)
                                      ORDER BY shot_at, seq LIMIT 1) AS next
                 WHERE next.seq < added.seq GROUP BY added.session_id
    LOOP
        PERFORM deal_from_places(late.session_id, late.ats, late.seqs);
        PERFORM keep_ends(late.session_id, 'infinity', array_agg(dealt_to), array_agg(dealt_end),
                          array_agg(dealt_arrow), array_agg(shot_at))
           FROM shots WHERE id IN (SELECT id FROM new_shots WHERE session_id = late.session_id)
                        AND dealt_arrow IS NOT NULL;
    END LOOP;
    PERFORM find_surplus(session_id, array_agg(archer_id), array_agg(end_number))
       FROM (SELECT DISTINCT session_id, archer_id, end_number FROM new_shots) AS touched GROUP BY session_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settle_updated_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    is_dealing boolean := coalesce(current_setting('arch_stats.dealing', true), '') <> '';
    derived record;
BEGIN
    FOR derived IN SELECT added.* FROM new_shots AS added JOIN old_shots AS was USING (id)
                    WHERE was.is_underived AND NOT added.is_underived ORDER BY added.session_id, added.shot_at, added.seq
    LOOP
        PERFORM keep_ends(derived.session_id, 'infinity', ARRAY[derived.dealt_to], ARRAY[derived.dealt_end],
                          ARRAY[derived.dealt_arrow], ARRAY[derived.shot_at]) WHERE derived.dealt_arrow IS NOT NULL;
        PERFORM deal_from_places(derived.session_id, ARRAY[next.shot_at], ARRAY[next.seq])
           FROM (SELECT shot_at, seq FROM shots
                  WHERE session_id = derived.session_id AND (shot_at, seq) > (derived.shot_at, derived.seq)
                  ORDER BY shot_at, seq LIMIT 1) AS next;
    END LOOP;
    IF NOT is_dealing THEN
        PERFORM deal_from_places(moved.session_id, array_agg(moved.shot_at), array_agg(moved.seq))
           FROM (SELECT added.session_id, place.shot_at, added.seq
                   FROM new_shots AS added JOIN old_shots AS was USING (id)
                  CROSS JOIN LATERAL (VALUES (was.shot_at), (added.shot_at)) AS place (shot_at)
                  WHERE added.state IS NULL AND was.state IS NOT NULL) AS moved
          GROUP BY moved.session_id;
    END IF;
    PERFORM find_surplus(session_id, array_agg(archer_id), array_agg(end_number))
       FROM (SELECT one.session_id, one.archer_id, one.end_number
               FROM new_shots AS added JOIN old_shots AS was USING (id)
              CROSS JOIN LATERAL (VALUES (was.session_id, was.archer_id, was.end_number),
                                         (added.session_id, added.archer_id, added.end_number)
                                 ) AS one (session_id, archer_id, end_number)
              WHERE (added.archer_id, added.end_number, added.is_sighter, added.points, added.points_called, added.is_x,
                     added.is_x_called, added.arrow_of_target, added.shot_at)
                    IS DISTINCT FROM
                    (was.archer_id, was.end_number, was.is_sighter, was.points, was.points_called, was.is_x,
                     was.is_x_called, was.arrow_of_target, was.shot_at)
              GROUP BY 1, 2, 3) AS touched
      GROUP BY session_id;
    RETURN NULL;
END $$;

-- A deleted shot leaves its place free: the shots behind it are dealt again, and move up.
CREATE OR REPLACE FUNCTION settle_deleted_shots() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF coalesce(current_setting('arch_stats.is_importing', true), '') <> 'on' THEN
        INSERT INTO deleted_shots (id, session_id, shot)
        SELECT gone.id, gone.session_id, to_jsonb(gone) - 'state'
          FROM old_shots AS gone JOIN sessions ON sessions.id = gone.session_id
        ON CONFLICT (id) DO UPDATE SET deleted_at = excluded.deleted_at, shot = excluded.shot;
    END IF;
    PERFORM deal_from_places(gone.session_id, array_agg(gone.shot_at), array_agg(gone.seq)),
            find_surplus(gone.session_id, array_agg(gone.archer_id), array_agg(gone.end_number))
       FROM old_shots AS gone JOIN sessions ON sessions.id = gone.session_id GROUP BY gone.session_id;
    RETURN NULL;
END $$;
