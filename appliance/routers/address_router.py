"""/api/v0/address: the URLs of the page; /api/v0/certificate: the authority that a phone may install, for HTTPS"""

import asyncio

from aiohttp import web

from appliance.core.message import refusal
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import WHERE
from appliance.routers.utils import ok_response
from appliance.runtime.addresses import own_addresses
from appliance.schema.address import AddressRead

CERTIFICATE = "application/x-x509-ca-cert"
"""Phones offer to install a file of this media type."""


async def get(request: web.Request) -> web.Response:
    addresses = await asyncio.to_thread(own_addresses)
    return ok_response(request.app[WHERE].read(addresses.ipv4))


async def get_certificate(request: web.Request) -> web.Response:
    shown = request.app[WHERE].shown
    if shown is None:
        raise BadRequest(404, [refusal("path", "no_certificate")])
    attached = {"Content-Disposition": 'attachment; filename="arch-stats.crt"'}
    return web.Response(body=shown.authority_pem, content_type=CERTIFICATE, headers=attached)


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/address",
        get,
        "Addresses of the page, by host name and by IP address",
        AddressRead,
        least="spectator",
    ),
    Endpoint(
        "GET",
        f"{API}/certificate",
        get_certificate,
        "Certificate of the box's own authority, to install on a phone",
        refuses=(404,),
        media_types=(CERTIFICATE,),
        least=None,
    ),
)
