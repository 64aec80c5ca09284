"""What the appliance says of itself is known in the page's second language: every sentence it can make of these."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.core.drift import Trouble, TroubleKind
from appliance.core.drift import in_words as of_sensor
from appliance.core.errors import REASON_TEXT
from appliance.core.verdicts import Verdict, VerdictKind
from appliance.core.verdicts import in_words as of_arrow
from appliance.models.errors import CONSTRAINTS
from appliance.sensing import measure

CATALOGUE: dict[str, str] = json.loads(
    (Path(__file__).parents[2] / "web" / "src" / "texts" / "es.told.json").read_text("utf-8")
)
PATTERNS = [re.compile(re.sub(r"\\\{\w+\\\}", "(.+?)", re.escape(english)), re.IGNORECASE) for english in CATALOGUE]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def is_known(sentence: str) -> bool:
    return any(pattern.fullmatch(sentence) for pattern in PATTERNS)


def without_place(sentence: str) -> str:
    return re.sub(r"^[\w.]+(, [\w.]+)*: ", "", sentence)


@pytest.mark.parametrize("kind", ["silent", "disagrees", "late", "early"])
@pytest.mark.parametrize("days", [0, 1, 3, 40])
def test_what_is_wrong_with_a_sensor(kind: TroubleKind, days: int) -> None:
    sentence = of_sensor("NE", Trouble(kind, 9, 50, NOW - timedelta(days=days), 3.0), NOW)
    assert is_known(sentence), sentence
    since = re.search("since (.+?):", sentence)
    assert since is not None
    assert is_known(since[1]), since[1]


@pytest.mark.parametrize(
    ("kind", "more"), [("off", None), ("no_difference", None), ("undecided", None), ("undecided", 12)]
)
@pytest.mark.parametrize("offset", [(9.0, 12.0), (-9.0, 12.0), (0.0, -14.0), (20.0, 0.0)])
def test_verdicts_on_arrows(kind: VerdictKind, more: int | None, offset: tuple[float, float]) -> None:
    sentence = of_arrow(Verdict("7", kind, 31, *offset, 0.98, more), "7")
    assert is_known(sentence), sentence


@pytest.mark.parametrize(
    "sentence",
    [
        *REASON_TEXT.values(),
        measure.NO_PULSE,
        measure.NO_SOUND,
        measure.NO_POSITION,
        measure.NO_BOARD_SURVEY,
        *(without_place(sentence) for sentence in CONSTRAINTS.values()),
    ],
)
def test_reasons_and_refusals(sentence: str) -> None:
    assert is_known(sentence), sentence


def test_what_nobody_says_is_not_known() -> None:
    assert not is_known("the sensors sing to each other")
