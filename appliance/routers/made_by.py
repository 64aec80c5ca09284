"""The author of the changes of a request: the header X-Made-By, for the list of corrections."""

from aiohttp import web

from appliance.core import limits
from appliance.core.makers import JUDGE
from appliance.core.message import refusal
from appliance.models.made_by import MADE_BY
from appliance.routers.endpoint import Handler
from appliance.routers.errors import BadRequest

HEADER = "X-Made-By"


@web.middleware
async def remember_made_by(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Set the author for the database statements of a request. Raises BadRequest 422 for invalid or reserved names."""
    made_by = request.headers.get(HEADER)
    if made_by is not None and not limits.MADE_BY.holds(made_by):
        raise BadRequest(422, [refusal("header.X-Made-By", "not_a_word", letters=limits.MADE_BY.most)])
    if made_by is not None and made_by.startswith(JUDGE):
        raise BadRequest(422, [refusal("header.X-Made-By", "judge_is_paired")])
    token = MADE_BY.set(made_by)
    try:
        return await handler(request)
    finally:
        MADE_BY.reset(token)
