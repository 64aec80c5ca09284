-- Who may log in beside the owner, and what PostgreSQL leaves open to everybody: for an administrator (a superuser), once,
-- in the appliance's own database, which exists and belongs to the owner. Running it again changes nothing. The appliance
-- runs it itself where the server is its own. Each statement ends with an empty line, as `postgres --single -j` wants.

-- whoever may make functions in the database makes none that runs here, with a superuser's rights
SET search_path TO pg_catalog, pg_temp;

DO $$
DECLARE
    login text;
BEGIN
    FOREACH login IN ARRAY ARRAY['arch_sensing', 'arch_server', 'arch_archive'] LOOP
        -- roles belong to the whole server: another database may have made it
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
            EXECUTE format('CREATE ROLE %I', login);
        END IF;
    END LOOP;
END $$;

-- Nobody takes all connections: who else logs in finds a place. A role cannot change this of itself.
ALTER ROLE arch_server LOGIN NOINHERIT CONNECTION LIMIT 22;

ALTER ROLE arch_sensing LOGIN NOINHERIT CONNECTION LIMIT 8;

ALTER ROLE arch_archive LOGIN NOINHERIT CONNECTION LIMIT 4;

-- What hangs ends by itself. A role can set these otherwise for itself: they are against faults, and
-- end_overlong_transactions() is against who does.
ALTER ROLE arch_server SET statement_timeout = '60s';

ALTER ROLE arch_sensing SET statement_timeout = '60s';

ALTER ROLE arch_server SET lock_timeout = '20s';

ALTER ROLE arch_sensing SET lock_timeout = '20s';

ALTER ROLE arch_server SET idle_in_transaction_session_timeout = '15s';

ALTER ROLE arch_sensing SET idle_in_transaction_session_timeout = '15s';

ALTER ROLE arch_archive SET idle_in_transaction_session_timeout = '5min';

-- Members of nothing: nobody becomes another by SET ROLE.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT role.rolname AS role, member.rolname AS member
          FROM pg_auth_members AS membership
          JOIN pg_roles AS role ON role.oid = membership.roleid
          JOIN pg_roles AS member ON member.oid = membership.member
         WHERE member.rolname IN ('arch_sensing', 'arch_server', 'arch_archive')
            OR (role.rolname IN ('arch_sensing', 'arch_server', 'arch_archive')
                AND member.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
    LOOP
        EXECUTE format('REVOKE %I FROM %I', found.role, found.member);
    END LOOP;
END $$;

-- Which functions of PostgreSQL anybody may call, and nobody here needs: large objects (rows without a bound, outside all
-- tables), advisory locks (held for ever, by whoever), messages in the write-ahead log (a gigabyte each). And code of one's
-- own, that loops. The owner keeps them: its own functions and migrations use them.
DO $$
DECLARE
    owner CONSTANT text := (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database());
    each regprocedure;
BEGIN
    FOR each IN
        SELECT oid FROM pg_proc
         WHERE pronamespace = 'pg_catalog'::regnamespace
           AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message')
                OR proname LIKE 'pg\_%advisory%')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', each);
        IF each::text LIKE 'pg\_%' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I, arch_archive', each, owner);
        END IF;
    END LOOP;
    REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
    EXECUTE format('GRANT USAGE ON LANGUAGE plpgsql, sql TO %I', owner);
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    EXECUTE format('GRANT ALL ON SCHEMA public TO %I', owner);
    -- to see and end transactions of a role that takes too long, for which another one waits
    EXECUTE format('GRANT pg_signal_backend, pg_read_all_stats TO %I', owner);
END $$;

