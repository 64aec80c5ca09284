"""/api/v0/export, import, log: downloads from the device, and imports into it."""

from dataclasses import replace
from datetime import UTC, datetime

from aiohttp import web

from appliance.archive.backups import file_name
from appliance.archive.lines import UPLOADED
from appliance.archive.service import ArchiveError, while_client_connected
from appliance.core.message import Message, message_of, refusal
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.files import (
    EXPORTED,
    GZIP,
    archive_refused,
    client_has_left,
    given_passphrase,
    receive_file,
    send_file,
)
from appliance.routers.keys import ARCHIVE, LOG
from appliance.routers.utils import ok_response, read_filters, translation_for
from appliance.schema.archive import ImportQuery

TEXT = "text/plain"


async def get_export(request: web.Request) -> web.StreamResponse:
    archive = request.app[ARCHIVE]
    with archive_refused():
        path = await archive.in_thread(archive.new_file)
    try:
        with archive_refused():
            await while_client_connected(archive.write(path), lambda: client_has_left(request))
        return await send_file(request, archive, path, file_name(datetime.now(UTC)))
    except ArchiveError as error:
        raise BadRequest(507, [message_of(error).at("request")]) from error
    finally:
        await archive.in_thread(path.unlink, missing_ok=True)


async def post_import(request: web.Request) -> web.Response:
    query, passphrase = read_filters(request, ImportQuery), given_passphrase(request)
    if request.content_type != GZIP:
        raise BadRequest(415, [refusal("body", "must_be_type", type=GZIP, other=request.content_type)])
    archive = request.app[ARCHIVE]
    with archive_refused(), archive.uploading(request.remote or ""):
        archive.require_room(min(request.content_length or 0, UPLOADED.file_bytes))
        path = await archive.in_thread(archive.new_file)
        try:
            await receive_file(request, archive, path, UPLOADED.file_bytes)
            importing = archive.import_file(path, replace=query.replace, passphrase=passphrase)
            new = await while_client_connected(importing, lambda: client_has_left(request))
        except ArchiveError as error:
            raise BadRequest(422, [_about_the_body(message_of(error))]) from error
        finally:
            await archive.in_thread(path.unlink, missing_ok=True)
    translate = await translation_for(request)
    return ok_response(", ".join(map(translate, new)), 201)


def _about_the_body(refused: Message) -> Message:
    """The message with "body" in place of the file's path, which is unknown to the client."""
    if refused.code not in ("in_file", "at_line"):
        return refused.at("body")
    return replace(refused, values=tuple((name, "body" if name == "file" else value) for name, value in refused.values))


async def get_log(request: web.Request) -> web.Response:
    return web.Response(text=request.app[LOG].text(), content_type=TEXT)


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/export",
        get_export,
        "Export everything into one file",
        refuses=(409, 507),
        media_types=EXPORTED,
        least="keeper",
    ),
    Endpoint(
        "POST",
        f"{API}/import",
        post_import,
        "Import an export file: add what is missing, or replace everything; data names what was new. Passphrase of an "
        "encrypted file, percent-encoded: header X-Passphrase",
        str,
        201,
        query=ImportQuery,
        refuses=(400, 408, 409, 413, 415, 422, 507),
        sends=GZIP,
        least="keeper",
    ),
    Endpoint("GET", f"{API}/log", get_log, "The latest lines of the log", media_types=(TEXT,), least="keeper"),
)
