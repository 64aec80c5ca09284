"""arch-stats set-aside: shows the events that could not be worked on, and has them tried again."""

import asyncio
import os
from collections.abc import Sequence
from uuid import UUID

from appliance.database.pool import Pool
from appliance.models.errors import DBNotFound
from appliance.models.set_aside_db import SetAsideDB
from appliance.schema.set_aside import SetAsideRead
from appliance.settings import read_settings
from appliance.wiring.owner import opened_as_owner

PATIENCE_S = 10.0
POLL_S = 0.2


def set_aside(*, is_retry: bool, event_id: UUID | None) -> int:
    """List events set aside; or have the running appliance retry one or all, and print the outcome."""
    asyncio.run(_run(is_retry, event_id))
    return 0


async def _run(is_retry: bool, event_id: UUID | None) -> None:
    async with opened_as_owner(read_settings(os.environ)) as pool:
        if is_retry:
            print(await tried_again(pool, event_id))
            return
        for line in described(await SetAsideDB(pool).find_all()):
            print(line)


def described(events: Sequence[SetAsideRead]) -> list[str]:
    """Describe events, one line each, newest first."""
    if not events:
        return ["nothing is set aside"]
    lines = []
    for event in events:
        asked = "" if event.retry_asked_at is None else ", waits to be tried again"
        times = f"tried {event.tries} times" if event.tries > 1 else "tried once"
        lines.append(f"{event.id}  {event.heard_at:%Y-%m-%d %H:%M:%S}  {event.reason.text} ({times}{asked})")
    return [*lines, "", "arch-stats set-aside --retry [ID] has one of them, or all, tried again"]


async def tried_again(pool: Pool, event_id: UUID | None, patience_s: float = PATIENCE_S) -> str:
    """Ask for a retry, wait for it, and describe the outcome. Raises DBNotFound."""
    events = SetAsideDB(pool)
    asked = set(await events.ask_again(event_id))
    if not asked:
        if event_id is None:
            return "nothing is set aside"
        raise DBNotFound(f"no event {event_id} is set aside: arch-stats set-aside lists them")
    waiting = asked
    end_at = asyncio.get_running_loop().time() + patience_s
    while True:
        left = {event.id: event for event in await events.find_all() if event.id in asked}
        waiting = {id_ for id_, event in left.items() if event.retry_asked_at is not None}
        if not waiting or asyncio.get_running_loop().time() > end_at:
            break
        await asyncio.sleep(POLL_S)
    told = [f"{len(asked) - len(left)} of {len(asked)} recorded"]
    told += [f"{event.id} again: {event.reason.text}" for event in left.values() if event.retry_asked_at is None]
    if waiting:
        told.append(f"{len(waiting)} wait until the sensors' program runs")
    return "\n".join(told)
