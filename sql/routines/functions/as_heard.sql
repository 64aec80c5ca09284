-- Shots that are stored as the sensors heard them and no more.

-- From here to the end of the transaction shots are stored with their place alone, in the end that was on: something in the
-- tables that the rest follows from cannot be read. Numbers that were given already, as after a backup without its sequence,
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

-- Whether they are.
CREATE OR REPLACE FUNCTION is_stored_as_heard() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('arch_stats.as_heard', true), '') = 'on'
$$;
