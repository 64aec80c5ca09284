"""Printed pages: their language, by the query or the request's Accept-Language, their time zone, and their response."""

import re
from datetime import tzinfo
from typing import TYPE_CHECKING

from aiohttp import web

from appliance.core.message import refusal
from appliance.messages.catalogue import languages
from appliance.messages.translation import accepted_language
from appliance.routers.errors import BadRequest
from appliance.routers.security_headers import POLICY, host_of, page_policy
from appliance.routers.settings_router import read_device
from appliance.routers.utils import HTML, translation_for
from appliance.schema.device import zone_called
from appliance.schema.printing import PrintQuery
from appliance.schema.sessions import SessionRead

if TYPE_CHECKING:
    from appliance.printing.page import Printed

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def language_for(request: web.Request, query: PrintQuery) -> str:
    """The language of a page. Raises BadRequest 422 for one without texts."""
    language = query.language or accepted_language(request.headers.get("Accept-Language"))
    if language not in languages():
        known = ", ".join(languages())
        raise BadRequest(422, [refusal("query.language", "unknown_language", languages=known, language=language)])
    return language


async def zone_for(request: web.Request) -> tzinfo:
    """The time zone of the box."""
    return zone_called((await read_device(request.app)).time_zone)


def file_of(session: SessionRead, zone: tzinfo, what: str, ending: str) -> dict[str, str]:
    """The header with a file's name, which has the day and distance of its session."""
    day = session.start_time.astimezone(zone)
    name = f"{what}-{day:%Y-%m-%d}-{session.distance}{session.distance_unit}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def page_for(request: web.Request, query: PrintQuery) -> "Printed":
    """An empty page. Raises BadRequest 422 for a language without texts."""
    from appliance.printing.page import Printed  # noqa: PLC0415  (imports an XML library)

    language = language_for(request, query)
    return Printed(await translation_for(request, language), language, await zone_for(request))


def printed_response(request: web.Request, text: str) -> web.Response:
    """The response with a page, whose policy allows its own inline styles."""
    policy = page_policy(host_of(request), styles=_STYLE.findall(text))
    return web.Response(text=text, content_type=HTML, headers={POLICY: policy})
