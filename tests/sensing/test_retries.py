"""What was set aside is tried again, each event by itself."""

from datetime import timedelta
from pathlib import Path

from appliance.core.events import Burst
from appliance.database.pool import Pool
from appliance.sensing.entries import encode
from appliance.sensing.items import Item
from appliance.sensing.journal import Journal
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.patience import Patience
from appliance.sensing.set_aside import SetAside
from tests.builders import NOW
from tests.english import as_said
from tests.models.helpers import Tables
from tests.sensing.bench import an_entry, an_impact


def sequences(items: list[Item]) -> list[int]:
    return [item.entry.event.key.sequence for item in items if isinstance(item.entry.event, Burst)]


async def test_what_is_being_tried_keeps_nothing_that_was_felt_later_from_being_tried(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    journal = JournalThread(Journal(tmp_path))
    aside = SetAside(sensing_pool, journal, Patience())
    ask = "UPDATE set_aside SET retry_asked_at = now() WHERE heard_at = $1"
    times = [NOW, NOW + timedelta(seconds=1)]
    for sequence, at in enumerate(times, 1):
        entry = an_entry(an_impact(sequence), at)
        assert await aside.keep(Item(entry, encode(entry), is_acknowledged=True), as_said("odd"))
    await tables.admin.execute(ask, times[0])
    assert sequences(await aside.asked()) == [1]
    await tables.admin.execute(ask, times[1])
    assert sequences(await aside.asked()) == [2]
    assert aside.count == 2
    await journal.close()
