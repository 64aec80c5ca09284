"""What was looked at on this box, and what to do where it is not well."""

from typing import Literal

from appliance.schema.base import Sentence, Strict, UtcTime

FindingState = Literal["well", "ill", "unknown"]


class FindingRead(Strict):
    """One thing that was looked at, in the language of the request; `unknown`: it could not be looked at.

    `advice` is what to do where it is ill.
    """

    what: Sentence
    state: FindingState
    advice: Sentence | None


class DoctorRead(Strict):
    """Everything that was looked at, and when."""

    looked_at: UtcTime
    findings: list[FindingRead]
