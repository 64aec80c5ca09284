"""The findings of the doctor about this box, with advice."""

from typing import Literal

from appliance.schema.base import Sentence, Strict, UtcTime

FindingState = Literal["well", "ill", "unknown"]


class FindingRead(Strict):
    """One check of the box, in the language of the request; `unknown`: it could not be made.

    `advice`: what to do if the result is `ill`.
    """

    what: Sentence
    state: FindingState
    advice: Sentence | None


class DoctorRead(Strict):
    """All checks of the box, and when they were made."""

    looked_at: UtcTime
    findings: list[FindingRead]
