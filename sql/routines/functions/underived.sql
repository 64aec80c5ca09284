-- Storing shots by their position alone, without anything derived, and deriving it later.

-- Until the end of the transaction shots are stored with their position alone, in the end of the shot before: a row
-- that the rest is derived from cannot be read. Feed numbers in use, as after restoring a backup without its sequence,
-- are not given again.
CREATE OR REPLACE FUNCTION store_underived() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    PERFORM setval('feed_seq', newest)
       FROM (SELECT greatest((SELECT max(seq) FROM shots), (SELECT max(seq) FROM changes)) AS newest) AS given
      WHERE newest > nextval('feed_seq');
    PERFORM set_config('arch_stats.underived', 'on', true);
END $$;

-- Whether shots are stored so now.
CREATE OR REPLACE FUNCTION is_storing_underived() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('arch_stats.underived', true), '') = 'on'
$$;

-- Derives them as far as they can be by now, a hundred at most; how many of them are left. One that still cannot be is
-- left as it is.
CREATE OR REPLACE FUNCTION derive_underived() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- so many are tried in vain: where rows of a whole evening cannot be read, nobody waits for all of it
    most_failed CONSTANT integer := 20;
    failed integer := 0;
    one uuid;
BEGIN
    IF NOT EXISTS (SELECT FROM shots WHERE is_underived) THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(7205391);
    -- one by one, in their order: what one is follows from those before it
    FOR one IN SELECT id FROM shots WHERE is_underived ORDER BY session_id, shot_at, seq LIMIT 100 LOOP
        BEGIN
            UPDATE shots SET is_underived = false WHERE id = one;
        EXCEPTION WHEN OTHERS THEN
            failed := failed + 1;
            EXIT WHEN failed >= most_failed;
        END;
    END LOOP;
    RETURN (SELECT count(*) FROM shots WHERE is_underived);
END $$;
