"""/api/v0/arrow"""

import uuid

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARROWS, PROGRAMMINGS, SUMMARY, WINGS
from appliance.routers.utils import deleted_response, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.arrows import ArrowCreate, ArrowFilters, ArrowRead, ArrowUpdate
from appliance.schema.summary import ArrowGroupRead
from appliance.schema.tags import ProgrammingRead

BASE = f"{API}/arrow"


async def get_new_uuid(request: web.Request) -> web.Response:
    del request
    return ok_response(str(uuid.uuid4()))


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, ArrowFilters)
    return page_response(request, await request.app[ARROWS].find(filters))


async def post(request: web.Request) -> web.Response:
    arrow = await read_body(request, ArrowCreate)
    return ok_response(str(await request.app[ARROWS].insert_one(arrow)), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[ARROWS].read_one(path_id(request)))


async def get_group(request: web.Request) -> web.Response:
    return ok_response(await request.app[SUMMARY].of_arrow(path_id(request)))


async def patch(request: web.Request) -> web.Response:
    arrow_id = path_id(request)
    update = await read_body(request, ArrowUpdate)
    await request.app[ARROWS].update_one(arrow_id, update)
    return ok_response(None, 202)


async def delete(request: web.Request) -> web.Response:
    await request.app[ARROWS].delete_one(path_id(request))
    return deleted_response()


async def post_programming(request: web.Request) -> web.Response:
    arrow_id = path_id(request)
    await request.app[ARROWS].get_one_by_id(arrow_id)
    await request.app[WINGS].require_tag_writer()
    return ok_response(await request.app[PROGRAMMINGS].begin(arrow_id), 201)


async def get_programming(request: web.Request) -> web.Response:
    return ok_response(await request.app[PROGRAMMINGS].get_one(path_id(request)))


async def delete_programming(request: web.Request) -> web.Response:
    await request.app[PROGRAMMINGS].delete_one(path_id(request))
    return deleted_response()


ENDPOINTS = (
    Endpoint("GET", f"{BASE}/new_arrow_uuid", get_new_uuid, "An id for a new arrow", str, least="spectator"),
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Arrows by identifier",
        list[ArrowRead],
        query=ArrowFilters,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint(
        "POST", BASE, post, "Register an arrow", str, 201, body=ArrowCreate, refuses=(413, 415, 422), least="coach"
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One arrow", ArrowRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "GET",
        f"{BASE}/{{id}}/group",
        get_group,
        "The group of one arrow, over sessions",
        ArrowGroupRead,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Change or retire an arrow",
        None,
        202,
        body=ArrowUpdate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/{{id}}",
        delete,
        "Delete an arrow; its shots stay",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{BASE}/{{id}}/programming",
        post_programming,
        "Write the arrow's id to the next tag held to the reader within a minute",
        ProgrammingRead,
        201,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "GET",
        f"{BASE}/{{id}}/programming",
        get_programming,
        "Result of writing the arrow's tag",
        ProgrammingRead,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/{{id}}/programming",
        delete_programming,
        "Cancel writing the arrow's tag; a write in progress is finished",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
)
