"""/api/v0/session/{id}/signature: archer and scorer confirm ends and score sheets"""

from uuid import UUID

from aiohttp import web

from appliance.core.makers import is_reserved
from appliance.core.message import refusal
from appliance.models.made_by import MADE_BY
from appliance.rounds.walks import walk_of
from appliance.routers.callers import caller_of, is_archers, only_your_own, require_own
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ROUNDS, SIGNATURES
from appliance.routers.utils import deleted_response, ok_response, path_id, read_body
from appliance.schema.signatures import SignatureCreate, SignatureRead, SignedAs

BASE = f"{API}/session/{{id}}/signature"


async def get_list(request: web.Request) -> web.Response:
    return ok_response(await request.app[SIGNATURES].find_by_session(path_id(request)))


async def post(request: web.Request) -> web.Response:
    session_id = path_id(request)
    signature = await read_body(request, SignatureCreate)
    require_own(request, signature.archer_id)
    signed_as = _hand(request, signature)
    new = await request.app[SIGNATURES].insert_one(
        session_id,
        signature,
        signed_as,
        _signer(request, signed_as),
        round_arrows=None if signature.end_number is not None else await _round_arrows(request, session_id),
    )
    return ok_response(str(new), 201)


async def delete(request: web.Request) -> web.Response:
    session_id, signature_id = path_id(request), path_id(request, "signature_id")
    if not caller_of(request).may("judge"):
        own: tuple[SignedAs, str | None] = ("archer" if is_archers(request) else "scorer", _signer(request))
        if await request.app[SIGNATURES].signer(session_id, signature_id) != own:
            raise BadRequest(403, [refusal("request", "only_your_signature")])
    await request.app[SIGNATURES].withdraw_one(session_id, signature_id, _signer(request))
    return deleted_response()


async def _round_arrows(request: web.Request, session_id: UUID) -> int | None:
    """The number of arrows of its round in a session; None where it counts for no round."""
    walk = await walk_of(request.app[ROUNDS], session_id)
    return None if walk is None or walk.here.stretch is None else walk.here.stretch.arrows


def _hand(request: web.Request, signature: SignatureCreate) -> SignedAs:
    """As whom a caller signs: an archer's phone as archer, others as scorer, or at the box for the archer. Raises
    BadRequest."""
    if is_archers(request):
        if signature.signed_as == "scorer":
            raise only_your_own()
        return "archer"
    if signature.signed_as == "archer" and caller_of(request).via == "pairing":
        raise BadRequest(403, [refusal("request", "archer_signs_alone")])
    return signature.signed_as or "scorer"


def _signer(request: web.Request, signed_as: SignedAs = "scorer") -> str | None:
    """The signer's name: that of the phone's pairing, not what the phone claims; without a pairing, what the request
    names."""
    caller = caller_of(request)
    if caller.name is None or caller.role in ("archer", "judge") or (signed_as == "archer" and caller.via != "pairing"):
        return MADE_BY.get()
    if not is_reserved(caller.name):
        return caller.name
    return None if caller.pairing_id is None else caller.pairing_id.hex[:8]


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Signatures of ends and sheets, and the changes since",
        list[SignatureRead],
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "POST",
        BASE,
        post,
        "Sign an end, or the whole sheet of an archer, as the phone shows it",
        str,
        201,
        body=SignatureCreate,
        refuses=(404, 413, 415, 422),
        least="archer",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/{{signature_id}}",
        delete,
        "Withdraw a signature",
        None,
        204,
        refuses=(404, 422),
        least="archer",
    ),
)
