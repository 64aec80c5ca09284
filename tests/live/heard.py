"""A subscriber that keeps what it hears."""

import asyncio
from typing import Literal

from appliance.live.feed import Feed
from appliance.live.hub import Published
from appliance.schema.feed import FeedSnapshot, Snapshot

Item = Published | Literal["restart", "leave"]


class Heard:
    """Everything the hub said, in order."""

    def __init__(self) -> None:
        self.items: asyncio.Queue[Item] = asyncio.Queue()

    def deliver(self, *messages: Published) -> None:
        for message in messages:
            self.items.put_nowait(message)

    def restart(self) -> None:
        self.items.put_nowait("restart")

    def leave(self) -> None:
        self.items.put_nowait("leave")

    def all(self) -> list[Item]:
        return [self.items.get_nowait() for _ in range(self.items.qsize())]


async def snapshot_of(feed: Feed) -> Snapshot:
    """What a phone reads of it."""
    return FeedSnapshot.model_validate_json((await feed.snapshot()).text).data
