import asyncio
import hashlib
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from appliance.database.errors import DatabaseUnavailable, MigrationRefused
from appliance.database.location import DatabaseLocation, Role
from appliance.database.migrate import migrate, read_migrations
from appliance.database.pool import Connection, connect_patiently, open_pool
from appliance.messages.translation import english_of
from appliance.runtime.resources import sql_dir
from appliance.wiring.database import prepare_schema
from tests.english import refusing
from tests.postgres import Cluster

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)"
COUNT = len(read_migrations(sql_dir() / "migrations"))


@pytest.fixture
def bare(cluster: Cluster) -> Iterator[DatabaseLocation]:
    """A database in which nobody ran roles.sql."""
    with cluster.database(template="template0") as fresh:
        yield fresh


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the schema, to be changed."""
    shutil.copytree(sql_dir(), tmp_path / "sql")
    return tmp_path / "sql"


async def apply(location: DatabaseLocation, folder: Path) -> int:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    try:
        return await migrate(connection, folder)
    finally:
        await connection.close()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


async def put_shot(connection: Connection) -> None:
    session_id = await connection.fetchval(
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18) RETURNING id"
    )
    await connection.execute(SHOOT, session_id)


async def test_from_empty_and_again(empty: DatabaseLocation) -> None:
    assert await apply(empty, sql_dir()) == COUNT
    assert await apply(empty, sql_dir()) == 0


async def test_a_database_with_shots_in_it_is_brought_up_to_date(location: DatabaseLocation, changed: Path) -> None:
    (changed / "migrations" / f"{COUNT + 1:04d}_flag.sql").write_text(
        "ALTER TABLE shots ADD COLUMN flag integer;SELECT bound_column('shots', 'flag', '{\"least\": 0, \"most\": 9}');"
    )
    edit(
        changed / "routines" / "views.sql",
        "\n           ) AS sent) AS json,\n           shots.*",
        ", shots.flag\n           ) AS sent) AS json,\n           shots.*",
    )
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    try:
        await put_shot(connection)
        old = await connection.fetchrow("SELECT * FROM shot_read")
        assert await apply(location, changed) == 1
        new = await connection.fetchrow("SELECT * FROM shot_read")
        assert old is not None
        assert new is not None
        assert dict(new) == {**old, "json": old["json"].replace("}", ',"flag":null}'), "flag": None}
        with pytest.raises(asyncpg.CheckViolationError, match="shots_flag_in_domain"):
            await connection.execute("UPDATE shots SET flag = 10")
    finally:
        await connection.close()


async def test_a_changed_routine_is_applied_again_and_touches_no_row(location: DatabaseLocation, changed: Path) -> None:
    edit(changed / "routines" / "functions" / "scoring.sql", "SELECT 9.3::", "SELECT 5.5::")
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    try:
        await put_shot(connection)
        old = await connection.fetch("SELECT xmin, * FROM shots")
        assert await apply(location, changed) == 0
        assert await connection.fetchval("SELECT default_shaft_mm()") == 5.5
        assert await connection.fetch("SELECT xmin, * FROM shots") == old
        assert await apply(location, sql_dir()) == 0
        assert await connection.fetchval("SELECT default_shaft_mm()") == 9.3
    finally:
        await connection.close()


async def test_unchanged_routines_are_left_alone(location: DatabaseLocation) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    try:
        before = await connection.fetchval("SELECT max(applied_at) FROM schema_routines")
        await apply(location, sql_dir())
        assert await connection.fetchval("SELECT max(applied_at) FROM schema_routines") == before
    finally:
        await connection.close()


async def test_what_is_not_granted_any_more_is_taken_back(location: DatabaseLocation, changed: Path) -> None:
    edit(changed / "routines" / "grants.sql", "GRANT DELETE ON nodes, set_aside TO", "GRANT DELETE ON set_aside TO")
    edit(changed / "routines" / "grants.sql", "UPDATE (clock_id, clock_shift_us)", "UPDATE (clock_id)")
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    rights = (
        "SELECT has_table_privilege('arch_sensing', 'nodes', 'DELETE'), "
        "has_column_privilege('arch_sensing', 'appliance', 'clock_shift_us', 'UPDATE'), "
        "has_column_privilege('arch_sensing', 'appliance', 'clock_id', 'UPDATE')"
    )
    try:
        assert tuple(await connection.fetchrow(rights) or ()) == (True, True, True)
        await apply(location, changed)
        assert tuple(await connection.fetchrow(rights) or ()) == (False, False, True)
    finally:
        await connection.close()


async def test_two_at_once_apply_each_file_once(empty: DatabaseLocation) -> None:
    counts = await asyncio.gather(*(apply(empty, sql_dir()) for _ in range(3)))
    assert sorted(counts) == [0, 0, COUNT]


async def test_a_database_from_the_future_is_refused(location: DatabaseLocation, changed: Path) -> None:
    for path in sorted((changed / "migrations").glob("*.sql"))[1:]:
        path.unlink()
    with refusing(MigrationRefused, "newer version"):
        await apply(location, changed)


async def test_a_database_from_before_the_first_release_is_refused_and_keeps_everything(
    empty: DatabaseLocation,
) -> None:
    connection = await asyncpg.connect(**empty.connect_arguments("tests"))
    tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    try:
        await connection.execute(
            "CREATE TABLE schema_migrations (version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL);"
            "INSERT INTO schema_migrations VALUES (1, '0001_sessions_and_arrows.sql', 'x');"
            "CREATE TABLE sessions (id uuid); INSERT INTO sessions VALUES (gen_random_uuid())"
        )
        before = await connection.fetchval(tables)
        for _ in range(2):
            with refusing(MigrationRefused, r"^the database is from before the first release [^.]*$"):
                await prepare_schema(empty, "archy")
        assert await connection.fetchval("SELECT count(*) FROM sessions") == 1
        assert await connection.fetchval(tables) == before
    finally:
        await connection.close()


async def test_an_edited_file_is_refused(location: DatabaseLocation, changed: Path) -> None:
    edit(next((changed / "migrations").glob("0003*.sql")), "CREATE TABLE sessions", "-- edited\nCREATE TABLE sessions")
    with refusing(MigrationRefused, "0003.*edited"):
        await apply(location, changed)


async def test_a_file_that_was_written_anew_names_what_it_was_applied_as(
    location: DatabaseLocation, changed: Path
) -> None:
    path = next((changed / "migrations").glob("0003*.sql"))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    text = path.read_text("utf-8")
    path.write_text(f"-- applied before as {before}\n-- edited\n{text}", "utf-8")
    assert await apply(location, changed) == 0
    path.write_text(f"-- applied before as {before[::-1]}\n-- edited\n{text}", "utf-8")
    with refusing(MigrationRefused, "0003.*edited"):
        await apply(location, changed)


@pytest.mark.parametrize(
    ("who", "done"),
    [("arch_server", "DROP OWNED BY CURRENT_USER"), (None, "GRANT ALL ON DATABASE {database} TO PUBLIC")],
)
async def test_rights_that_were_dropped_or_opened_are_as_written_after_the_next_start(
    who: Role | None, done: str, location: DatabaseLocation
) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests", who))
    await connection.execute(done.format(database=location.database))
    await connection.close()
    await apply(location, sql_dir())
    async with open_pool(location, "arch_server", max_size=1) as pool:
        assert await pool.fetchval("SELECT count(*) FROM sessions") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("CREATE TEMPORARY TABLE mine (id integer)")


async def test_without_the_roles_it_says_who_has_to_make_them(bare: DatabaseLocation) -> None:
    with refusing(MigrationRefused, r"administrator run .*roles\.sql"):
        await apply(bare, sql_dir())


@pytest.mark.parametrize("place", ["migrations", "routines/functions"])
async def test_a_file_that_fails_leaves_nothing_of_any(location: DatabaseLocation, changed: Path, place: str) -> None:
    (changed / "migrations" / f"{COUNT + 1:04d}_good.sql").write_text("CREATE TABLE well_made (id integer);")
    bad = changed / place / f"{COUNT + 2:04d}_bad.sql"
    bad.write_text("CREATE TABLE half_made (id integer); SELECT 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await apply(location, changed)
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    assert await connection.fetchval("SELECT to_regclass('half_made') IS NULL AND to_regclass('well_made') IS NULL")
    await connection.close()
    bad.unlink()
    assert await apply(location, changed) == 1


def test_a_gap_in_the_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("")
    with refusing(MigrationRefused, "without a gap"):
        read_migrations(tmp_path)


async def test_a_database_that_does_not_answer_says_what_to_do(tmp_path: Path) -> None:
    nowhere = DatabaseLocation(str(tmp_path), 5432, "db", "user")
    with refusing(DatabaseUnavailable, r"does not answer.*switch it on") as refused:
        await connect_patiently(nowhere, "tests", patience_s=0.0)
    # what the system calls it stands there, its number does not
    assert "(No such file or directory)" in english_of(refused.value)


async def test_a_database_that_is_not_there_says_so(location: DatabaseLocation) -> None:
    wrong = DatabaseLocation(location.host, location.port, "no_such_database", location.user)
    with refusing(DatabaseUnavailable, r"refuses.*no_such_database"):
        await connect_patiently(wrong, "tests", patience_s=0.0)


async def test_an_appliance_whose_own_row_was_deleted_by_hand_is_one_again_at_the_next_start(
    location: DatabaseLocation,
) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    # only an owner who means it comes so far
    await connection.execute("ALTER TABLE appliance DISABLE TRIGGER USER")
    await connection.execute("DELETE FROM appliance")
    own = await prepare_schema(location, "archy")
    assert own == await connection.fetchval("SELECT own_appliance_id()")
    assert own == await prepare_schema(location, "archy")
    await connection.close()


def test_the_wheel_has_every_folder_of_the_schema() -> None:
    project = tomllib.loads((sql_dir().parent / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = [path.name for path in sql_dir().iterdir() if path.is_dir()]
    assert {f"sql/{name}": f"appliance/share/sql/{name}" for name in folders}.items() <= included.items()
    assert sorted(folders) == ["migrations", "routines"]
