"""Every language that a setting can name is spoken, explained in the example, and survives whatever arrives."""

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from appliance.core.ports import NodeProtocol
from drivers.acoustic.dialect import Reception
from drivers.acoustic.languages import LANGUAGES as KNOWN
from drivers.acoustic.languages import make_dialect

LANGUAGES: list[NodeProtocol] = list(get_args(NodeProtocol))
ROOT = Path(__file__).parents[2]


def test_every_language_has_a_dialect_of_its_own() -> None:
    assert {*KNOWN, "auto"} == set(LANGUAGES)
    kinds = {type(make_dialect(language)) for language in LANGUAGES}
    assert len(kinds) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_settings_names_it(language: NodeProtocol) -> None:
    example = (ROOT / "systemd" / "arch-stats.toml.example").read_text(encoding="utf-8")
    line = next(line for line in example.splitlines() if "ARCH_STATS_NODE_PROTOCOL" in line)
    assert language in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_noise_is_no_shot_and_breaks_nothing(language: NodeProtocol) -> None:
    dialect, dice = make_dialect(language), random.Random(5)
    dialect.open_link(0.0)
    now = Reception(datetime(2026, 6, 1, tzinfo=UTC), 1e6)
    words = [word for _ in range(200) for word in dialect.feed(dice.randbytes(dice.randrange(1, 300)), now)]
    assert words == []
    assert dialect.verdict(now.loop_us) != "understood"
