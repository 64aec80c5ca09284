"""/api/v0/update: the version that runs, and updates from signed files"""

from pathlib import Path

from aiohttp import web

from appliance.core.message import message_of, refusal
from appliance.messages.translation import Translation, text_of
from appliance.models.errors import DBNotFound
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.files import archive_refused, receive_file
from appliance.routers.keys import ARCHIVE, INBOX
from appliance.routers.utils import deleted_response, ok_response, translation_for
from appliance.schema.updates import OfferRead, OfferRecord, OutcomeRead, UpdateRead
from appliance.updates.applying import MAX_FILE_BYTES
from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.handing_over import Inbox
from appliance.updates.offering import Offers, name_of

BASE = f"{API}/update"
TAR = "application/x-tar"


async def get(request: web.Request) -> web.Response:
    inbox, translate = request.app[INBOX], await translation_for(request)
    state = await request.app[ARCHIVE].in_thread(inbox.read)
    outcome = None
    if state.outcome is not None:
        last = state.outcome
        reason = None if last.why is None else text_of(last.why, translate)
        outcome = OutcomeRead(status=last.word, old=last.old, new=last.new, reason=reason, at=last.at)
    offer = await request.app[ARCHIVE].in_thread(Offers(inbox).read)
    return ok_response(
        UpdateRead(
            running=state.running,
            previous=state.previous,
            takes_updates=state.takes_updates,
            is_under_way=state.is_under_way,
            outcome=outcome,
            offer=None if offer is None else _shown(offer, translate),
        )
    )


async def post(request: web.Request) -> web.Response:
    inbox, archive = request.app[INBOX], request.app[ARCHIVE]
    if request.content_type != TAR:
        raise BadRequest(415, [refusal("body", "must_be_type", type=TAR, other=request.content_type)])
    if (await archive.in_thread(inbox.read)).running is None:
        raise DBNotFound(refusal("path", "no_version_to_update"))
    with archive_refused(), archive.uploading(request.remote or ""):
        archive.require_room(min(request.content_length or 0, MAX_FILE_BYTES))
        path = await _new_file(request, inbox)
        try:
            await receive_file(request, archive, path, MAX_FILE_BYTES)
            manifest = await archive.in_thread(inbox.check, path)
            # from here on the file is root's, who verifies it again
            await archive.in_thread(inbox.hand_over, path)
        except UpdateRefused as error:
            raise BadRequest(422, [message_of(error).at("body")]) from error
        finally:
            await archive.in_thread(path.unlink, missing_ok=True)
    return ok_response(name_of(manifest), 202)


async def post_offered(request: web.Request) -> web.Response:
    try:
        with archive_refused():
            manifest = await request.app[ARCHIVE].in_thread(Offers(request.app[INBOX]).accept)
    except UpdateBusy as error:
        raise BadRequest(409, [message_of(error).at("request")]) from error
    except UpdateRefused as error:
        raise BadRequest(422, [message_of(error).at("request")]) from error
    if manifest is None:
        raise DBNotFound(refusal("path", "no_update_offered"))
    return ok_response(name_of(manifest), 202)


async def delete_offered(request: web.Request) -> web.Response:
    if not await request.app[ARCHIVE].in_thread(Offers(request.app[INBOX]).decline):
        raise DBNotFound(refusal("path", "no_update_offered"))
    return deleted_response()


def _shown(offer: OfferRecord, translate: Translation) -> OfferRead:
    reason = None if offer.why is None else text_of(offer.why, translate)
    return OfferRead(version=offer.version, reason=reason, at=offer.at)


async def _new_file(request: web.Request, inbox: Inbox) -> Path:
    try:
        return await request.app[ARCHIVE].in_thread(inbox.new_file)
    except UpdateBusy as error:
        raise BadRequest(409, [message_of(error).at("request")]) from error


ENDPOINTS = (
    Endpoint("GET", BASE, get, "The running version, and the result of the last update", UpdateRead, least="spectator"),
    Endpoint(
        "POST",
        BASE,
        post,
        "Update from a signed file: checked again and tried beside the running version; data is the new version",
        str,
        202,
        refuses=(404, 408, 409, 413, 415, 422, 507),
        sends=TAR,
        least="keeper",
    ),
    Endpoint(
        "POST",
        f"{BASE}/offered",
        post_offered,
        "Update from the file on a USB stick, as from one that was uploaded",
        str,
        202,
        refuses=(404, 409, 422, 507),
        least="keeper",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/offered",
        delete_offered,
        "Decline the update on a USB stick",
        None,
        204,
        refuses=(404,),
        least="keeper",
    ),
)
