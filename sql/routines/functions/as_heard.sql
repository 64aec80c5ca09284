-- Storing shots as the sensors heard them, without anything derived.

-- Until the end of the transaction shots are stored with their position alone, in the end of the shot before: a row
-- that the rest is derived from cannot be read. Feed numbers in use, as after restoring a backup without its sequence,
-- are not given again.
CREATE OR REPLACE FUNCTION store_as_heard() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    PERFORM setval('feed_seq', newest)
       FROM (SELECT greatest((SELECT max(seq) FROM shots), (SELECT max(seq) FROM changes)) AS newest) AS given
      WHERE newest > nextval('feed_seq');
    PERFORM set_config('arch_stats.as_heard', 'on', true);
END $$;

-- Whether shots are stored so now.
CREATE OR REPLACE FUNCTION is_stored_as_heard() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('arch_stats.as_heard', true), '') = 'on'
$$;
