"""The aiohttp application: keys filled, middleware, routes."""

from pathlib import Path

from aiohttp import web

from appliance.live.feed import Feed
from appliance.live.health import HealthMonitor
from appliance.live.hub import Hub
from appliance.models.arrows_db import ArrowsDB
from appliance.models.base_db import Queryable
from appliance.models.detections_db import DetectionsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.summary_db import SummaryDB
from appliance.models.targets_db import TargetsDB
from appliance.routers import ENDPOINTS, docs, keys, static_files, websocket
from appliance.routers.endpoint import API
from appliance.routers.middleware import envelope_errors
from appliance.routers.utils import MAX_BODY_BYTES


def build_app(source: Queryable, hub: Hub, feed: Feed, health: HealthMonitor, page: Path | None) -> web.Application:
    """The whole HTTP side; `page` is the folder of the built web page."""
    app = web.Application(middlewares=[envelope_errors], client_max_size=MAX_BODY_BYTES)
    app[keys.SESSIONS] = SessionsDB(source)
    app[keys.ARROWS] = ArrowsDB(source)
    app[keys.TARGETS] = TargetsDB(source)
    app[keys.SHOTS] = ShotsDB(source)
    app[keys.DETECTIONS] = DetectionsDB(source)
    app[keys.SUMMARY] = SummaryDB(source)
    app[keys.HUB] = hub
    app[keys.FEED] = feed
    app[keys.HEALTH] = health
    for endpoint in ENDPOINTS:
        app.router.add_route(endpoint.method, endpoint.path, endpoint.handler)
    app.router.add_get(f"{API}/ws/shot", websocket.get_shot_socket)
    app.router.add_get(f"{API}/ws/feed", websocket.get_feed_socket)
    docs.add_docs(app, ENDPOINTS)
    if page is not None:
        static_files.add_page(app, page)
    return app
