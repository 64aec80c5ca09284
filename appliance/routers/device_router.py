"""/api/v0/export, import, log: what a phone takes from the device, and brings back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from appliance.archive import Archive, ArchiveBusy, ArchiveError, DiskFull, while_asked
from appliance.archive_lines import UPLOADED
from appliance.backups import file_name
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ARCHIVE, LOG
from appliance.routers.utils import ok_response, read_filters
from appliance.schema.archive import ImportQuery

GZIP = "application/gzip"
TEXT = "text/plain"
CHUNK_BYTES = 64 * 1024
GRACE_S = 15.0
LEAST_BYTES_PER_S = 16 * 1024
"""A phone at the edge of the range's Wi-Fi sends ten times as much."""


async def get_export(request: web.Request) -> web.StreamResponse:
    archive = request.app[ARCHIVE]
    with _refused():
        path = await archive.in_thread(archive.new_file)
    try:
        with _refused():
            await while_asked(archive.write(path), lambda: _has_left(request))
        response = web.StreamResponse()
        response.content_type = GZIP
        response.content_length = path.stat().st_size
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(datetime.now(UTC))}"'
        await response.prepare(request)
        with path.open("rb") as file:
            while chunk := await archive.in_thread(file.read, CHUNK_BYTES):
                await response.write(chunk)
        await response.write_eof()
    finally:
        await archive.in_thread(path.unlink, missing_ok=True)
    return response


async def post_import(request: web.Request) -> web.Response:
    query = read_filters(request, ImportQuery)
    if request.content_type != GZIP:
        raise BadRequest(415, [f"body: must be {GZIP}, not {request.content_type}"])
    archive = request.app[ARCHIVE]
    with _refused(), archive.uploading(request.remote or ""):
        if request.content_length is not None:
            _require_size(request.content_length)
            archive.require_room(request.content_length)
        path = await archive.in_thread(archive.new_file)
        try:
            await _receive(request, archive, path)
            new = await while_asked(archive.take_in(path, replace=query.replace), lambda: _has_left(request))
        except ArchiveError as error:
            raise BadRequest(422, [str(error).replace(str(path), "body")]) from error
        finally:
            await archive.in_thread(path.unlink, missing_ok=True)
    return ok_response(new, 201)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except ArchiveBusy as error:
        raise BadRequest(409, [f"request: {error}"]) from error
    except DiskFull as error:
        raise BadRequest(507, [f"request: {error}"]) from error


def _has_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _require_size(size_bytes: int) -> None:
    if size_bytes > UPLOADED.file_bytes:
        raise BadRequest(413, [f"body: is larger than {UPLOADED.file_bytes // 2**20} MiB"])


async def _receive(request: web.Request, archive: Archive, path: Path) -> None:
    """The body into `path`. Raises BadRequest 408 for one that comes too slowly, 413; DiskFull."""
    received = 0
    loop = asyncio.get_running_loop()
    began = loop.time()
    with path.open("wb") as file:
        while True:
            try:
                async with asyncio.timeout_at(began + GRACE_S + received / LEAST_BYTES_PER_S):
                    chunk = await request.content.read(CHUNK_BYTES)
            except TimeoutError as error:
                raise BadRequest(408, ["body: comes too slowly; go nearer to the butt and send it again"]) from error
            if not chunk:
                return
            received += len(chunk)
            _require_size(received)
            archive.require_room(len(chunk))
            await archive.in_thread(file.write, chunk)


async def get_log(request: web.Request) -> web.Response:
    return web.Response(text=request.app[LOG].text(), content_type=TEXT)


ENDPOINTS = (
    Endpoint("GET", f"{API}/export", get_export, "Everything in one file", refuses=(409, 507), media_type=GZIP),
    Endpoint(
        "POST",
        f"{API}/import",
        post_import,
        "Add what such a file has and this appliance has not, or become equal to it; data says what was new",
        str,
        201,
        query=ImportQuery,
        refuses=(408, 409, 413, 415, 422, 507),
        sends=GZIP,
    ),
    Endpoint("GET", f"{API}/log", get_log, "The latest lines of the log", media_type=TEXT),
)
