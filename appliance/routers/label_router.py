"""/api/v0/label: the label to stick on the box"""

import asyncio

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ACCESS, HEALTH, WHERE
from appliance.routers.printed import page_for, printed_response
from appliance.routers.utils import HTML, read_filters
from appliance.runtime.addresses import own_addresses
from appliance.schema.printing import LabelQuery


async def get(request: web.Request) -> web.Response:
    from appliance.printing.label import Label, print_label  # noqa: PLC0415  (imports an XML library)

    query = read_filters(request, LabelQuery)
    page, where = await page_for(request, query), request.app[WHERE]
    addresses = await asyncio.to_thread(own_addresses)
    own = await asyncio.to_thread(where.own_network)
    read = where.read(addresses.ipv4)
    # on the access point the box's address never changes; elsewhere it may
    by_number = next(iter(read.numbered), "") if own is None else where.on_access_point()
    label = Label(
        name=(await request.app[HEALTH].read()).name,
        url=read.named or by_number,
        by_number=by_number,
        own=own,
        pin=await asyncio.to_thread(request.app[ACCESS].label_pin),
        authority_fingerprint=None if read.secure is None else read.secure.authority_fingerprint,
    )
    return printed_response(request, print_label(page, label, query.size))


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/label",
        get,
        "The box's label for printing: codes for its access point and its page",
        query=LabelQuery,
        refuses=(422,),
        media_types=(HTML,),
        least="keeper",
    ),
)
