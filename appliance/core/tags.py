"""The arrow that a tag's code belongs to, and the outcomes of writing a tag."""

from typing import Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from appliance.core.message import Message, message

WrittenOutcome = Literal[
    "programmed",
    "taken_away",
    "failed",
    "reader_lost",
    "read_only",
    "too_small",
    "unsuitable",
    "another_arrow",
    "two_tags",
]
"""`programmed`: written, read back and equal. After `taken_away`, `failed` and `reader_lost` the tag may be empty; the
others left it unchanged."""
ProgrammingOutcome = Literal["waiting", "expired"] | WrittenOutcome

TAGS = uuid5(NAMESPACE_OID, "arch-stats arrow tag")


def arrow_id_of(code: str) -> UUID:
    """The arrow id in the code, as in programmed tags; else an id derived from the code, the same each time."""
    try:
        return UUID(code)
    except ValueError:
        return uuid5(TAGS, code.upper())


def outcome_message(outcome: ProgrammingOutcome, arrow: str, other: str) -> Message:
    """The message for a person at the page; `other`: the arrow that the tag belongs to, for `another_arrow`."""
    sentences: dict[ProgrammingOutcome, Message] = {
        "waiting": message("tag_waiting", arrow=arrow),
        "expired": message("tag_expired"),
        "programmed": message("tag_programmed", arrow=arrow),
        "taken_away": message("tag_taken_away", arrow=arrow),
        "failed": message("tag_failed"),
        "reader_lost": message("tag_reader_lost"),
        "read_only": message("tag_read_only"),
        "too_small": message("tag_too_small"),
        "unsuitable": message("tag_unsuitable"),
        "another_arrow": message("tag_another_arrow", other=other),
        "two_tags": message("tag_two_tags"),
    }
    return sentences[outcome]
