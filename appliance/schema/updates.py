"""Versions of the program on this box, and what came of the last update."""

from typing import Literal

from appliance.schema.base import Sentence, Strict, UtcTime


class OutcomeRead(Strict):
    """How the last change of versions went: from which to which; `said` is why it went wrong."""

    word: Literal["being_tried", "updated", "rolled_back", "refused"]
    old: str | None
    new: str | None
    said: Sentence | None
    at: UtcTime


class UpdateRead(Strict):
    """`running` and `previous` are the folders of versions: null where none is installed, in a checkout.

    `takes_updates`: there is a key on this box that a signed file can be held to.
    """

    running: str | None
    previous: str | None
    takes_updates: bool
    is_under_way: bool
    outcome: OutcomeRead | None
