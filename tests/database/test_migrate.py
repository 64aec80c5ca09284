import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from appliance.database.errors import DatabaseUnavailable, MigrationRefused
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate, read_migrations
from appliance.database.pool import connect_patiently
from appliance.runtime.resources import migrations_dir
from appliance.wiring.database import prepare_schema
from tests.postgres import Cluster

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)"
COUNT = len(read_migrations(migrations_dir()))


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[DatabaseLocation]:
    with cluster.database(template="template0") as fresh:
        yield fresh


async def apply(location: DatabaseLocation, folder: Path) -> int:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    try:
        return await migrate(connection, folder)
    finally:
        await connection.close()


async def test_from_empty_and_again(empty: DatabaseLocation) -> None:
    assert await apply(empty, migrations_dir()) == COUNT
    assert await apply(empty, migrations_dir()) == 0


async def test_a_database_with_shots_in_it_is_brought_up_to_date(empty: DatabaseLocation, tmp_path: Path) -> None:
    for path in sorted(migrations_dir().glob("*.sql"))[:7]:
        (tmp_path / path.name).write_text(path.read_text())
    assert await apply(empty, tmp_path) == 7
    connection = await asyncpg.connect(**empty.connect_arguments("tests"))
    try:
        session_id = await connection.fetchval(
            "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18) "
            "RETURNING id"
        )
        await connection.execute(SHOOT, session_id)
        old = await connection.fetchrow("SELECT * FROM shots")
        assert await apply(empty, migrations_dir()) == COUNT - 7
        new = await connection.fetchrow("SELECT * FROM shots")
        assert old is not None
        assert new is not None
        assert {name: new[name] for name in old.keys()} == dict(old)  # noqa: SIM118  (a record's keys)
        assert (new["archer_id"], new["attribution"], new["note"]) == (None, None, None)
        await connection.execute(SHOOT, session_id)
        assert await connection.fetchval("SELECT count(DISTINCT end_number) FROM shots") == 1
    finally:
        await connection.close()


async def test_two_at_once_apply_each_file_once(empty: DatabaseLocation) -> None:
    counts = await asyncio.gather(*(apply(empty, migrations_dir()) for _ in range(3)))
    assert sorted(counts) == [0, 0, COUNT]


async def test_a_database_from_the_future_is_refused(location: DatabaseLocation, tmp_path: Path) -> None:
    first = migrations_dir() / "0001_sessions_and_arrows.sql"
    (tmp_path / first.name).write_text(first.read_text())
    with pytest.raises(MigrationRefused, match="newer version"):
        await apply(location, tmp_path)


async def test_an_edited_file_is_refused(location: DatabaseLocation, tmp_path: Path) -> None:
    for path in migrations_dir().glob("*.sql"):
        (tmp_path / path.name).write_text(path.read_text() + ("-- edited" if path.name.startswith("0003") else ""))
    with pytest.raises(MigrationRefused, match="0003.*edited"):
        await apply(location, tmp_path)


async def test_a_file_that_fails_leaves_nothing_of_itself(location: DatabaseLocation, tmp_path: Path) -> None:
    for path in migrations_dir().glob("*.sql"):
        (tmp_path / path.name).write_text(path.read_text())
    bad = tmp_path / f"{COUNT + 1:04d}_bad.sql"
    bad.write_text("CREATE TABLE half_made (id integer); SELECT 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await apply(location, tmp_path)
    bad.write_text("CREATE TABLE half_made (id integer);")
    assert await apply(location, tmp_path) == 1


def test_a_gap_in_the_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("")
    with pytest.raises(MigrationRefused, match="without a gap"):
        read_migrations(tmp_path)


async def test_a_database_that_does_not_answer_says_what_to_do(tmp_path: Path) -> None:
    nowhere = DatabaseLocation(str(tmp_path), 5432, "db", "user")
    with pytest.raises(DatabaseUnavailable, match=r"does not answer.*POSTGRES_"):
        await connect_patiently(nowhere, "tests", patience_s=0.0)


async def test_a_database_that_is_not_there_says_so(location: DatabaseLocation) -> None:
    wrong = DatabaseLocation(location.host, location.port, "no_such_database", location.user)
    with pytest.raises(DatabaseUnavailable, match=r"refuses.*no_such_database"):
        await connect_patiently(wrong, "tests", patience_s=0.0)


async def test_an_appliance_whose_own_row_was_deleted_by_hand_is_one_again_at_the_next_start(
    location: DatabaseLocation,
) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    await connection.execute("DELETE FROM appliance")
    own = await prepare_schema(location, "archy")
    assert own == await connection.fetchval("SELECT own_appliance_id()")
    assert own == await prepare_schema(location, "archy")
    await connection.close()
