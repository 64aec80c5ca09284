"""Detects a board's protocol by listening, and sends nothing before it is known.

A freETarget board takes single characters for commands (a self test, a paper feed), so nothing is sent to an unknown
board.
"""

from appliance.core.events import Burst, BurstKey
from appliance.core.message import Message
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.board_identity import FREETARGET
from drivers.acoustic.dialect import Counts, NodeEvent, Reception, Verdict
from drivers.acoustic.freetarget import FreeTargetDialect


class AutoDialect:
    """Feeds both dialects until one understands the link, then uses that one alone."""

    def __init__(self, archstats: ArchStatsDialect, freetarget: FreeTargetDialect) -> None:
        self._candidates = (archstats, freetarget)
        self._chosen: ArchStatsDialect | FreeTargetDialect | None = None

    @property
    def mute_message(self) -> Message | None:
        return None if self._chosen is None else self._chosen.mute_message

    @property
    def counts(self) -> Counts:
        return Counts() if self._chosen is None else self._chosen.counts

    def open_link(self, now_us: float) -> None:
        self._chosen = None
        for candidate in self._candidates:
            candidate.open_link(now_us)

    def close_link(self, now: Reception) -> list[NodeEvent]:
        return [word for candidate in self._candidates for word in candidate.close_link(now)]

    def feed(self, data: bytes, reception: Reception) -> list[NodeEvent]:
        if self._chosen is not None:
            return self._chosen.feed(data, reception)
        events: list[NodeEvent] = []
        for candidate in self._candidates:
            events += candidate.feed(data, reception)
            if candidate.is_recognised:
                self._chosen = candidate
                break
        return events

    def tick(self, now: Reception) -> list[NodeEvent]:
        return [word for candidate in self._candidates for word in candidate.tick(now)]

    def due_us(self) -> float | None:
        return None if self._chosen is None else self._chosen.due_us()

    def output(self, now_us: float, *, quiet: bool) -> bytes:
        return b"" if self._chosen is None else self._chosen.output(now_us, quiet=quiet)

    def acknowledge(self, key: BurstKey) -> None:
        for candidate in self._candidates:
            candidate.acknowledge(key)

    def give_back(self, burst: Burst) -> None:
        # the burst may have come over an earlier link, with no protocol chosen on this one yet
        ours, freetarget = self._candidates
        (freetarget if burst.key.node.startswith(FREETARGET) else ours).give_back(burst)

    def verdict(self, now_us: float) -> Verdict:
        if self._chosen is not None:
            return self._chosen.verdict(now_us)
        verdicts = {candidate.verdict(now_us) for candidate in self._candidates}
        return "not_understood" if verdicts == {"not_understood"} else "nothing"

    def is_mute(self, now_us: float) -> bool:
        return self._chosen is not None and self._chosen.is_mute(now_us)

    def problems(self, now_us: float) -> list[Message]:
        return [] if self._chosen is None else self._chosen.problems(now_us)
