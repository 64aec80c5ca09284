"""The OpenAPI document and Swagger UI, served without any other host, since the range has no internet."""

import asyncio
import json
from collections.abc import Sequence
from functools import cache

from aiohttp import web

from appliance.routers.endpoint import Endpoint
from appliance.routers.security_headers import POLICY, host_of, page_policy

_SCRIPT = 'SwaggerUIBundle({url: "/api/openapi.json", dom_id: "#swagger"})'
_PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Arch-Stats API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/app/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/app/swagger/swagger-ui.css"></head>
<body><div id="swagger"></div>
<script src="/app/swagger/swagger-ui-bundle.js"></script>
<script>{_SCRIPT}</script>
</body></html>
"""


def add_docs(app: web.Application, endpoints: Sequence[Endpoint]) -> None:
    """Serve /api/openapi.json and /api/swagger."""
    one_at_a_time = asyncio.Lock()

    @cache
    def text() -> str:
        # made at the first request, in a thread, so that neither the start nor an arrow waits for it
        from appliance.routers.openapi import document  # noqa: PLC0415

        return json.dumps(document(endpoints))

    async def get_openapi(request: web.Request) -> web.Response:
        del request
        # two threads making it at once would give their models different names
        async with one_at_a_time:
            document = await asyncio.to_thread(text)
        return web.Response(text=document, content_type="application/json")

    async def get_swagger(request: web.Request) -> web.Response:
        # the style sheet of Swagger UI contains pictures
        policy = page_policy(host_of(request), scripts=[_SCRIPT], pictures=" data:")
        return web.Response(text=_PAGE, content_type="text/html", headers={POLICY: policy})

    app.router.add_get("/api/openapi.json", get_openapi)
    app.router.add_get("/api/swagger", get_swagger)
