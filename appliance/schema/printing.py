"""Queries of printed pages, pictures and spreadsheets."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from appliance.schema.base import Query

Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
LabelSize = Literal["62x100", "a4"]
CsvFormat = Literal["point", "comma"]


class PrintQuery(Query):
    """Query of a page to print."""

    language: Language | None = Field(
        default=None, description="such as en or es; what the request's Accept-Language likes best, if not given"
    )


class CsvQuery(PrintQuery):
    """Query of a spreadsheet."""

    format: CsvFormat | None = Field(
        default=None,
        description="point: 1.5, separated by commas; comma: 1,5, by semicolons; as the language has it, if not given",
    )
    whole_round: bool = Field(default=False, description="all sessions of the round, one after the other")


class PictureQuery(PrintQuery):
    """Query of a picture of a result; the archer is optional where only one shot."""

    archer_id: UUID | None = None
    shows_name: bool = True
    shows_arrows: bool = True


class LabelQuery(PrintQuery):
    """Query of the box's label."""

    size: LabelSize = Field(default="62x100", description="millimetres of a label, or a4")


class HandOffQuery(Query):
    """Query of a file for another competition program."""

    session_number: Annotated[int, Field(ge=1, le=9)] = Field(
        default=1, description="in which session of the competition there it was shot"
    )
