-- How the roles share the database: none holds up the others for ever.

-- The feed's lock, taken by whoever reads and then writes numbered rows; released at the end of the transaction.
CREATE OR REPLACE FUNCTION lock_feed() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT pg_advisory_xact_lock(7205391)
$$;

-- Ends transactions that are older, and returns their number. Needs pg_read_all_stats and pg_signal_backend: an owner
-- without them sees none.
CREATE OR REPLACE FUNCTION end_transactions_longer_than(of_wings interval, of_archive interval) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND xact_start < clock_timestamp() - CASE WHEN usename IN ('arch_sensing', 'arch_server') THEN of_wings
                                                 WHEN usename = 'arch_archive' THEN of_archive END
$$;

-- Ends transactions that last longer than any of ours; no setting of a role can prolong that.
CREATE OR REPLACE FUNCTION end_overlong_transactions() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT end_transactions_longer_than('30 s', '1 h')
$$;
