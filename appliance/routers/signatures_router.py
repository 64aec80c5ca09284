"""/api/v0/session/{id}/signature: archer and scorer confirm ends and score sheets"""

from aiohttp import web

from appliance.models.made_by import JUDGE, MADE_BY
from appliance.routers.callers import caller_of, is_archers, only_your_own, require_own
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import SIGNATURES
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
    new = await request.app[SIGNATURES].insert_one(session_id, signature, signed_as, _signer(request, signed_as))
    return ok_response(str(new), 201)


async def delete(request: web.Request) -> web.Response:
    session_id, signature_id = path_id(request), path_id(request, "signature_id")
    if is_archers(request):
        signer = await request.app[SIGNATURES].signed_by(session_id, signature_id)
        if signer != str(caller_of(request).archer_id):
            raise only_your_own()
    await request.app[SIGNATURES].delete_one(session_id, signature_id)
    return deleted_response()


def _hand(request: web.Request, signature: SignatureCreate) -> SignedAs:
    """An archer's phone signs as archer, every other one as scorer, unless it says that the archer holds it."""
    if not is_archers(request):
        return signature.signed_as or "scorer"
    if signature.signed_as == "scorer":
        raise only_your_own()
    return "archer"


def _signer(request: web.Request, signed_as: SignedAs) -> str | None:
    """The scorer is whose phone it is, as it is paired: what a phone says of itself is whom it looks at."""
    caller = caller_of(request)
    if caller.role == "judge" or signed_as == "archer" or caller.name is None:
        return MADE_BY.get()
    return caller.name.removeprefix(JUDGE)


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Who signed which ends and sheets, and what was changed since",
        list[SignatureRead],
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "POST",
        BASE,
        post,
        "Sign an end, or the whole sheet of an archer, as it is shown",
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
        "Take a signature back",
        None,
        204,
        refuses=(404, 422),
        least="archer",
    ),
)
