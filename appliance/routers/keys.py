"""What handlers find in the application, typed."""

from aiohttp import web

from appliance.archive.service import Archive
from appliance.connections import Places
from appliance.health.butt_watch import ButtWatch
from appliance.health.monitor import HealthMonitor
from appliance.live.feed import Feed
from appliance.live.hub import Hub
from appliance.models.archers_db import ArchersDB, RostersDB
from appliance.models.arrows_db import ArrowsDB
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.nodes_db import NodesDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.summary_db import SummaryDB
from appliance.models.targets_db import TargetsDB
from appliance.models.verdicts_db import VerdictsDB
from appliance.runtime.recent_log import RecentLog

SESSIONS = web.AppKey("sessions", SessionsDB)
ARCHERS = web.AppKey("archers", ArchersDB)
ROSTERS = web.AppKey("rosters", RostersDB)
ARROWS = web.AppKey("arrows", ArrowsDB)
TARGETS = web.AppKey("targets", TargetsDB)
SHOTS = web.AppKey("shots", ShotsDB)
CALIBRATIONS = web.AppKey("calibrations", CalibrationsDB)
DETECTIONS = web.AppKey("detections", DetectionsDB)
NODES = web.AppKey("nodes", NodesDB)
BUTT_WATCH = web.AppKey("butt_watch", ButtWatch)
SUMMARY = web.AppKey("summary", SummaryDB)
VERDICTS = web.AppKey("verdicts", VerdictsDB)
HUB = web.AppKey("hub", Hub)
SOCKET_PLACES = web.AppKey("socket_places", Places)
FEED = web.AppKey("feed", Feed)
HEALTH = web.AppKey("health", HealthMonitor)
ARCHIVE = web.AppKey("archive", Archive)
LOG = web.AppKey("log", RecentLog)
