"""/api/v0/bow, arrow-set, sight-mark: an archer's equipment, which that archer's phone, coaches and keepers may
change"""

from uuid import UUID

from aiohttp import web

from appliance.core.message import refusal
from appliance.routers.callers import own_archer_id, require_own
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ARCHERS, ARROW_SETS, BOWS, SIGHT_MARKS
from appliance.routers.utils import deleted_response, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.bows import (
    ArrowSetCreate,
    ArrowSetRead,
    ArrowSetUpdate,
    BowCreate,
    BowRead,
    BowUpdate,
    KitFilters,
    SightMarkCreate,
    SightMarkRead,
)

BASE = f"{API}/archer/{{id}}"
BOW = f"{API}/bow/{{id}}"
ARROW_SET = f"{API}/arrow-set/{{id}}"


async def get_bows(request: web.Request) -> web.Response:
    archer_id, filters = own_archer_id(request), read_filters(request, KitFilters)
    found = await request.app[BOWS].find(archer_id, filters)
    await request.app[ARCHERS].get_one_by_id(archer_id)
    return page_response(request, found)


async def post_bow(request: web.Request) -> web.Response:
    archer_id = own_archer_id(request)
    return ok_response(str(await request.app[BOWS].insert_one(archer_id, await read_body(request, BowCreate))), 201)


async def patch_bow(request: web.Request) -> web.Response:
    bow_id = path_id(request)
    update = await read_body(request, BowUpdate)
    require_own(request, await request.app[BOWS].archer_of(bow_id))
    await request.app[BOWS].update_one(bow_id, update)
    return ok_response(None, 202)


async def delete_bow(request: web.Request) -> web.Response:
    bow_id = path_id(request)
    require_own(request, await request.app[BOWS].archer_of(bow_id))
    await request.app[BOWS].delete_one(bow_id)
    return deleted_response()


async def get_arrow_sets(request: web.Request) -> web.Response:
    archer_id, filters = own_archer_id(request), read_filters(request, KitFilters)
    found = await request.app[ARROW_SETS].find(archer_id, filters)
    await request.app[ARCHERS].get_one_by_id(archer_id)
    return page_response(request, found)


async def post_arrow_set(request: web.Request) -> web.Response:
    archer_id = own_archer_id(request)
    arrows = await read_body(request, ArrowSetCreate)
    return ok_response(str(await request.app[ARROW_SETS].insert_one(archer_id, arrows)), 201)


async def patch_arrow_set(request: web.Request) -> web.Response:
    arrow_set_id = path_id(request)
    update = await read_body(request, ArrowSetUpdate)
    require_own(request, await request.app[ARROW_SETS].archer_of(arrow_set_id))
    await request.app[ARROW_SETS].update_one(arrow_set_id, update)
    return ok_response(None, 202)


async def delete_arrow_set(request: web.Request) -> web.Response:
    arrow_set_id = path_id(request)
    require_own(request, await request.app[ARROW_SETS].archer_of(arrow_set_id))
    await request.app[ARROW_SETS].delete_one(arrow_set_id)
    return deleted_response()


async def get_marks(request: web.Request) -> web.Response:
    bow_id, filters = path_id(request), read_filters(request, KitFilters)
    found = await request.app[SIGHT_MARKS].find(bow_id, filters)
    await own_bow(request, bow_id)
    return page_response(request, found)


async def post_mark(request: web.Request) -> web.Response:
    bow_id = path_id(request)
    mark = await read_body(request, SightMarkCreate)
    bow = await own_bow(request, bow_id)
    await arrows_of_same_archer(request, bow, mark.arrow_set_id, "body.arrow_set_id")
    return ok_response(str(await request.app[SIGHT_MARKS].insert_one(bow_id, mark)), 201)


async def delete_mark(request: web.Request) -> web.Response:
    mark_id = path_id(request)
    require_own(request, await request.app[SIGHT_MARKS].archer_of(mark_id))
    await request.app[SIGHT_MARKS].delete_one(mark_id)
    return deleted_response()


async def own_bow(request: web.Request, bow_id: UUID) -> BowRead:
    """The bow. Raises DBNotFound, and BadRequest 403 for another archer's phone."""
    bow = await request.app[BOWS].get_one_by_id(bow_id)
    require_own(request, bow.archer_id)
    return bow


async def arrows_of_same_archer(
    request: web.Request, bow: BowRead, arrow_set_id: UUID | None, place: str
) -> ArrowSetRead | None:
    """The set of arrows; None: no id. Raises DBNotFound, and BadRequest 422 if it does not belong to the bow's
    archer."""
    if arrow_set_id is None:
        return None
    arrows = await request.app[ARROW_SETS].get_one_by_id(arrow_set_id)
    if arrows.archer_id != bow.archer_id:
        raise BadRequest(422, [refusal(place, "arrows_of_another_archer")])
    return arrows


CHANGES = (404, 413, 415, 422)
ENDPOINTS = (
    Endpoint(
        "GET", f"{BASE}/bow", get_bows, "An archer's bows", list[BowRead], query=KitFilters, refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "POST", f"{BASE}/bow", post_bow, "Register an archer's bow", str, 201, body=BowCreate, refuses=CHANGES,
        least="archer",
    ),
    Endpoint("PATCH", BOW, patch_bow, "Change a bow", None, 202, body=BowUpdate, refuses=CHANGES, least="archer"),
    Endpoint(
        "DELETE", BOW, delete_bow, "Delete a bow and its sight marks", None, 204, refuses=(404, 422), least="archer"
    ),
    Endpoint(
        "GET", f"{BASE}/arrow-set", get_arrow_sets, "An archer's sets of arrows", list[ArrowSetRead], query=KitFilters,
        refuses=(404, 422), least="archer",
    ),
    Endpoint(
        "POST", f"{BASE}/arrow-set", post_arrow_set, "Register an archer's arrow set", str, 201, body=ArrowSetCreate,
        refuses=CHANGES, least="archer",
    ),
    Endpoint(
        "PATCH", ARROW_SET, patch_arrow_set, "Change a set of arrows", None, 202, body=ArrowSetUpdate, refuses=CHANGES,
        least="archer",
    ),
    Endpoint(
        "DELETE", ARROW_SET, delete_arrow_set, "Delete an arrow set and its sight marks", None, 204, refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET", f"{BOW}/sight-mark", get_marks, "Sight marks of a bow, newest first", list[SightMarkRead],
        query=KitFilters, refuses=(404, 422), least="archer",
    ),
    Endpoint(
        "POST", f"{BOW}/sight-mark", post_mark, "Add a sight mark for a distance", str, 201,
        body=SightMarkCreate, refuses=CHANGES, least="archer",
    ),
    Endpoint(
        "DELETE", f"{API}/sight-mark/{{id}}", delete_mark, "Delete a sight mark", None, 204, refuses=(404, 422),
        least="archer",
    ),
)  # fmt: skip
