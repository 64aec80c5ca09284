"""A bow's sensor that numbers its releases alike: each is kept once, known by what its own clock showed."""

from tests.models.test_releases import SENSOR, Range, at, line

__all__ = ["line"]


async def test_a_release_that_is_numbered_as_another_was_is_another_and_reported(line: Range) -> None:
    """A sensor without a clock or a die begins with the same boot each time that it is switched on."""
    await line.archer("Robin", SENSOR)
    assert await line.releases.keep(SENSOR, 1, 1, 7_000_000, None, at(10), None) == "kept"
    # sent again, dated a little otherwise by another run of the program
    assert await line.releases.keep(SENSOR, 1, 1, 7_000_000, None, at(10.1), None) == "kept"
    assert await line.releases.keep(SENSOR, 1, 1, 8_000_000, None, at(40), None) == "numbered_twice"
    assert await line.releases.keep(SENSOR, 1, 1, 8_000_000, None, at(40), None) == "kept"
    assert await line.outcomes() == [None, None]
    await line.decided()
    assert await line.outcomes() == ["missed", "missed"]


async def test_a_release_of_before_this_was_kept_is_known_by_its_number(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    await line.released(10)
    await line.tables.admin.execute("UPDATE releases SET bow_us = NULL")
    assert await line.releases.keep(SENSOR, 1, 1, 5, None, at(10), None) == "kept"
    assert await line.outcomes() == [None]
