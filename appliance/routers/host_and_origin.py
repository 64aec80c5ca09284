"""Guards against DNS rebinding and cross-site requests by the headers Host, Origin and Sec-Fetch-Site.

Three headers, since none is always there. Over the plain HTTP of a range browsers send no `Sec-Fetch-Site`, and old
ones never do. `Origin` comes with every write, every WebSocket, and each read whose response a script could see; a
picture or link that points here sends none, but its page cannot see the response, and changes need a method or media
type that no such element has. Only by a name of the attacker's own that resolves to us (DNS rebinding) would a foreign
page have our origin: so the `Host` must be a name that nobody else can have.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from appliance.core.local_names import LOCAL_SUFFIXES
from appliance.core.message import Message, message, refusal
from appliance.routers.endpoint import Handler
from appliance.routers.utils import HTML, refused_response, translation_for

MAX_HOST = 255
_LABEL = re.compile(r"[a-z0-9_-]{1,63}\Z")
_PORT = re.compile(r"[0-9]{1,5}\Z")

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Arch-Stats</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Arch-Stats</h1><p>{sentence}</p>{link}</body></html>
"""


def guard_host_and_origin(allowed_hosts: Collection[str]) -> Middleware:
    """A middleware that refuses requests with a foreign Host, and those made by pages of another origin."""
    allowed = as_compared(allowed_hosts)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        problem = _problem(request, allowed)
        return await handler(request) if problem is None else await _refusal(request, problem)

    return guard


def as_compared(hosts: Iterable[str]) -> frozenset[str]:
    """Host names normalised for comparison with those in requests."""
    return frozenset(name.lower().rstrip(".") for name in hosts)


def is_own_host(host: str, allowed: Collection[str] = ()) -> bool:
    """Whether a Host header names this appliance, by a name that DNS cannot point elsewhere."""
    name = _name(host) if len(host) <= MAX_HOST else None
    if name is None:
        return False
    if name in allowed or isinstance(name, ipaddress.IPv4Address | ipaddress.IPv6Address):
        return True
    labels = name.split(".")
    if not all(_LABEL.match(label) for label in labels):
        return False
    return len(labels) == 1 or any(name.endswith(f".{suffix}") for suffix in LOCAL_SUFFIXES)


def is_same_origin(origin: str, host: str, *, is_secure: bool = False) -> bool:
    """Whether the page with this Origin was served by this Host.

    Over TLS (`is_secure`) the origin must be TLS too, since anyone on the way can change a page without. A request
    without TLS may come from a page with TLS, through a proxy that terminates it.
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    schemes = ("https",) if is_secure else ("http", "https")
    if parts.scheme not in schemes or parts.path or parts.query or parts.fragment:
        return False
    port = ":80" if parts.scheme == "http" else ":443"
    return parts.netloc.lower().removesuffix(port) == host.lower().removesuffix(port)


@lru_cache(maxsize=256)
def _name(host: str) -> str | ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The host without its port, normalised; None if it is empty or has an invalid port."""
    bare, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        bare, port = host, "0"
    if not _PORT.match(port):
        return None
    try:
        if bare.startswith("[") and bare.endswith("]"):
            return ipaddress.IPv6Address(bare[1:-1])
        return ipaddress.IPv4Address(bare)
    except ValueError:
        return bare.lower().rstrip(".") or None


def _problem(request: web.Request, allowed: Collection[str]) -> Message | None:
    """Why the request is refused; None if it is not."""
    headers = request.headers
    host = headers.get("Host")
    # every browser sends it; an HTTP/1.0 client may not
    if host is not None and not is_own_host(host, allowed):
        return refusal("header.Host", "foreign_host", host=repr(host[:100]), address=_own_address(request))
    origin = headers.get("Origin")
    if origin is not None and not is_same_origin(origin, host or "", is_secure=request.secure):
        return refusal("header.Origin", "foreign_origin", origin=repr(origin[:100]), address=_own_address(request))
    if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and not _is_opened_by_link(request):
        return refusal("header.Sec-Fetch-Site", "foreign_page", address=_own_address(request))
    return None


def _is_opened_by_link(request: web.Request) -> bool:
    """Whether a person followed a link here, which is harmless from any page."""
    headers = request.headers
    is_page = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest", "document") == "document"
    return is_page and request.method in ("GET", "HEAD")


def _own_address(request: web.Request) -> str | Message:
    """The URL at which this request reached the appliance."""
    place = request.transport and request.transport.get_extra_info("sockname")
    if not isinstance(place, tuple) or len(place) < 2:
        return message("own_address")
    address, port = str(place[0]).partition("%")[0].removeprefix("::ffff:"), place[1]
    shown = f"[{address}]" if ":" in address else address
    scheme, plain_port = ("https", 443) if request.secure else ("http", 80)
    return f"{scheme}://{shown}/" if port == plain_port else f"{scheme}://{shown}:{port}/"


async def _refusal(request: web.Request, problem: Message) -> web.Response:
    """The response to a refused request: a page for a browser, an envelope for a program."""
    if "text/html" not in request.headers.get("Accept", ""):
        return await refused_response(request, 403, [problem])
    translate = await translation_for(request)
    sentence = escape(translate(problem.at("")))
    address = _own_address(request)
    link = f'<p><a href="{escape(address)}">{escape(address)}</a></p>' if isinstance(address, str) else ""
    return web.Response(text=_PAGE.format(sentence=sentence, link=link), content_type=HTML, status=403)
