"""/api/v0/backup: backups on this box, the passphrase of those that leave it, and the sheet to recover them by."""

from collections.abc import Awaitable

from aiohttp import web

from appliance.archive.backups import Backup, numbered, read_backups
from appliance.archive.service import ArchiveError, while_client_connected
from appliance.archive.stick import read_stick
from appliance.core.message import Message, message_of, refusal
from appliance.messages.translation import text_of
from appliance.models.errors import DBNotFound
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.files import EXPORTED, archive_refused, client_has_left, send_file
from appliance.routers.keys import ARCHIVE, HEALTH
from appliance.routers.printed import page_for, printed_response
from appliance.routers.utils import (
    HTML,
    deleted_response,
    ok_response,
    path_number,
    read_body,
    read_filters,
    translation_for,
)
from appliance.schema.backups import BackupContentsRead, BackupRestore, BackupsRead, PassphraseUpdate, StickRead
from appliance.schema.printing import PrintQuery

BASE = f"{API}/backup"
MOST_NUMBER = 10**9


async def get_list(request: web.Request) -> web.Response:
    archive, translate = request.app[ARCHIVE], await translation_for(request)
    backups = await archive.in_thread(read_backups, archive.backups, translate)
    stick = await archive.in_thread(read_stick, archive.backups.parent)
    message = None if stick is None or stick.message is None else text_of(stick.message, translate)
    return ok_response(
        BackupsRead(
            backups=backups,
            is_encrypting=await archive.in_thread(archive.passphrase.get) is not None,
            is_working=archive.is_backing_up,
            stick=None if stick is None else StickRead(state=stick.state, since=stick.since, message=message),
        )
    )


async def post(request: web.Request) -> web.Response:
    with archive_refused():
        number = await request.app[ARCHIVE].back_up("asked")
    if number is None:
        raise BadRequest(409, [refusal("request", "nothing_to_keep")])
    return ok_response(str(number), 201)


async def get(request: web.Request) -> web.StreamResponse:
    backup, archive = await _backup(request), request.app[ARCHIVE]
    try:
        with archive_refused():
            async with archive.as_it_leaves(backup.path) as path:
                return await send_file(request, archive, path, backup.path.name)
    except ArchiveError as error:
        raise BadRequest(507, [message_of(error).at("request")]) from error


async def delete(request: web.Request) -> web.Response:
    backup = await _backup(request)
    await request.app[ARCHIVE].in_thread(backup.delete)
    return deleted_response()


async def get_contents(request: web.Request) -> web.Response:
    backup = await _backup(request)
    with archive_refused():
        counted = await _readable(request.app[ARCHIVE].contents(backup.path))
    translate = await translation_for(request)
    return ok_response(BackupContentsRead(made_at=backup.made_at, in_backup=", ".join(map(translate, counted))))


async def post_restore(request: web.Request) -> web.Response:
    path_number(request, "number", MOST_NUMBER)
    wanted, backup = await read_body(request, BackupRestore), await _backup(request)
    with archive_refused():
        restoring = request.app[ARCHIVE].import_file(backup.path, replace=wanted.replace)
        new = await _readable(while_client_connected(restoring, lambda: client_has_left(request)))
    translate = await translation_for(request)
    return ok_response(", ".join(map(translate, new)))


async def put_passphrase(request: web.Request) -> web.Response:
    archive, update = request.app[ARCHIVE], await read_body(request, PassphraseUpdate)
    await archive.in_thread(archive.passphrase.put, update.passphrase)
    return ok_response(None)


async def delete_passphrase(request: web.Request) -> web.Response:
    archive = request.app[ARCHIVE]
    await archive.in_thread(archive.passphrase.forget)
    return deleted_response()


async def get_recovery_sheet(request: web.Request) -> web.Response:
    from appliance.printing.recovery_sheet import recovery_sheet  # noqa: PLC0415  (imports an XML library)

    archive, page = request.app[ARCHIVE], await page_for(request, read_filters(request, PrintQuery))
    passphrase = await archive.in_thread(archive.passphrase.get)
    if passphrase is None:
        raise DBNotFound(refusal("path", "no_passphrase_set"))
    health = await request.app[HEALTH].read()
    return printed_response(request, recovery_sheet(page, passphrase, health.name, health.clock))


async def _backup(request: web.Request) -> Backup:
    """The backup whose number is in the path. Raises BadRequest 422, DBNotFound."""
    number, archive = path_number(request, "number", MOST_NUMBER), request.app[ARCHIVE]
    found = await archive.in_thread(numbered, archive.backups, number)
    if found is None:
        raise DBNotFound(refusal("path.number", "no_such_backup", number=str(number)))
    return found


async def _readable(work: Awaitable[tuple[Message, ...]]) -> tuple[Message, ...]:
    """The result of work on a backup. Raises BadRequest 422 for a backup that cannot be read."""
    try:
        return await work
    except ArchiveError as error:
        raise BadRequest(422, [message_of(error).at("path.number")]) from error


OF_ONE = (404, 409, 422, 507)
ENDPOINTS = (
    Endpoint("GET", BASE, get_list, "Backups on this box, the newest first", BackupsRead, least="keeper"),
    Endpoint("POST", BASE, post, "Make a backup now", str, 201, refuses=(409, 507), least="keeper"),
    Endpoint(
        "PUT",
        f"{BASE}/passphrase",
        put_passphrase,
        "Set a passphrase: data leaving the box are encrypted from now on",
        body=PassphraseUpdate,
        refuses=(413, 415, 422),
        least="keeper",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/passphrase",
        delete_passphrase,
        "Remove the passphrase: nothing is encrypted from now on",
        None,
        204,
        least="keeper",
    ),
    Endpoint(
        "GET",
        f"{BASE}/recovery-sheet",
        get_recovery_sheet,
        "A page to print: the passphrase, and how to open a backup with it",
        query=PrintQuery,
        refuses=(404, 422),
        media_types=(HTML,),
        least="keeper",
    ),
    Endpoint(
        "GET",
        f"{BASE}/{{number}}",
        get,
        "One backup's file",
        refuses=OF_ONE,
        media_types=EXPORTED,
        least="keeper",
    ),
    Endpoint("DELETE", f"{BASE}/{{number}}", delete, "Delete a backup", None, 204, refuses=(404, 422), least="keeper"),
    Endpoint(
        "GET",
        f"{BASE}/{{number}}/contents",
        get_contents,
        "Contents of a backup",
        BackupContentsRead,
        refuses=OF_ONE,
        least="keeper",
    ),
    Endpoint(
        "POST",
        f"{BASE}/{{number}}/restore",
        post_restore,
        "Restore a backup: add what is missing, or replace everything; data names what was new",
        str,
        body=BackupRestore,
        refuses=(*OF_ONE, 413, 415),
        least="keeper",
    ),
)
