"""Judges whether a link carries understandable data, and collects its recent problems. Pure."""

from collections import deque

from appliance.core.message import Message
from drivers.acoustic.dialect import Verdict

WINDOW_US = 10e6
FEW_BYTES = 24
"""Fewest bytes not understood that are judged: fewer may be noise of plugging in."""
SENSE_SHARE = 0.1
"""Minimum share of understood bytes: a line that flips one bit in 1,000 still brings 1 in 4 of the longest frames."""
REMEMBERED_US = 60e6
MOST_PROBLEMS = 4


class LinkQuality:
    """Compares understood with other bytes over the last seconds."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, int, int]] = deque()
        self._good = self._bad = 0
        self.answered_us: float | None = None

    def reset(self) -> None:
        """Note that the link was opened anew."""
        self._recent.clear()
        self._good = self._bad = 0
        self.answered_us = None

    def note(self, now_us: float, *, good: int, bad: int) -> None:
        """Count understood and other bytes."""
        if good:
            self.answered_us = now_us
        if not good and not bad:
            return
        self._good += good
        self._bad += bad
        last = self._recent[-1] if self._recent else None
        if last is not None and now_us - last[0] < WINDOW_US / 20:
            self._recent[-1] = (last[0], last[1] + good, last[2] + bad)
        else:
            self._recent.append((now_us, good, bad))
        self._forget(now_us)

    def verdict(self, now_us: float) -> Verdict:
        """The quality of the link over the last `WINDOW_US`."""
        self._forget(now_us)
        if self._bad >= FEW_BYTES and self._good < SENSE_SHARE * (self._good + self._bad):
            return "not_understood"
        return "nothing" if self.answered_us is None else "understood"

    def damaged_share(self, now_us: float) -> float:
        """The share of bytes in `WINDOW_US` that were not understood; 0 while there are few."""
        self._forget(now_us)
        return self._bad / (self._good + self._bad) if self._good and self._bad >= 4 * FEW_BYTES else 0.0

    def _forget(self, now_us: float) -> None:
        while self._recent and self._recent[0][0] < now_us - WINDOW_US:
            _, good, bad = self._recent.popleft()
            self._good -= good
            self._bad -= bad


class Problems:
    """The newest message of each kind, forgotten after a minute without another."""

    def __init__(self) -> None:
        self._latest: dict[str, tuple[float, Message]] = {}

    def note(self, now_us: float, kind: str, problem: Message) -> None:
        """Note a problem of a kind."""
        self._latest.pop(kind, None)
        self._latest[kind] = (now_us, problem)
        if len(self._latest) > MOST_PROBLEMS:
            self._latest.pop(next(iter(self._latest)))

    def forget(self, kind: str) -> None:
        """Forget a kind of problem."""
        self._latest.pop(kind, None)

    def recent(self, now_us: float) -> list[Message]:
        """The problems of the last minute, the newest last."""
        return [problem for at_us, problem in self._latest.values() if now_us - at_us < REMEMBERED_US]


def kind_of(problem: Message) -> str:
    """The kind of a problem, whatever its numbers: the code, and the quantity that it is about."""
    return f"{problem.code} {dict(problem.values).get('quantity', '')}"
