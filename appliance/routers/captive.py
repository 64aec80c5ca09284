"""Answers connectivity checks of phones on the box's own access point, so that they stay connected to it.

Each system requests a known text from a host of its maker, and leaves a Wi-Fi that answers otherwise. The first time, a
phone is redirected to the page, which its system then opens; later it gets the expected text. These hosts are answered
on the access point only, and with these texts only: never with the page or the API.
"""

from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from appliance.connections import address_of
from appliance.routers.endpoint import Handler
from appliance.routers.utils import HTML
from appliance.wifi.own import OWN_ADDRESS

PLAIN = "text/plain"
PAGE = "/app/"
NOT_KEPT = {"Cache-Control": "no-store"}
MOST_PHONES = 256
"""The access point has no more addresses than this."""

APPLE = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
FIREFOX = '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'
ANSWERS: dict[str, tuple[int, str, str]] = {
    "/generate_204": (204, "", PLAIN),
    "/gen_204": (204, "", PLAIN),
    "/hotspot-detect.html": (200, APPLE, HTML),
    "/library/test/success.html": (200, APPLE, HTML),
    "/connecttest.txt": (200, "Microsoft Connect Test", PLAIN),
    "/ncsi.txt": (200, "Microsoft NCSI", PLAIN),
    "/canonical.html": (200, FIREFOX, HTML),
    "/success.txt": (200, "success\n", PLAIN),
    "/nm": (200, "NetworkManager is online\n", PLAIN),
    "/check_network_status.txt": (200, "NetworkManager is online\n", PLAIN),
}
"""Status, text and media type by path, as Android, Apple, Windows, Firefox and NetworkManager expect."""
NAMES = frozenset(
    {
        "connectivitycheck.gstatic.com",
        "connectivitycheck.android.com",
        "clients3.google.com",
        "www.google.com",
        "www.gstatic.com",
        "play.googleapis.com",
        "captive.apple.com",
        "www.apple.com",
        "www.msftconnecttest.com",
        "www.msftncsi.com",
        "detectportal.firefox.com",
        "network-test.debian.org",
        "nmcheck.gnome.org",
        "connectivity-check.ubuntu.com",
    }
)


def answer_probes(is_own_up: Callable[[], bool]) -> Middleware:
    """A middleware that answers these checks while the access point is open, before the Host header is checked."""
    welcomed: OrderedDict[str, None] = OrderedDict()

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_own_up() or not _came_by_access_point(request):
            return await handler(request)
        phone = address_of(request.transport and request.transport.get_extra_info("peername"))
        if _name(request) not in NAMES:
            if request.path.startswith(PAGE):
                welcomed[phone] = None
                welcomed.move_to_end(phone)
                while len(welcomed) > MOST_PHONES:
                    welcomed.popitem(last=False)
            return await handler(request)
        known = ANSWERS.get(request.path)
        if known is None or request.method not in ("GET", "HEAD"):
            return await handler(request)
        if phone not in welcomed:
            return web.Response(status=302, headers={"Location": f"http://{OWN_ADDRESS}{PAGE}"} | NOT_KEPT)
        status, text, kind = known
        return web.Response(status=status, text=text or None, content_type=kind, headers=NOT_KEPT)

    return answer


def _name(request: web.Request) -> str:
    return request.headers.get("Host", "").partition(":")[0].lower().rstrip(".")


def _came_by_access_point(request: web.Request) -> bool:
    place = request.transport and request.transport.get_extra_info("sockname")
    return isinstance(place, tuple) and str(place[0]).removeprefix("::ffff:") == OWN_ADDRESS
