"""What the health says of the record, of the parts and of the database is known in the page's second language."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance.database import readiness, transient
from appliance.health.monitor import _away
from appliance.live import record_watch
from appliance.live.record_watch import failed_parts
from appliance.models.wings_db import Loss, SetAside
from appliance.schema.health import PartRead, WingReport
from tests.house.test_said_in_spanish import is_known

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REASONS = (
    transient.AWAY,
    transient.NO_ANSWER,
    transient.READ_ONLY,
    transient.DISK_FULL,
    transient.NO_ROOM,
    transient.BUSY,
    readiness.STARTING,
    "database 'x' as 'x' at /run:5432 does not answer (none): start the server, or correct the POSTGRES_* settings",
    "database 'x' as 'x' at /run:5432 refuses the connection (no): check the POSTGRES_* settings",
)


@pytest.mark.parametrize("reason", REASONS)
def test_why_the_database_is_away(reason: str) -> None:
    assert is_known(reason), reason
    assert is_known(_away(reason)), _away(reason)


@pytest.mark.parametrize("shots", [1, 3])
@pytest.mark.parametrize("since", [None, NOW, NOW - timedelta(days=1)])
def test_losses(shots: int, since: datetime | None) -> None:
    assert is_known(record_watch._of_loss(Loss("n", shots, since, since), NOW))


def test_what_waits_and_what_is_set_aside() -> None:
    said = record_watch._of_report(WingReport(parts=[], waiting_events=100))
    said += [text for count in (1, 2) for text in record_watch._of_set_aside(SetAside(count, "the result is odd"))]
    said += [text for count in (1, 2) for text in record_watch._of_conflicting(count)]
    said += failed_parts([PartRead(name="lamp", state="failed", detail="no pin factory", since=NOW)])
    assert [text for text in said if not is_known(text)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "the sensors' program has not been heard of since 14:02:11: arrows are not recorded",
        "no sensors' program has ever run here: arrows are not recorded",
        "no node is connected: arrows are not heard",
        "the data directory /x cannot be read (Input/output error): look at the card",
    ],
)
def test_single_sentences(sentence: str) -> None:
    assert is_known(sentence)
