"""How often arrows that were stored by their place alone are tried again, and how many are counted. No database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.database.channels import Notice, Resync
from appliance.runtime.background import background
from appliance.sensing import underived as module
from appliance.sensing.patience import Patience
from appliance.sensing.underived import UnderivedShots
from tests.english import all_english
from tests.sensing.bench import until


class Watched(UnderivedShots):
    """With what is left after each try, as the database would say; an error is raised instead."""

    def __init__(self, *left: int | Exception) -> None:
        pool: Any = None
        super().__init__(pool, Patience())
        self.left, self.tries, self.meanwhile = [*left], 0, 0
        self._shots = SimpleNamespace(derive_underived=self._derive)  # type: ignore[assignment]

    async def _derive(self) -> int:
        self.tries += 1
        for _ in range(self.meanwhile):
            self.note()
        found = self.left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Once it has looked at the start."""
        async with background(derive=self.run()):
            await until(lambda: self.tries > 0)
            await asyncio.to_thread(int)
            yield


async def test_at_the_start_what_an_earlier_run_left_is_counted() -> None:
    watched = Watched(150)
    async with watched.running():
        pass
    assert (watched.count, watched.tries) == (150, 1)
    assert "150" in all_english(watched.troubles())[0]


@pytest.mark.parametrize(
    ("count", "left", "tries", "counted"),
    [
        (250, [150, 50, 0], 3, 0),
        # it helps no more
        (250, [150, 150], 2, 150),
        (250, [250], 1, 250),
        (250, [0], 1, 0),
        # a row that cannot be asked for mends itself no sooner
        (250, [150, RuntimeError("odd")], 2, 150),
    ],
)
async def test_it_is_tried_again_as_long_as_it_helps(
    count: int, left: list[int | Exception], tries: int, counted: int
) -> None:
    watched = Watched(*left)
    watched.count = count
    await watched._try()
    assert (watched.tries, watched.count) == (tries, counted)
    assert bool(watched.troubles()) == (counted > 0)


async def test_what_is_stored_so_during_a_try_stays_counted() -> None:
    watched = Watched(0)
    watched.note()
    watched.meanwhile = 1
    await watched._try()
    assert (watched.count, watched.tries) == (2, 1)


async def test_a_change_of_anything_but_arrows_has_it_tried_again_while_some_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 3600.0)
    watched = Watched(0, 2, 1, 1, 0)
    async with watched.running():
        # nothing is left
        watched.on_notice(Resync())
        assert not watched._is_changed.is_set()
        watched.note()
        watched.note()
        for table in ("shots", "detections"):
            watched.on_notice(Notice("update", table))
            assert not watched._is_changed.is_set()
        watched.on_notice(Notice("update", "targets"))
        await until(lambda: watched.tries == 2)
        watched.on_notice(Resync())
        await until(lambda: watched.tries == 4)
        assert watched.count == 1
        watched.on_notice(Notice("update", "sessions"))
        await until(lambda: watched.tries == 5)
        await until(lambda: watched.count == 0)
    assert watched.troubles() == []


async def test_without_any_notice_it_is_tried_again_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0.0)
    watched = Watched(1, 1, 0)
    async with watched.running():
        await until(lambda: watched.tries == 3)
        await until(lambda: watched.count == 0)
        for _ in range(10):
            await asyncio.sleep(0)
        # with none left nothing is asked for
        assert watched.tries == 3
