"""What was set aside is tried again, each event by itself."""

from datetime import timedelta
from pathlib import Path

from appliance.core.events import Burst
from appliance.database.pool import Pool
from appliance.models.set_aside_db import SetAsideDB
from appliance.sensing.entries import encode
from appliance.sensing.items import Item
from appliance.sensing.journal import Journal
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.patience import Patience
from appliance.sensing.set_aside import SetAside
from tests.builders import NOW
from tests.english import as_english, english
from tests.models.helpers import Tables
from tests.sensing.bench import an_entry, an_impact


def sequences(items: list[Item]) -> list[int]:
    return [item.entry.event.key.sequence for item in items if isinstance(item.entry.event, Burst)]


async def test_what_is_being_tried_keeps_nothing_that_was_felt_later_from_being_tried(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    journal = JournalThread(Journal(tmp_path))
    aside = SetAside(sensing_pool, journal, Patience())
    ask = "UPDATE set_aside SET retry_asked_at = now() WHERE received_at = $1"
    times = [NOW, NOW + timedelta(seconds=1)]
    for sequence, at in enumerate(times, 1):
        entry = an_entry(an_impact(sequence), at)
        assert await aside.keep(Item(entry, encode(entry), is_acknowledged=True), as_english("odd"))
    await tables.admin.execute(ask, times[0])
    assert sequences(await aside.asked()) == [1]
    await tables.admin.execute(ask, times[1])
    assert sequences(await aside.asked()) == [2]
    assert aside.count == 2
    await journal.close()


async def test_what_is_no_event_says_so_when_it_is_tried_again_and_holds_up_no_other(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    """Of another version, or repaired by hand and not quite."""
    journal = JournalThread(Journal(tmp_path))
    aside = SetAside(sensing_pool, journal, Patience())
    for sequence in (1, 2):
        entry = an_entry(an_impact(sequence), NOW + timedelta(seconds=sequence))
        assert await aside.keep(Item(entry, encode(entry)), as_english("odd"))
    await tables.admin.execute("UPDATE set_aside SET retry_asked_at = now()")
    await tables.admin.execute(
        "UPDATE set_aside SET entry = 'repaired' WHERE received_at = $1", NOW + timedelta(seconds=1)
    )
    assert sequences(await aside.asked()) == [2]
    rows = await SetAsideDB(tables.admin).find_all()
    odd = next(row for row in rows if row.entry == "repaired")
    assert (odd.tries, odd.retry_asked_at) == (2, None)
    assert english(odd.reason) == "it cannot be read: another version of the program wrote it"
    await journal.close()
