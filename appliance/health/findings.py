"""Findings about this box: well, ill with advice, or unknown; the command line and the page show the same ones."""

from dataclasses import dataclass

from appliance.core.message import Message, message
from appliance.messages.translation import Translation
from appliance.schema.doctor import FindingRead, FindingState


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `advice`: what to do if it is not well.

    If the check could not be made, `is_known` is False, and `what` says why.
    """

    what: Message
    is_well: bool
    advice: Message | None = None
    is_known: bool = True

    @property
    def state(self) -> FindingState:
        """The finding in one word."""
        if not self.is_known:
            return "unknown"
        return "well" if self.is_well or self.advice is None else "ill"

    @property
    def is_ill(self) -> bool:
        """Whether there is something to do."""
        return self.state == "ill"

    @property
    def line(self) -> Message:
        """The finding as a line of text."""
        if self.state == "unknown":
            return message("finding_unknown", what=self.what)
        if self.advice is None or self.is_well:
            return message("finding_well", what=self.what)
        return message("finding_ill", what=self.what, advice=self.advice)

    def read(self, translate: Translation) -> FindingRead:
        """The finding as the API sends it."""
        advice = translate(self.advice) if self.is_ill and self.advice is not None else None
        return FindingRead(what=translate(self.what), state=self.state, advice=advice)


def well(what: Message) -> Finding:
    """A finding of a check that found nothing wrong."""
    return Finding(what, True)


def ill(what: Message, advice: Message) -> Finding:
    """A finding of a check that found something wrong, with what to do."""
    return Finding(what, False, advice)


def unknown(what: Message) -> Finding:
    """The finding of a check that could not be made."""
    return Finding(what, False, is_known=False)
