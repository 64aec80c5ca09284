"""Finds out which language a board speaks by listening; writes nothing before it knows.

A freETarget board takes single characters for commands (a self test, a paper feed), so an unknown board is never
spoken to.
"""

from appliance.core.events import Burst, BurstKey
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import Dialect, Reception, Said
from drivers.acoustic.freetarget import FreeTargetDialect


class AutoDialect:
    """Listens in both languages; the first that makes sense is taken for good."""

    def __init__(self, tick_hz: float) -> None:
        self._candidates: tuple[Dialect, ...] = (ArchStatsDialect(tick_hz), FreeTargetDialect())
        self._chosen: Dialect | None = None

    @property
    def silent_after_s(self) -> float | None:
        return None if self._chosen is None else self._chosen.silent_after_s

    @property
    def dropped(self) -> int:
        return 0 if self._chosen is None else self._chosen.dropped

    def feed(self, data: bytes, reception: Reception) -> list[Burst | Said]:
        if self._chosen is not None:
            return self._chosen.feed(data, reception)
        for candidate in self._candidates:
            words = candidate.feed(data, reception)
            if any(isinstance(word, Burst) or word.firmware or word.air.temp_c is not None for word in words):
                self._chosen = candidate
                return words
        return []

    def output(self, *, quiet: bool) -> bytes:
        return b"" if self._chosen is None else self._chosen.output(quiet=quiet)

    def acknowledge(self, key: BurstKey) -> None:
        if self._chosen is not None:
            self._chosen.acknowledge(key)
