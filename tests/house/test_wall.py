"""What nobody who logs in may do, whatever is granted: as each role, everything that PostgreSQL has to offer."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from appliance.database.location import ROLES, DatabaseLocation, Role

DENIED = asyncpg.InsufficientPrivilegeError
REFUSED = (
    DENIED,
    asyncpg.InvalidParameterValueError,
    asyncpg.InvalidRoleSpecificationError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.CantChangeRuntimeParamError,
)
"""What PostgreSQL says of a right that is missing, of a role that is another's, and of what its settings forbid."""

WAIT_S = 20
ALONE = ("CREATE DATABASE", "DROP DATABASE", "CREATE TABLESPACE", "ALTER SYSTEM")

BECOMING_ANOTHER = (
    "SET ROLE {owner}",
    "SET ROLE {other}",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION {owner}",
    "SET SESSION AUTHORIZATION postgres",
    "GRANT {owner} TO CURRENT_USER",
    "GRANT {other} TO CURRENT_USER",
    "GRANT pg_execute_server_program TO CURRENT_USER",
    "GRANT pg_read_server_files TO CURRENT_USER",
    "GRANT pg_signal_backend TO CURRENT_USER",
    "CREATE ROLE mine",
    "CREATE ROLE mine SUPERUSER",
    "CREATE USER mine",
    "DROP ROLE {other}",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "ALTER ROLE CURRENT_USER CREATEDB",
    "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
    "ALTER ROLE {other} NOLOGIN",
    "ALTER ROLE {other} PASSWORD 'x'",
    "ALTER ROLE {other} SET statement_timeout = 1",
    "ALTER ROLE {owner} PASSWORD 'x'",
    "ALTER ROLE ALL SET statement_timeout = 1",
    "REASSIGN OWNED BY {owner} TO CURRENT_USER",
    "DROP OWNED BY {other}",
)
FILES_AND_PROGRAMS = (
    "COPY sessions TO PROGRAM 'id'",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "COPY wings FROM PROGRAM 'id'",
    "COPY wings FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT pg_ls_logdir()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/x')",
    "SELECT pg_current_logfile()",
    "LOAD '/tmp/mine.so'",
    "CREATE FOREIGN DATA WRAPPER mine",
    "CREATE TABLESPACE mine LOCATION '/tmp'",
)
OBJECTS_OF_ONES_OWN = (
    "CREATE TABLE mine (id integer)",
    "CREATE UNLOGGED TABLE mine (id integer)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE SCHEMA mine",
    "CREATE DATABASE mine",
    "CREATE TYPE mine AS (id integer)",
    "CREATE SEQUENCE mine",
    "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)",
    "CREATE AGGREGATE mine (integer) (SFUNC = int4pl, STYPE = integer)",
    "CREATE LANGUAGE mine HANDLER plpgsql_call_handler",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION derive_shot()",
    "CREATE TRIGGER mine BEFORE INSERT ON wings FOR EACH ROW EXECUTE FUNCTION derive_shot()",
    "CREATE RULE mine AS ON INSERT TO wings DO ALSO NOTIFY x",
    "CREATE POLICY mine ON wings",
    "CREATE INDEX mine ON wings (reported_at)",
    "CREATE STATISTICS mine ON wing, reported_at FROM wings",
    "CREATE PUBLICATION mine",
    "CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION mine WITH (connect = false)",
    "DO $$ BEGIN LOOP END LOOP; END $$",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_put(1, 0, 'x')",
)
OBJECTS_OF_OTHERS = (
    "ALTER TABLE wings ADD COLUMN mine integer",
    "ALTER TABLE wings OWNER TO CURRENT_USER",
    "ALTER TABLE wings DISABLE TRIGGER ALL",
    "ALTER TABLE shots DISABLE ROW LEVEL SECURITY",
    "ALTER FUNCTION lock_feed() SECURITY INVOKER",
    "ALTER FUNCTION lock_feed() OWNER TO CURRENT_USER",
    "CREATE OR REPLACE FUNCTION lock_feed() RETURNS void LANGUAGE sql AS ''",
    "DROP FUNCTION lock_feed()",
    "DROP TABLE wings",
    "DROP SCHEMA public CASCADE",
    "TRUNCATE wings",
    "TRUNCATE shots CASCADE",
    "COMMENT ON TABLE wings IS 'mine'",
    "SECURITY LABEL ON TABLE wings IS 'mine'",
    "UPDATE schema_migrations SET checksum = 'x'",
    "DELETE FROM schema_routines",
    "ALTER DATABASE {database} SET search_path = mine",
    "ALTER DATABASE {database} OWNER TO CURRENT_USER",
    "DROP DATABASE {database}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO PUBLIC",
)
THE_SERVER = (
    "SET session_replication_role = replica",
    "SET log_statement = 'none'",
    "SET temp_file_limit = -1",
    "SET zero_damaged_pages = on",
    "ALTER SYSTEM SET fsync = off",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "SELECT pg_switch_wal()",
    "SELECT pg_create_restore_point('mine')",
    "SELECT pg_create_physical_replication_slot('mine')",
    "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
    "SELECT pg_replication_origin_create('mine')",
    "SELECT pg_stat_reset()",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_file_settings",
    "CHECKPOINT",
    "PREPARE TRANSACTION 'mine'",
    "SELECT pg_terminate_backend({process})",
    "SELECT pg_cancel_backend({process})",
)
OF_WINGS = (
    "CREATE TEMPORARY TABLE mine (id integer)",
    "SELECT pg_advisory_lock(7205391)",
    "SELECT pg_try_advisory_lock(7205391)",
    "SELECT pg_advisory_xact_lock_shared(7205391)",
    "SELECT pg_logical_emit_message(false, 'x', repeat('x', 100))",
    "SELECT archive_clear('shots', 0, 1)",
    "SELECT deal_again(gen_random_uuid(), NULL, NULL, true)",
    "SELECT date_again_as_since()",
)
EVERYBODY = (*BECOMING_ANOTHER, *FILES_AND_PROGRAMS, *OBJECTS_OF_ONES_OWN, *OBJECTS_OF_OTHERS, *THE_SERVER)


def statements(role: Role) -> Iterator[str]:
    yield from EVERYBODY
    if role != "arch_archive":
        yield from OF_WINGS


async def refusal(connection: Any, statement: str) -> asyncpg.PostgresError | None:
    """Why it was refused; None where it was not. Nothing is left of it, save of what no transaction may contain."""
    if statement.startswith(ALONE):
        try:
            await connection.execute(statement)
        except asyncpg.PostgresError as error:
            return error
        return None
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as error:
        return error
    finally:
        await transaction.rollback()
    return None


@pytest.mark.parametrize("role", ROLES)
async def test_nobody_who_logs_in_gets_behind_the_wall(role: Role, location: DatabaseLocation) -> None:
    another = await asyncpg.connect(**location.connect_arguments("tests"))
    names = {
        "process": another.get_server_pid(),
        "owner": location.user,
        "other": "arch_server" if role == "arch_sensing" else "arch_sensing",
        "database": location.database,
    }
    connection = await asyncpg.connect(**location.connect_arguments("tests", role))
    done = {}
    for statement in statements(role):
        error = await refusal(connection, statement.format_map(names) if "{" in statement else statement)
        if not isinstance(error, REFUSED):
            done[statement] = error
    await connection.close()
    await another.close()
    assert done == {}


async def test_who_logs_in_is_nobody_else_and_hands_nothing_on(location: DatabaseLocation) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    memberships = await connection.fetch(
        """
        SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members
         WHERE member = ANY ($1::text[]::regrole[]) OR roleid = ANY ($1::text[]::regrole[])
        """,
        list(ROLES),
    )
    assert memberships == []
    powers = await connection.fetch(
        """
        SELECT rolname FROM pg_roles
         WHERE rolname = ANY ($1)
           AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR NOT rolcanlogin
                OR rolconnlimit < 1)
        """,
        list(ROLES),
    )
    assert powers == []
    owner = await connection.fetchrow(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user"
    )
    assert owner is not None
    assert not any(owner.values())
    grantable = await connection.fetch(
        """
        SELECT relname FROM pg_class, aclexplode(relacl) AS granted
         WHERE granted.is_grantable AND granted.grantee = ANY ($1::text[]::regrole[])
        UNION ALL
        SELECT proname FROM pg_proc, aclexplode(proacl) AS granted
         WHERE granted.is_grantable AND granted.grantee = ANY ($1::text[]::regrole[])
        """,
        list(ROLES),
    )
    assert grantable == []
    await connection.close()


async def test_nothing_of_the_schema_is_everybodys(location: DatabaseLocation) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    of_everybody = await connection.fetch(
        """
        SELECT oid::regclass::text AS name FROM pg_class, aclexplode(relacl) AS granted
         WHERE relnamespace = 'public'::regnamespace AND grantee = 0
        UNION ALL
        SELECT oid::regprocedure::text FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
         WHERE pronamespace = 'public'::regnamespace AND grantee = 0
        UNION ALL
        SELECT nspname FROM pg_namespace, aclexplode(nspacl) AS granted WHERE nspname = 'public' AND grantee = 0
        UNION ALL
        SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS granted
         WHERE datname = current_database() AND grantee = 0
        """
    )
    assert [row["name"] for row in of_everybody] == []
    await connection.close()


async def test_every_function_that_acts_as_the_owner_finds_only_what_it_means(location: DatabaseLocation) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    loose = await connection.fetch(
        """
        SELECT oid::regprocedure::text AS name FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting
                            WHERE setting IN ('search_path=public, pg_temp', 'search_path=pg_catalog, pg_temp'))
        """
    )
    assert [row["name"] for row in loose] == []
    await connection.close()


async def test_who_holds_the_feed_up_for_too_long_is_ended(location: DatabaseLocation) -> None:
    """Whatever it set for itself: its own time-outs are its own."""
    holder = await asyncpg.connect(**location.connect_arguments("tests", "arch_server"))
    await holder.execute("SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0")
    await holder.execute("BEGIN; SELECT lock_feed()")
    owner = await asyncpg.connect(**location.connect_arguments("tests"))
    wing = await asyncpg.connect(**location.connect_arguments("tests", "arch_sensing"))
    assert await wing.fetchval("SELECT end_overlong_transactions()") == 0
    assert await owner.fetchval("SELECT end_transactions_longer_than('1 h', '1 h')") == 0
    assert await owner.fetchval("SELECT end_transactions_longer_than('0 s', '1 h')") == 1
    # it waits until that lock is free, and not for ever
    await wing.execute("SELECT lock_feed()", timeout=WAIT_S)
    for connection in (holder, owner, wing):
        connection.terminate()
