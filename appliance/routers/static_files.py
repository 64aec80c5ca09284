"""The web page: the files of web/dist, and index.html for every other path under /app/."""

import asyncio
import re
from pathlib import Path

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from appliance.routers.security_headers import POLICY, host_of, page_policy

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
FOR_A_WEEK = "max-age=604800"
"""Cache lifetime of index.html, by which a new tab opens it without the Wi-Fi; the page itself looks for a newer
one."""
ASSETS = "assets"
PAGE = "index.html"
MAX_NAME_BYTES = 255
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
MAX_PATH_BYTES = 1024


TAKEN_WITHIN_S = 120.0


class PageFile(web.FileResponse):
    """A file that the kernel sends; a client that does not receive it in time is disconnected."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the file; called by aiohttp."""
        try:
            async with asyncio.timeout(TAKEN_WITHIN_S):
                return await super().prepare(request)
        except TimeoutError as error:
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError from error


def add_page(app: web.Application, folder: Path) -> None:
    """Serve `folder` at /app/, and redirect / there."""
    root = folder.resolve()

    def find(name: str) -> Path | None:
        if not _can_be_file(name):
            return None
        path = (root / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
        # any other path is a route of the page itself, but assets are always files
        page = root / PAGE
        return page if not name.startswith(f"{ASSETS}/") and page.is_file() else None

    async def get_page(request: web.Request) -> web.StreamResponse:
        path = await asyncio.to_thread(find, request.match_info.get("name", ""))
        if path is None:
            raise web.HTTPNotFound
        # the bundler puts a hash into the names of assets
        cache = FOR_EVER if path.parent.name == ASSETS else FOR_A_WEEK if path == root / PAGE else ASK_AGAIN
        headers = {"Cache-Control": cache}
        if path == root / PAGE:
            headers[POLICY] = page_policy(host_of(request), scripts=await asyncio.to_thread(inline_scripts, path))
        return PageFile(path, headers=headers)

    async def to_page(request: web.Request) -> web.StreamResponse:
        del request
        raise web.HTTPFound("/app/", headers={"Cache-Control": FOR_A_WEEK})

    app.router.add_get("/", to_page)
    app.router.add_get("/app", to_page)
    app.router.add_get("/app/{name:.*}", get_page)


def inline_scripts(page: Path) -> list[str]:
    """The inline scripts of a page, whose hashes its policy lists."""
    return _INLINE.findall(page.read_text("utf-8"))


def _can_be_file(name: str) -> bool:
    """Whether a path is valid for the file system."""
    try:
        raw = name.encode()
    except UnicodeEncodeError:
        return False
    parts = raw.split(b"/")
    return b"\0" not in raw and len(raw) <= MAX_PATH_BYTES and all(len(part) <= MAX_NAME_BYTES for part in parts)
