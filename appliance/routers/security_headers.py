"""Security headers for every response: a content security policy and related headers.

Only printed pages, which are one file to keep, and the API's documentation have inline code or styles, and their
policies name these by hash. No page may frame us, and no foreign page may load our resources.
"""

import base64
import hashlib
from collections.abc import Iterable

from aiohttp import web

from appliance.routers.host_and_origin import is_own_host
from appliance.routers.keys import ALLOWED_HOSTS

POLICY = "Content-Security-Policy"
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of responses that are not pages."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # for browsers without support for frame-ancestors
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_PAGES = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()",
}
PAGE = "text/html"


def page_policy(host: str, *, styles: Iterable[str] = (), scripts: Iterable[str] = (), pictures: str = "") -> str:
    """The policy of a page served at `host`; `styles` and `scripts` are inline, `pictures` are further sources.

    Older versions of Safari do not count WebSockets as 'self', so they are listed.
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
    """The Host header, if it is our own and cannot break the policy's syntax; else empty."""
    host = request.headers.get("Host", "")
    return host if is_own_host(host, request.app[ALLOWED_HOSTS]) and not set(host) & set(" ;,'\"") else ""


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers of a response, keeping a policy that its handler set."""
    headers = response.headers
    is_page = response.content_type == PAGE or request.path.startswith("/app")
    if POLICY not in headers:
        headers[POLICY] = page_policy(host_of(request)) if is_page else DATA_POLICY
    headers.update(ALWAYS)
    if is_page:
        headers.update(OF_PAGES)
        if request.secure:
            # browsers ignore it without HTTPS, with a warning
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if "Cache-Control" not in headers:
        # data about people must not be cached by proxies, or on a phone that is passed on
        headers["Cache-Control"] = "no-store"


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return "".join(f" 'sha256-{digest}'" for digest in digests)
