"""The shooting timer as a coach uses it: set up for an end, started, passed on, stopped."""

from datetime import datetime
from typing import Any

from appliance.core.timer_plans import PassesOn
from tests.evening.hall import Hall
from tests.evening.plan import DETAILS

SHOOTING_S = 300
"""Four archers shoot one after the other, for a single butt hears whose arrow it is by their order."""
CLOSED_AFTER_S = 15.0
"""An arrow is of the end that is over for so long (appliance/core/shooting_timer.py)."""
WALK_S = 40.0


class Timing:
    """The timer of an end; `passes_on` as it was set up."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self._passes_on: PassesOn = "time"

    async def begin(self, passes_on: PassesOn) -> None:
        """An end begins."""
        self._passes_on = passes_on
        timer = await self.hall.call("PUT", "/timer", {
            "kind": "ends", "run_up_s": 10, "shooting_s": SHOOTING_S, "warning_s": 30, "turns": len(DETAILS),
            "passes_on": passes_on,
        })  # fmt: skip
        await self._act("start", timer)

    async def call(self, detail: int) -> datetime:
        """This detail goes to the line: when it may shoot."""
        if detail > 1 and self._passes_on == "tap":
            await self._act("next", await self._read())
        (begins_at,) = [
            datetime.fromisoformat(step["begins_at"])
            for step in (await self._read())["steps"]
            if (step["turn"], step["phase"]) == (detail, "shooting")
        ]
        return begins_at

    async def runs_out(self, detail: int) -> None:
        """Of this detail."""
        ends = [step["ends_at"] for step in (await self._read())["steps"] if step["turn"] == detail]
        await self.hall.passes_until(datetime.fromisoformat(ends[-1]))

    async def is_over(self) -> None:
        """Everybody has shot or has no time left: archers walk up, and the end is closed meanwhile."""
        timer = await self._read()
        if timer["status"] == "running" and self._passes_on == "tap":
            ends_at = datetime.fromisoformat(timer["steps"][-1]["ends_at"])
            if self.hall.now < ends_at:
                await self._act("stop", timer)
        elif timer["status"] == "running":
            await self.hall.passes_until(datetime.fromisoformat(timer["steps"][-1]["ends_at"]))
        await self.hall.passes(CLOSED_AFTER_S + WALK_S)

    async def _read(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.hall.call("GET", "/timer")
        return found

    async def _act(self, action: str, timer: dict[str, Any]) -> None:
        await self.hall.call("POST", "/timer/action", {"action": action, "revision": timer["revision"]})
