"""How a page is printed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from appliance.schema.base import Query

Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class PrintQuery(Query):
    """Query of a page to print."""

    language: Language | None = Field(
        default=None, description="such as en or es; what the request's Accept-Language likes best, if not given"
    )
