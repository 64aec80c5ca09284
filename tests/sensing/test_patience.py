"""Whether anybody waits for the database: from the first refusal until the last one has its answer. No database."""

import asyncio
from collections.abc import Callable
from itertools import repeat

import pytest

from appliance.models import patience as retried
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from appliance.sensing.patience import Patience
from tests.sensing.bench import until


class Database:
    """Is away until it is let back; answers with what it was asked for."""

    def __init__(self) -> None:
        self.is_away = True
        self.asked = 0

    def ask(self, what: str) -> Callable[[], asyncio.Future[str]]:
        def answer() -> asyncio.Future[str]:
            self.asked += 1
            found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            if self.is_away:
                found.set_exception(DBUnavailable("away"))
            else:
                found.set_result(what)
            return found

        return answer


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retried, "delays_s", lambda longest: repeat(0.0))


async def test_it_waits_until_the_last_one_that_waits_has_its_answer() -> None:
    patience, one, other = Patience(), Database(), Database()
    assert not patience.is_waiting
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(patience.retry(one.ask("first")))
        second = tasks.create_task(patience.retry(other.ask("second")))
        await until(lambda: one.asked > 2 and other.asked > 2)
        assert (patience.is_waiting, patience.is_asking) == (True, True)
        one.is_away = False
        assert await first == "first"
        assert (patience.is_waiting, patience.is_asking) == (True, True)
        other.is_away = False
        assert await second == "second"
    assert (patience.is_waiting, patience.is_asking) == (False, False)


async def test_one_that_is_away_again_is_waited_for_again() -> None:
    patience, database = Patience(), Database()

    async def ask() -> None:
        await patience.retry(database.ask("it"))

    for _ in range(2):
        database.asked = 0
        async with background(ask=ask()):
            await until(lambda: database.asked > 1)
            assert (patience.is_waiting, patience.is_asking) == (True, True)
        # whoever asked is gone
        assert (patience.is_waiting, patience.is_asking) == (False, False)


async def test_an_answer_at_once_and_a_refusal_are_no_waiting() -> None:
    patience, database = Patience(), Database()
    database.is_away = False
    assert await patience.retry(database.ask("it")) == "it"
    assert (patience.is_waiting, patience.is_asking) == (False, False)

    async def refused() -> None:
        assert (patience.is_waiting, patience.is_asking) == (False, True)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await patience.retry(refused)
    assert (patience.is_waiting, patience.is_asking) == (False, False)


async def test_what_is_asked_for_without_retrying_is_asked_for_until_each_is_done() -> None:
    patience = Patience()
    with patience.asking():
        with patience.asking():
            assert patience.is_asking
        assert patience.is_asking
    assert not patience.is_asking
