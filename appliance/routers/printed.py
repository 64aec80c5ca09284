"""In which language a page is printed: the one that is asked for, else what the request accepts."""

from typing import TYPE_CHECKING

from aiohttp import web

from appliance.core.message import refusal
from appliance.messages.catalogue import languages
from appliance.messages.translation import accepted_language
from appliance.routers.errors import BadRequest
from appliance.routers.utils import translation_for
from appliance.schema.printing import PrintQuery

if TYPE_CHECKING:
    from appliance.printing.page import Printed


async def page_for(request: web.Request, query: PrintQuery) -> "Printed":
    """An empty page in that language. Raises BadRequest 422 for one that there are no texts in."""
    from appliance.printing.page import Printed  # noqa: PLC0415  (brings an XML library)

    language = query.language or accepted_language(request.headers.get("Accept-Language"))
    if language not in languages():
        known = ", ".join(languages())
        raise BadRequest(422, [refusal("query.language", "unknown_language", languages=known, language=language)])
    return Printed(await translation_for(request, language), language)
