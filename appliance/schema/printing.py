"""How a page is printed."""

from typing import Literal

from appliance.schema.base import Query

Language = Literal["en", "es"]


class PrintQuery(Query):
    """Query of a page to print."""

    language: Language = "en"
