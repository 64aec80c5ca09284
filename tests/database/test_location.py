"""What a connection sets for itself, whatever is set for the server, the database and the role."""

import asyncpg

from appliance.database.location import ROLES, DatabaseLocation

SET = ("synchronous_commit", "search_path", "timezone")


async def test_what_is_committed_is_on_the_disk_though_somebody_tuned_the_database(location: DatabaseLocation) -> None:
    owner = await asyncpg.connect(**location.connect_arguments("tests"))
    for setting in ("synchronous_commit = off", "search_path = ''", "timezone = 'Asia/Kathmandu'"):
        await owner.execute(f'ALTER DATABASE "{location.database}" SET {setting}')
    await owner.close()
    for role in (None, *ROLES):
        connection = await asyncpg.connect(**location.connect_arguments("tests", role))
        found = [await connection.fetchval(f"SHOW {name}") for name in SET]
        await connection.close()
        assert found == ["on", "public", "UTC"], role
