-- Gives back what roles.sql took from everybody of PostgreSQL's own functions: before another major version takes the
-- database over, which may have them with other arguments. roles.sql is run again afterwards. For a superuser.

SET search_path TO pg_catalog, pg_temp;

DO $$
DECLARE
    each record;
    grantee text;
BEGIN
    FOR each IN
        SELECT oid::regprocedure AS name, proacl FROM pg_proc
         WHERE pronamespace = 'pg_catalog'::regnamespace AND proacl IS NOT NULL
           AND oid NOT IN (SELECT objoid FROM pg_init_privs WHERE classoid = 'pg_proc'::regclass)
    LOOP
        FOR grantee IN
            SELECT DISTINCT rolname FROM aclexplode(each.proacl) AS entry JOIN pg_roles AS role ON role.oid = entry.grantee
             WHERE rolname <> current_user
        LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM %I', each.name, grantee);
        END LOOP;
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', each.name);
    END LOOP;
END $$;

