"""Runs one acoustic node: opens its link, feeds its dialect, and reconnects for ever."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from appliance.core.backoff import delays_s
from appliance.core.events import Air, Burst, BurstKey, NodeState, NodeStatus, ShotsLost
from appliance.core.message import Message, message, message_of
from appliance.core.ports import Emit
from drivers.acoustic.dialect import Dialect, NodeEvent, NodeReport, Reception
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link

log = logging.getLogger(__name__)

QUIET_S = 0.5
LEAST_WAIT_S = 0.02
SOCKET_MUTE_S = 5.0
"""Time after which a mute network link is opened again: the other end may have vanished without closing it."""
REPORT_EVERY_S = 1.0
SETTLED_US = 5e6
"""After a link that lasted this long, or on which a board was understood, the pauses before reopening start anew."""
MUCH_WORK_S = 0.001
REST_SHARE = 2.0
FAULT_SHOWN_US = 60e6
MOST_LOSSES = 64
NOTHING_YET = message("nothing_understood_yet")
SENSELESS = message("bytes_make_no_sense")


class AcousticNode:
    """Emits bursts, losses, and a NodeStatus each second and at every change."""

    def __init__(
        self,
        url: str,
        baud: int,
        emit: Emit,
        make: Callable[[], Dialect],
    ) -> None:
        self._url = url
        self._baud = baud
        self._emit = emit
        self._dialect = make()
        self._link: SerialLink | None = None
        self._firmware = ""
        self._air = Air()
        self._losses: deque[ShotsLost] = deque(maxlen=MOST_LOSSES)
        self._faults: set[str] = set()
        self._fault: Message | None = None
        self._fault_until_us = -math.inf
        self._reported: tuple[NodeState, tuple[Message, ...]] | None = None
        self._report_from_s = 0.0
        self._heard_us = 0.0

    async def run(self) -> None:
        """Listen for ever; a lost or absent link is tried again with growing pauses. May be run again when ended."""
        delays = delays_s()
        while True:
            self._report("connecting", NOTHING_YET)
            try:
                link = await open_link(self._url, self._baud)
            except LinkLost as error:
                self._report("lost", message_of(error))
            else:
                opened_us = _now_us()
                was_understood = await self._listen(link)
                if was_understood or _now_us() - opened_us > SETTLED_US:
                    delays = delays_s()
            await asyncio.sleep(next(delays))

    def acknowledge(self, key: BurstKey) -> None:
        """Acknowledge a burst to the node, now or when it is connected again."""
        try:
            self._dialect.acknowledge(key)
            self._send(quiet=False)
        except Exception as error:  # the node repeats a shot that is not acknowledged
            self._contain(error)

    def send_due(self) -> None:
        """Send what the dialect has due, such as that a node must not chirp."""
        try:
            self._send(quiet=False)
        except Exception as error:  # it is sent in the next cycle
            self._contain(error)

    async def _listen(self, link: SerialLink) -> bool:
        """Listen until the link is lost; returns whether a board was understood on it."""
        was_understood = False
        self._link = link
        self._reported = None
        self._dialect.open_link(_now_us())
        self._report("connecting", NOTHING_YET)
        mute_since_s: float | None = None
        try:
            while True:
                self._send(quiet=False)
                data = await self._read(link)
                began_us = _now_us()
                self._work(data)
                await _rest_after((_now_us() - began_us) / 1e6)
                mute_since_s = self._watch(mute_since_s)
                was_understood = was_understood or self._is_listening
        except LinkLost as error:
            self._report("lost", message_of(error))
        except Exception as error:  # opening the link anew resets the driver
            self._contain(error)
            self._report("lost", message("driver_fault", error=type(error).__name__))
        finally:
            self._link = None
            link.close()
            self._hand_on(self._dialect.close_link(_reception()))
        return was_understood

    @property
    def _is_listening(self) -> bool:
        return self._reported is not None and self._reported[0] == "listening"

    async def _read(self, link: SerialLink) -> bytes:
        """Read until the dialect is due; empty when nothing arrived."""
        due_us = self._dialect.due_us()
        wait_s = QUIET_S if due_us is None else min(max((due_us - _now_us()) / 1e6, LEAST_WAIT_S), QUIET_S)
        try:
            async with asyncio.timeout(wait_s):
                return await link.read()
        except TimeoutError:
            if wait_s == QUIET_S:
                self._send(quiet=True)
            return b""

    def _work(self, data: bytes) -> None:
        reception = _reception()
        if data:
            self._heard_us = reception.loop_us
        try:
            events = self._dialect.feed(data, reception) if data else self._dialect.tick(reception)
        except Exception as error:  # only these bytes are lost
            self._contain(error)
            return
        losses, self._losses = list(self._losses), deque(maxlen=MOST_LOSSES)
        self._hand_on([*losses, *events])
        if any(isinstance(event, NodeReport) for event in events):
            self._report_from_s = 0.0

    def _hand_on(self, events: list[NodeEvent]) -> None:
        for event in events:
            if isinstance(event, NodeReport):
                self._firmware = event.firmware or self._firmware
                self._air = self._air if event.air is None else event.air
                continue
            try:
                is_taken = self._emit(event) is not False
            except Exception as error:  # a fault of the receiver; the event is offered again
                self._contain(error)
                is_taken = False
            if is_taken:
                continue
            if isinstance(event, Burst):
                self._dialect.give_back(event)
            elif isinstance(event, ShotsLost):
                self._losses.append(event)

    def _watch(self, mute_since_s: float | None) -> float | None:
        """Report the state of the link; returns since when it is mute, s, None: it is not.

        Raises LinkLost for a network link that stays mute.
        """
        now_s = _now_us() / 1e6
        verdict = self._dialect.verdict(now_s * 1e6)
        is_mute = self._dialect.is_mute(now_s * 1e6)
        if is_mute and mute_since_s is not None and self._is_socket and now_s - mute_since_s > SOCKET_MUTE_S:
            raise LinkLost(message("link_silent", link=self._url))
        if verdict == "not_understood":
            self._report("not_understood", *(self._problems() or [SENSELESS]))
        elif is_mute:
            mute = self._dialect.mute_message
            self._report("silent", *([] if mute is None else [mute]))
        elif verdict == "nothing":
            self._report("connecting", NOTHING_YET)
        else:
            self._report("listening", *self._problems())
        return (now_s if mute_since_s is None else mute_since_s) if is_mute else None

    @property
    def _is_socket(self) -> bool:
        return self._url.startswith("socket://")

    def _problems(self) -> list[Message]:
        now_us = _now_us()
        problems = self._dialect.problems(now_us)
        return [*problems, self._fault] if self._fault is not None and now_us < self._fault_until_us else problems

    def _send(self, *, quiet: bool) -> None:
        if self._link is not None:
            self._link.write(self._dialect.output(_now_us(), quiet=quiet))

    def _contain(self, error: Exception) -> None:
        kind = type(error).__name__
        self._fault, self._fault_until_us = message("driver_fault", error=kind), _now_us() + FAULT_SHOWN_US
        if kind not in self._faults:
            self._faults.add(kind)
            log.error("node %s: an unforeseen fault was contained", self._url, exc_info=error)

    def _report(self, state: NodeState, *detail: Message) -> None:
        now_s = asyncio.get_running_loop().time()
        is_new = (state, detail) != self._reported
        if not is_new and now_s < self._report_from_s:
            return
        if self._reported is None or _kind_of(state, detail) != _kind_of(*self._reported):
            log.info("node %s: %s %s", self._url, state, "; ".join(map(str, detail)))
        self._reported = (state, detail)
        self._report_from_s = now_s + REPORT_EVERY_S
        counts = self._dialect.counts
        status = NodeStatus(
            node=self._url,
            state=state,
            received_at=datetime.now(UTC),
            detail=detail,
            firmware=self._firmware,
            air=self._air,
            dropped_frames=counts.dropped,
            refused_values=counts.refused_values,
            shots_awaited=counts.shots_awaited,
            heard_us=self._heard_us,
        )
        try:
            self._emit(status)
        except Exception as error:  # a fault of the receiver; the next report follows in a second
            self._contain(error)


async def _rest_after(worked_s: float) -> None:
    """Rest in proportion to the work done, so that a flooding link cannot take the loop from others."""
    await asyncio.sleep(REST_SHARE * worked_s if worked_s > MUCH_WORK_S else 0)


def _kind_of(state: NodeState, detail: Sequence[Message]) -> tuple[NodeState, list[str]]:
    """State and codes of the messages, whatever their numbers: only a change of these is logged."""
    return state, [one.code for one in detail]


def _now_us() -> float:
    return asyncio.get_running_loop().time() * 1e6


def _reception() -> Reception:
    return Reception(datetime.now(UTC), _now_us())
