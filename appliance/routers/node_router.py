"""/api/v0/node: the connection of the board; a change takes effect at once"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import CORRECTIONS, NODE_CONNECTIONS, WINGS
from appliance.routers.utils import deleted_response, ok_response, page_response, read_body, read_filters
from appliance.schema.base import Filters
from appliance.schema.node_connections import NodeConnection, NodeConnectionRead
from appliance.schema.turns import CorrectionRead

BASE = f"{API}/node"


async def get(request: web.Request) -> web.Response:
    chosen = await request.app[NODE_CONNECTIONS].get()
    on_file = await request.app[WINGS].newest("sensing")
    report = None if on_file is None else on_file.report
    return ok_response(
        NodeConnectionRead(
            connection=chosen or (None if report is None else report.connection),
            is_chosen=chosen is not None,
            ports=[] if report is None else report.ports,
        )
    )


async def put(request: web.Request) -> web.Response:
    await request.app[NODE_CONNECTIONS].put(await read_body(request, NodeConnection))
    return ok_response(None)


async def delete(request: web.Request) -> web.Response:
    await request.app[NODE_CONNECTIONS].delete()
    return deleted_response()


async def get_corrections(request: web.Request) -> web.Response:
    return page_response(request, await request.app[CORRECTIONS].of_board(read_filters(request, Filters)))


ENDPOINTS = (
    Endpoint(
        "GET", BASE, get, "Connection of the board, and the serial ports in use", NodeConnectionRead, least="spectator"
    ),
    Endpoint(
        "PUT",
        BASE,
        put,
        "Set the connection of the board",
        None,
        body=NodeConnection,
        refuses=(413, 415, 422),
        least="keeper",
    ),
    Endpoint("DELETE", BASE, delete, "Return to the connection of the settings", None, 204, least="keeper"),
    Endpoint(
        "GET",
        f"{BASE}/corrections",
        get_corrections,
        "Corrections of the board's connection, newest first",
        list[CorrectionRead],
        query=Filters,
        refuses=(422,),
        least="spectator",
    ),
)
