"""Sends and receives export files over HTTP in chunks, and turns errors of the archive into refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web

from appliance.archive.sealing import SEALED_SUFFIX, is_sealed
from appliance.archive.service import Archive, ArchiveBusy, DiskFull
from appliance.core import limits
from appliance.core.message import message_of, refusal
from appliance.routers.bodies import limited_chunks
from appliance.routers.errors import BadRequest

GZIP = "application/gzip"
FILE = "application/octet-stream"
EXPORTED = (GZIP, FILE)
"""Media types of an export: plain, or encrypted."""
CHUNK_BYTES = 64 * 1024
PASSPHRASE = "X-Passphrase"  # noqa: S105  (a header's name)
UPLOAD_WITHIN_S = 3600.0
LEAST_BYTES_PER_S = 16 * 1024
"""Least rate of an upload; a phone at the edge of the range's Wi-Fi sends ten times as fast."""
MOST_ESCAPED = 12 * limits.PASSPHRASE.most


async def send_file(request: web.Request, archive: Archive, path: Path, name: str) -> web.StreamResponse:
    """Send a file as a download, with the name and type of an encrypted one if it is encrypted."""
    sealed = await archive.in_thread(is_sealed, path)
    response = web.StreamResponse()
    response.content_type = FILE if sealed else GZIP
    response.content_length = (await archive.in_thread(path.stat)).st_size
    file_name = name + (SEALED_SUFFIX if sealed else "")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    await response.prepare(request)
    with path.open("rb") as file:
        while chunk := await archive.in_thread(file.read, CHUNK_BYTES):
            await response.write(chunk)
    await response.write_eof()
    return response


async def receive_file(request: web.Request, archive: Archive, path: Path, most_bytes: int) -> None:
    """Write the body to `path`. Raises BadRequest as limited_chunks does; DiskFull."""
    with path.open("wb") as file:
        async for chunk in limited_chunks(
            request, most_bytes=most_bytes, within_s=UPLOAD_WITHIN_S, least_bytes_per_s=LEAST_BYTES_PER_S
        ):
            archive.require_room(len(chunk))
            await archive.in_thread(file.write, chunk)


def given_passphrase(request: web.Request) -> str | None:
    """The passphrase of an uploaded file, from a header: UTF-8, percent-encoded; None without it. Raises BadRequest
    422."""
    escaped = request.headers.get(PASSPHRASE)
    if escaped is None:
        return None
    text = unquote(escaped[:MOST_ESCAPED], errors="replace")
    if not 1 <= len(text) <= limits.PASSPHRASE.most or limits.PASSPHRASE.problem(text) is not None:
        raise BadRequest(422, [refusal(f"header.{PASSPHRASE}", "not_a_word", letters=limits.PASSPHRASE.most)])
    return text


@contextmanager
def archive_refused() -> Iterator[None]:
    """Raise BadRequest 409 if the archive is busy, 507 if the card is too full."""
    try:
        yield
    except ArchiveBusy as error:
        raise BadRequest(409, [message_of(error).at("request")]) from error
    except DiskFull as error:
        raise BadRequest(507, [message_of(error).at("request")]) from error


def client_has_left(request: web.Request) -> bool:
    """Whether the client has closed the connection."""
    return request.transport is None or request.transport.is_closing()
