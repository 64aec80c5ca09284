"""What a driver emits, in order, to be waited for."""

import asyncio

from appliance.core.events import Burst, Event, NodeStatus
from tests.english import all_english

WAIT_S = 20


class Collected:
    """`take` is the driver's emit."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()

    def take(self, event: Event) -> bool:
        self.events.put_nowait(event)
        return True

    async def state(self, wanted: str, detail: str = "") -> NodeStatus:
        """The next status of this state, with this in its detail."""
        async with asyncio.timeout(WAIT_S):
            while True:
                event = await self.events.get()
                if (
                    isinstance(event, NodeStatus)
                    and event.state == wanted
                    and detail in "; ".join(all_english(event.detail))
                ):
                    return event

    async def burst(self) -> Burst:
        async with asyncio.timeout(WAIT_S):
            while True:
                event = await self.events.get()
                if isinstance(event, Burst):
                    return event

    def left(self) -> list[Event]:
        """Whatever has not been waited for."""
        return [self.events.get_nowait() for _ in range(self.events.qsize())]
