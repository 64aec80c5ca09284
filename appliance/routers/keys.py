"""Typed keys of the objects that handlers find in the application."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from aiohttp import web

from appliance.access.control import AccessControl
from appliance.archive.service import Archive
from appliance.clock_setting.service import ClockSetting
from appliance.connections import ConcurrencyLimit
from appliance.health.butt_watch import ButtWatch
from appliance.health.monitor import HealthMonitor
from appliance.https.where import Where
from appliance.live.feed import Feed
from appliance.models.access_db import PairingsDB
from appliance.models.advice_db import AdviceDB
from appliance.models.archers_db import ArchersDB, RostersDB
from appliance.models.arrows_db import ArrowsDB
from appliance.models.base_db import Source
from appliance.models.bows_db import ArrowSetsDB, BowsDB, SightMarksDB
from appliance.models.brackets_db import BracketsDB
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.corrections_db import CorrectionsDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.device_db import DeviceDB
from appliance.models.doctor_db import DoctorDB
from appliance.models.match_order_db import MatchOrderDB
from appliance.models.match_results_db import MatchResultsDB
from appliance.models.node_connections_db import NodeConnectionsDB
from appliance.models.nodes_db import NodesDB
from appliance.models.numbers_db import NumbersDB
from appliance.models.programmings_db import ProgrammingsDB
from appliance.models.rescoring_db import RescoringDB
from appliance.models.rounds_db import RoundsDB
from appliance.models.sensor_tests_db import SensorTestsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.signatures_db import SignaturesDB
from appliance.models.summary_db import SummaryDB
from appliance.models.surveys_db import SurveysDB
from appliance.models.targets_db import TargetsDB
from appliance.models.timer_db import TimerDB
from appliance.models.trend_db import TrendDB
from appliance.models.turns_db import TurnsDB
from appliance.models.verdicts_db import VerdictsDB
from appliance.models.wings_db import WingsDB
from appliance.runtime.recent_log import RecentLog
from appliance.updates.handing_over import Inbox
from appliance.wifi.port import Wifi

T = TypeVar("T")
READING: dict[web.AppKey[Any], Callable[[Source], Any]] = {}
"""Constructors of the objects that are made from a database source when the application is built."""


def _reading(name: str, kind: Callable[[Source], T]) -> web.AppKey[T]:
    """The key of an object that needs only a database source."""
    key: web.AppKey[T] = web.AppKey(name)
    READING[key] = kind
    return key


SESSIONS = _reading("sessions", SessionsDB)
ARCHERS = _reading("archers", ArchersDB)
ROSTERS = _reading("rosters", RostersDB)
ARROWS = _reading("arrows", ArrowsDB)
PROGRAMMINGS = _reading("programmings", ProgrammingsDB)
TURNS = _reading("turns", TurnsDB)
CORRECTIONS = _reading("corrections", CorrectionsDB)
SIGNATURES = _reading("signatures", SignaturesDB)
TIMER = _reading("timer", TimerDB)
TARGETS = _reading("targets", TargetsDB)
SHOTS = _reading("shots", ShotsDB)
CALIBRATIONS = _reading("calibrations", CalibrationsDB)
DETECTIONS = _reading("detections", DetectionsDB)
NODES = _reading("nodes", NodesDB)
SURVEYS = _reading("surveys", SurveysDB)
NODE_CONNECTIONS = _reading("node_connections", NodeConnectionsDB)
WINGS = _reading("wings", WingsDB)
SENSOR_TESTS = _reading("sensor_tests", SensorTestsDB)
BUTT_WATCH = _reading("butt_watch", ButtWatch)
RESCORING = _reading("rescoring", RescoringDB)
BRACKETS = _reading("brackets", BracketsDB)
MATCH_ORDER = _reading("match_order", MatchOrderDB)
MATCH_RESULTS = _reading("match_results", MatchResultsDB)
ROUNDS = _reading("rounds", RoundsDB)
SUMMARY = _reading("summary", SummaryDB)
NUMBERS = _reading("numbers", NumbersDB)
BOWS = _reading("bows", BowsDB)
ARROW_SETS = _reading("arrow_sets", ArrowSetsDB)
SIGHT_MARKS = _reading("sight_marks", SightMarksDB)
ADVICE = _reading("advice", AdviceDB)
TREND = _reading("trend", TrendDB)
VERDICTS = _reading("verdicts", VerdictsDB)
DEVICE = _reading("device", DeviceDB)
DOCTOR = _reading("doctor", DoctorDB)
PAIRINGS = _reading("pairings", PairingsDB)
SOCKET_LIMIT = web.AppKey("socket_limit", ConcurrencyLimit)
FEED = web.AppKey("feed", Feed)
HEALTH = web.AppKey("health", HealthMonitor)
ARCHIVE = web.AppKey("archive", Archive)
INBOX = web.AppKey("inbox", Inbox)
LOG = web.AppKey("log", RecentLog)
WIFI: web.AppKey[Wifi] = web.AppKey("wifi")
WHERE = web.AppKey("where", Where)
SETTINGS: web.AppKey[Mapping[str, str]] = web.AppKey("settings")
ALLOWED_HOSTS: web.AppKey[Collection[str]] = web.AppKey("allowed_hosts")
CLOCK = web.AppKey("clock", ClockSetting)
TIME_ZONE = web.AppKey("time_zone", str)
ACCESS = web.AppKey("access", AccessControl)
