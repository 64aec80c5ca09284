"""From the code in a tag to the id of the arrow that carries it; and what can become of a tag that is to be written."""

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
"""`programmed`: written, read back and equal. After the next three the tag may hold nothing; the others left it as it
was."""
ProgrammingOutcome = Literal["waiting", "expired"] | WrittenOutcome

TAGS = uuid5(NAMESPACE_OID, "arch-stats arrow tag")


def arrow_id_of(code: str) -> UUID:
    """The id itself where the tag holds one, as programmed tags do; else one that always follows from the code."""
    try:
        return UUID(code)
    except ValueError:
        return uuid5(TAGS, code.upper())


def outcome_message(outcome: ProgrammingOutcome, arrow: str, other: str) -> Message:
    """The sentence for a person at the page; `other`: the arrow whose tag it was, where it was another's."""
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
