"""/api/v0/export, import, log: what a phone takes from the device, and brings back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from appliance.archive import ArchiveError
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ARCHIVE, LOG
from appliance.routers.utils import ok_response, read_filters
from appliance.schema.archive import ImportQuery

GZIP = "application/gzip"
TEXT = "text/plain"
CHUNK_BYTES = 64 * 1024
MAX_FILE_BYTES = 512 * 1024 * 1024


async def get_export(request: web.Request) -> web.StreamResponse:
    archive = request.app[ARCHIVE]
    path = await asyncio.to_thread(archive.new_file)
    try:
        await archive.write(path)
        response = web.StreamResponse()
        response.content_type = GZIP
        response.content_length = path.stat().st_size
        name = f"arch-stats-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.ndjson.gz"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        await response.prepare(request)
        with path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                await response.write(chunk)
        await response.write_eof()
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)
    return response


async def post_import(request: web.Request) -> web.Response:
    query = read_filters(request, ImportQuery)
    if request.content_type != GZIP:
        raise BadRequest(415, [f"body: must be {GZIP}, not {request.content_type}"])
    archive = request.app[ARCHIVE]
    path = await asyncio.to_thread(archive.new_file)
    try:
        await _receive(request, path)
        try:
            new = await archive.take_in(path, replace=query.replace)
        except ArchiveError as error:
            raise BadRequest(422, [str(error).replace(str(path), "body")]) from error
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)
    return ok_response(new, 201)


async def _receive(request: web.Request, path: Path) -> None:
    received = 0
    with path.open("wb") as file:
        async for chunk in request.content.iter_chunked(CHUNK_BYTES):
            received += len(chunk)
            if received > MAX_FILE_BYTES:
                raise BadRequest(413, [f"body: is larger than {MAX_FILE_BYTES // 2**20} MiB"])
            await asyncio.to_thread(file.write, chunk)


async def get_log(request: web.Request) -> web.Response:
    return web.Response(text=request.app[LOG].text(), content_type=TEXT)


ENDPOINTS = (
    Endpoint("GET", f"{API}/export", get_export, "Everything in one file", media_type=GZIP),
    Endpoint(
        "POST",
        f"{API}/import",
        post_import,
        "Add what such a file has and this appliance has not, or become equal to it; data says what was new",
        str,
        201,
        query=ImportQuery,
        refuses=(413, 415, 422),
        sends=GZIP,
    ),
    Endpoint("GET", f"{API}/log", get_log, "The latest lines of the log", media_type=TEXT),
)
