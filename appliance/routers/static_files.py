"""The web page: files of web/dist, index.html for every other path under /app/."""

import asyncio
from pathlib import Path

from aiohttp import web

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def add_page(app: web.Application, folder: Path) -> None:
    """Serve `folder` at /app/, and send / there."""
    root = folder.resolve()

    def find(name: str) -> Path:
        if "\0" in name:
            return root / "index.html"
        path = (root / name).resolve()
        return path if path.is_relative_to(root) and path.is_file() else root / "index.html"

    async def get_page(request: web.Request) -> web.StreamResponse:
        path = await asyncio.to_thread(find, request.match_info.get("name", ""))
        if not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound
        # the bundler puts a hash into the names of assets
        cache = FOR_EVER if path.parent.name == "assets" else ASK_AGAIN
        return web.FileResponse(path, headers={"Cache-Control": cache})

    async def to_page(request: web.Request) -> web.StreamResponse:
        del request
        raise web.HTTPFound("/app/")

    app.router.add_get("/", to_page)
    app.router.add_get("/app", to_page)
    app.router.add_get("/app/{name:.*}", get_page)
