"""Entries that a newer version wrote into the journal: kept, named, and those behind them are recorded."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from appliance.database.pool import Pool
from appliance.sensing.entries import VERSION, encode
from appliance.sensing.journal import Journal
from tests.english import all_english
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_entry, an_impact, recorded

Data = dict[str, Any]
NEWER: dict[str, Callable[[Data], Any]] = {
    "a higher version": lambda data: data | {"v": VERSION + 1},
    "a version in words": lambda data: data | {"v": "3.1"},
    "no version": lambda data: {name: data[name] for name in data if name != "v"},
    "an unknown kind": lambda data: data | {"kind": "echo"},
    "a kind that is a list": lambda data: data | {"kind": ["burst", "echo"]},
    "a field more": lambda data: data | {"event": data["event"] | {"echo_us": 5}},
    "a field less": lambda data: data | {"event": {"received_at": data["event"]["received_at"]}},
    "a key of another shape": lambda data: data | {"event": data["event"] | {"key": "b0/1/2"}},
    "an air of another shape": lambda data: data | {"event": data["event"] | {"air": [18.0, 55.0]}},
    "fronts of another shape": lambda data: data | {"event": data["event"] | {"fronts": [{"echo": 1}]}},
    "ticks that are a number": lambda data: data | {"event": data["event"] | {"ticks": 5}},
    "another calendar": lambda data: data | {"at": "+12026-01-01T00:00:00Z"},
    "a time that is a number": lambda data: data | {"at": 1.5},
    "a list": lambda data: [data],
    "a deep list": lambda _: None,
}


def line_of(data: Any) -> bytes:
    text = b"[" * 50_000 if data is None else json.dumps(data).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@pytest.mark.parametrize("newer", NEWER.values(), ids=NEWER)
async def test_an_entry_of_a_newer_version_is_kept_and_named_and_those_beside_it_are_recorded(
    newer: Callable[[Data], Any], tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    lines = [encode(an_entry(an_impact(k), datetime.now(UTC))) for k in (1, 2, 3)]
    odd = line_of(newer(json.loads(lines[1].partition(b" ")[2])))
    journal = Journal(tmp_path)
    journal.append([lines[0], odd, lines[2]])
    journal.close()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(4))
        await bench.drained()
    assert await recorded(tables) == [1, 3, 4]
    assert "impacts that a newer version wrote: 1. Update the appliance, and they are recorded" in all_english(
        bench.pipeline.troubles()
    )
    assert (bench.pipeline.waiting_events, bench.pipeline.set_aside_count) == (0, 0)
    # clean-ups and starts later it is still there
    again = Bench(sensing_pool, tmp_path)
    async with again.running():
        again.pipeline.emit(an_impact(5))
        await again.drained()
    assert await recorded(tables) == [1, 3, 4, 5]
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*.ndjson")))
    assert kept.count(odd) == 1
