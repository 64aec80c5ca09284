"""What was looked at on this box, and what to do where it is not well."""

from typing import Literal

from appliance.schema.base import Sentence, Strict, UtcTime

FindingState = Literal["well", "ill", "unknown"]


class FindingRead(Strict):
    """One check of the box, in the language of the request; `unknown`: it could not be made.

    `advice` is what to do where it is ill.
    """

    what: Sentence
    state: FindingState
    advice: Sentence | None


class DoctorRead(Strict):
    """All checks of the box, and when they were made."""

    looked_at: UtcTime
    findings: list[FindingRead]
