"""What is logged is read by a person: sentences, not codes."""

import logging
from collections.abc import Iterator

import pytest

from appliance.core.message import message
from appliance.errors import Unavailable
from appliance.messages.log_records import log_in_english

NEWER = message("schema_newer", schema="9", known="8")
SENTENCE = "the database is from a newer version (schema 9, this one knows 8): install that version again; "


@pytest.fixture(autouse=True)
def factory() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    log_in_english()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("value", [NEWER, Unavailable(NEWER)], ids=["message", "error"])
def test_a_message_is_logged_as_its_sentence(value: object, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("%s (%d)", value, 3)
    logging.getLogger("x").warning("%(why)s", {"why": value})
    assert [line.startswith(SENTENCE) for line in caplog.messages] == [True, True]
    assert caplog.messages[0].endswith(" (3)")


def test_other_values_are_logged_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("%s %s %s", OSError("gone"), 2.5, None)
    logging.getLogger("x").warning("plain")
    assert caplog.messages == ["gone 2.5 None", "plain"]
