"""arch-stats bot: a simulated archer who shoots into a running appliance by plain SQL, as any other process may."""

import asyncio
import os
import random
from datetime import UTC, datetime

import asyncpg

from appliance.commands.terminal import print_message
from appliance.core.message import message
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Connection, connect_patiently
from appliance.errors import StartError
from appliance.runtime.stopping import until_stopped
from appliance.settings import Settings, read_settings
from appliance.wiring.database import given_location
from drivers.sim.virtual_butt import VirtualArcher

DATABASE_PATIENCE_S = 2.0


def bot(pace_s: float, arrows: int | None) -> int:
    """Shoot into the open session until Ctrl-C, or `arrows` times."""
    settings = read_settings(os.environ)
    asyncio.run(_run(_running_database(settings), pace_s, arrows))
    return 0


def _running_database(settings: Settings) -> DatabaseLocation:
    """The database of the appliance; of its demo where only the demo runs. Raises StartError."""
    demo = settings.model_copy(update={"data_dir": settings.data_dir / "demo"})
    for candidate in (settings, demo):
        location = given_location(candidate)
        if not settings.uses_embedded_database or os.path.exists(f"{location.host}/.s.PGSQL.{location.port}"):  # noqa: PTH110
            return location
    raise StartError(message("no_appliance_running", folder=str(settings.data_dir)))


async def _run(location: DatabaseLocation, pace_s: float, arrows: int | None) -> None:
    connection = await connect_patiently(location, "arch-stats bot", DATABASE_PATIENCE_S, "arch_archive")
    try:
        shooting = asyncio.create_task(_shoot(connection, pace_s, arrows))
        stopping = asyncio.create_task(until_stopped())
        done, rest = await asyncio.wait((shooting, stopping), return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        if shooting in done:
            shooting.result()
    finally:
        await connection.close()


async def _shoot(connection: Connection, pace_s: float, arrows: int | None) -> None:
    dice = random.Random()  # noqa: S311  (dice for arrows, not for secrets)
    archer: VirtualArcher | None = None
    shot = 0
    while arrows is None or shot < arrows:
        face = await connection.fetchrow(
            """
            SELECT sessions.id, coalesce((faces -> 0 ->> 'x')::float8, max_x / 2, 650) AS x,
                   coalesce((faces -> 0 ->> 'y')::float8, max_y / 2, 650) AS y
              FROM sessions LEFT JOIN targets ON targets.session_id = sessions.id
             WHERE is_opened ORDER BY targets.id LIMIT 1
            """
        )
        if face is None:
            raise StartError(message("no_session_open"))
        archer = archer or VirtualArcher(dice, face["x"], face["y"])
        x, y = archer.shoot()
        points = await _insert(connection, face, x, y)
        where = {"number": str(shot + 1), "x": f"{x:.0f}", "y": f"{y:.0f}"}
        if points is None:
            print_message(message("bot_arrow_without_points", **where))
        else:
            print_message(message("bot_arrow", points=str(points), **where))
        shot += 1
        if arrows is None or shot < arrows:
            await asyncio.sleep(pace_s)


async def _insert(connection: Connection, session: "asyncpg.Record", x: float, y: float) -> int | None:
    points: int | None = await connection.fetchval(
        """
        INSERT INTO shots (session_id, arrow_landing_time, x, y, source) VALUES ($1, $2, $3, $4, 'bot') RETURNING points
        """,
        session["id"],
        datetime.now(UTC),
        x,
        y,
    )
    return points
