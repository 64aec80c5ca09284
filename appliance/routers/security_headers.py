"""Security headers for every answer: a content security policy and its companions.

Nothing of ours needs code or styles that stand in a page itself, but for printed pages, which are one file to keep, and
the API's documentation: those name what they bring by its hash. Nobody may frame us, nobody else's page may load us.
"""

import base64
import hashlib
from collections.abc import Iterable

from aiohttp import web

from appliance.routers.host_and_origin import is_own_host
from appliance.routers.keys import ALLOWED_HOSTS

POLICY = "Content-Security-Policy"
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of what is no page."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # for browsers that do not know frame-ancestors
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_PAGES = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()",
}
PAGE = "text/html"


def page_policy(host: str, *, styles: Iterable[str] = (), scripts: Iterable[str] = (), pictures: str = "") -> str:
    """The policy of a page that is served at `host`; `styles` and `scripts` stand in it, `pictures` are more sources.

    Older Safari does not count sockets among what comes from itself, so they are named.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{_hashes(scripts)}",
            f"style-src 'self'{_hashes(styles)}",
            f"img-src 'self'{pictures}",
            f"connect-src 'self'{sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def host_of(request: web.Request) -> str:
    """The host as the phone named it, where it can stand in a policy."""
    host = request.headers.get("Host", "")
    return host if is_own_host(host, request.app[ALLOWED_HOSTS]) and not set(host) & set(" ;,'\"") else ""


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Sets the headers of an answer, unless its handler has set stricter ones."""
    headers = response.headers
    is_page = response.content_type == PAGE or request.path.startswith("/app")
    if POLICY not in headers:
        headers[POLICY] = page_policy(host_of(request)) if is_page else DATA_POLICY
    headers.update(ALWAYS)
    if is_page:
        headers.update(OF_PAGES)
        if request.secure:
            # elsewhere browsers ignore it, and complain
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if "Cache-Control" not in headers:
        # what is said of people is kept by nobody on the way, and not on a phone that is passed on
        headers["Cache-Control"] = "no-store"


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return "".join(f" 'sha256-{digest}'" for digest in digests)
