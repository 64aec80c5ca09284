"""Builds the aiohttp application: its middleware, its routes, and the objects that handlers use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from appliance.access.control import AccessControl
from appliance.archive.service import Archive
from appliance.clock_setting.service import ClockSetting
from appliance.connections import MOST_SOCKETS, SOCKETS_PER_ADDRESS, ConcurrencyLimit
from appliance.health.monitor import HealthMonitor
from appliance.https.where import Where
from appliance.live.feed import Feed
from appliance.models.base_db import Source
from appliance.models.one_change import OneChange
from appliance.routers import ENDPOINTS, docs, keys, static_files, websocket
from appliance.routers.callers import guarded
from appliance.routers.captive import answer_probes
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.host_and_origin import as_compared, guard_host_and_origin
from appliance.routers.made_by import remember_made_by
from appliance.routers.middleware import envelope_errors
from appliance.routers.repeats import ANSWERS, Answers, done_once
from appliance.routers.security_headers import protect
from appliance.runtime.recent_log import RecentLog
from appliance.updates.handing_over import Inbox
from appliance.wifi.port import NoWifi, Wifi


@dataclass(frozen=True, slots=True)
class Device:
    """What the handlers use besides tables: files, log, access, addresses of the page, the computer's time zone, and
    more.

    `settings` are texts without secrets.
    """

    archive: Archive
    log: RecentLog
    access: AccessControl
    time_zone: str = "UTC"
    where: Where = field(default_factory=Where)
    wifi: Wifi = field(default_factory=NoWifi)
    settings: Mapping[str, str] = field(default_factory=dict)
    inbox: Inbox = field(default_factory=lambda: Inbox(Path("/nonexistent"), Path("/nonexistent"), []))
    clock: ClockSetting = field(default_factory=ClockSetting)


def build_app(
    source: Source,
    feed: Feed,
    health: HealthMonitor,
    device: Device,
    page: Path | None,
    allowed_hosts: Sequence[str] = (),
) -> web.Application:
    """Build the application; `page`: folder of the built web page (None: not served); `allowed_hosts`: further host
    names."""
    app = web.Application(
        middlewares=[
            envelope_errors,
            answer_probes(lambda: device.wifi.is_own_up),
            guard_host_and_origin(allowed_hosts),
            remember_made_by,
        ]
    )
    changing = OneChange(source)
    for key, reading in keys.READING.items():
        app[key] = reading(changing)
    app[keys.SOCKET_LIMIT] = ConcurrencyLimit(MOST_SOCKETS, SOCKETS_PER_ADDRESS)
    app[keys.FEED] = feed
    app[keys.HEALTH] = health
    app[keys.ARCHIVE] = device.archive
    app[keys.LOG] = device.log
    app[keys.INBOX] = device.inbox
    app[keys.WHERE] = device.where
    app[keys.WIFI] = device.wifi
    app[keys.SETTINGS] = device.settings
    app[keys.ACCESS] = device.access
    app[keys.ALLOWED_HOSTS] = as_compared(allowed_hosts)
    app[keys.CLOCK] = device.clock
    app[keys.TIME_ZONE] = device.time_zone
    app[ANSWERS] = Answers(changing)
    app.on_response_prepare.append(protect)
    words = words_by_parent(ENDPOINTS)
    # sorted by path, since aiohttp tries resources in order, and merges adjacent routes with the same path
    for endpoint in sorted(ENDPOINTS, key=lambda endpoint: endpoint.path):
        handler = done_once(endpoint) if endpoint.method == "POST" else endpoint.handler
        app.router.add_route(endpoint.method, routed_path(endpoint, words), guarded(handler, endpoint.least))
    app.router.add_get(f"{API}/ws/shot", guarded(websocket.get_shot_socket, "spectator"))
    app.router.add_get(f"{API}/ws/feed", guarded(websocket.get_feed_socket, "spectator"))
    docs.add_docs(app, ENDPOINTS)
    if page is not None:
        static_files.add_page(app, page)
    return app


def words_by_parent(endpoints: Sequence[Endpoint]) -> dict[str, set[str]]:
    """The last words of all paths, by what is before them: looking for them at each path takes a third of the build."""
    words: dict[str, set[str]] = {}
    for endpoint in endpoints:
        parent, _, last = endpoint.path.rpartition("/")
        words.setdefault(parent, set()).add(last)
    return words


def routed_path(endpoint: Endpoint, words: Mapping[str, set[str]]) -> str:
    """The pattern to route by, in which `{id}` does not match a sibling path such as `open`."""
    parent, _, last = endpoint.path.rpartition("/")
    if not last.startswith("{"):
        return endpoint.path
    fixed = "|".join(sorted(re.escape(word) for word in words[parent] if not word.startswith("{")))
    return f"{parent}/{{{last.strip('{}')}:(?!(?:{fixed})$)[^/]+}}" if fixed else endpoint.path
