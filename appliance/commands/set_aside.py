"""arch-stats set-aside: lists events that failed, and has them tried again."""

import asyncio
import os
from collections.abc import Sequence
from uuid import UUID

from appliance.commands.terminal import in_terminal_language, print_message
from appliance.core.message import Message, message
from appliance.database.pool import Pool
from appliance.messages.translation import text_of
from appliance.models.errors import DBNotFound
from appliance.models.set_aside_db import SetAsideDB
from appliance.schema.set_aside import SetAsideRead
from appliance.settings import read_settings
from appliance.wiring.archive import opened_archive

PATIENCE_S = 10.0
POLL_S = 0.2


def set_aside(*, is_retry: bool, event_id: UUID | None) -> int:
    """List events set aside; or have the running appliance retry one or all, and print the outcome."""
    asyncio.run(_run(is_retry, event_id))
    return 0


async def _run(is_retry: bool, event_id: UUID | None) -> None:
    async with opened_archive(read_settings(os.environ)) as pool:
        if is_retry:
            for line in await tried_again(pool, event_id):
                print_message(line)
            return
        for line in described(await SetAsideDB(pool).find_all()):
            print_message(line)


def described(events: Sequence[SetAsideRead]) -> list[Message]:
    """The lines that describe the events, one each, in the order given."""
    if not events:
        return [message("nothing_set_aside")]
    return [*map(_line, events), message("set_aside_retry")]


def _line(event: SetAsideRead) -> Message:
    known = {
        "event": str(event.id),
        "time": f"{event.received_at:%Y-%m-%d %H:%M:%S}",
        "reason": text_of(event.reason, in_terminal_language()),
    }
    if event.tries > 1:
        line = message("set_aside_often", tries=event.tries, **known)
    else:
        line = message("set_aside_once", **known)
    return line if event.retry_asked_at is None else message("set_aside_waits", what=line)


async def tried_again(pool: Pool, event_id: UUID | None, patience_s: float = PATIENCE_S) -> list[Message]:
    """Ask the appliance for a retry, wait up to `patience_s` for it, and describe the outcome. Raises DBNotFound."""
    events = SetAsideDB(pool)
    asked = set(await events.ask_again(event_id))
    if not asked:
        if event_id is None:
            return [message("nothing_set_aside")]
        raise DBNotFound(message("event_not_set_aside", event=str(event_id)))
    waiting = asked
    end_at = asyncio.get_running_loop().time() + patience_s
    while True:
        left = {event.id: event for event in await events.find_all() if event.id in asked}
        waiting = {id_ for id_, event in left.items() if event.retry_asked_at is not None}
        if not waiting or asyncio.get_running_loop().time() > end_at:
            break
        await asyncio.sleep(POLL_S)
    results = [message("retry_recorded", count=len(asked) - len(left), asked=len(asked))]
    refused = [event for event in left.values() if event.retry_asked_at is None]
    results += [
        message("retry_again", event=str(event.id), reason=text_of(event.reason, in_terminal_language()))
        for event in refused
    ]
    if waiting:
        results.append(message("retry_waits", count=len(waiting)))
    return results
