"""Signatures: an archer and a scorer confirm an end, or the whole score sheet."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from appliance.core import limits
from appliance.schema.base import Stored, StoredTime, Strict
from appliance.schema.shots import CountedEnd, EndNumber

SignedAs = Annotated[
    Literal["archer", "scorer"], Field(description="by whose hand; an archer's phone signs as that archer")
]
MOST_SIGNED = 1000
SignedArrows = Annotated[int, Field(ge=1, le=MOST_SIGNED, description="how many arrows the phone shows")]
SignedScore = Annotated[int, Field(ge=0, le=MOST_SIGNED * limits.POINTS.most, description="what they come to there")]
Signer = Annotated[
    str,
    Stored(limits.MADE_BY),
    Field(description="an archer's id, the name of a paired phone, a judge's behind `judge:`, or a word"),
]


class SignatureCreate(Strict):
    """Signs an archer's end, or without an end the whole score sheet, as the phone shows it.

    `arrows` and `score` must equal the current ones, so that nobody signs what changed a moment ago.
    """

    archer_id: UUID | None
    end_number: EndNumber | None = None
    signed_as: SignedAs | None = None
    arrows: SignedArrows
    score: SignedScore


class SignatureRead(Strict):
    """The newest signature as archer, or as scorer: `arrows` and `score` as they were signed.

    `is_changed`: they differ now, since `changed_at`; `changed_by`: the author, where a person made the change.
    """

    id: UUID
    session_id: UUID
    archer_id: UUID | None
    end_number: CountedEnd | None
    signed_as: SignedAs
    signed_by: Signer | None
    signed_at: StoredTime
    arrows: SignedArrows
    score: Annotated[int, Field(ge=0)]
    is_changed: bool
    changed_at: StoredTime | None
    changed_by: Signer | None
