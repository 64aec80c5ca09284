"""Whatever is sent: never a 5xx, never a trace, and everybody else is served as before."""

import logging

import pytest

from tests.faults.requests import KINDS, Report, attack
from tests.routers.conftest import Phone

COUNT = 300
SEED = 1


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_that_is_sent_hurts(kind: str, phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    report = Report()
    assert phone.client.port is not None
    with caplog.at_level(logging.WARNING):
        await attack(phone.client.host, phone.client.port, kind, COUNT, SEED, report)
    assert report.failures == []
    assert sum(report.answers.values()) == COUNT
    assert [
        record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR
    ] == []
    assert (await phone.call("GET", "/health"))[0] == 200
