"""Wires the server wing: REST, sockets, the page, mDNS."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from appliance.app import Device, build_app
from appliance.archive.backups import backups_dir
from appliance.archive.daily import DailyBackup
from appliance.archive.service import Archive
from appliance.clock_setting.service import ClockSetting
from appliance.database.channels import Notice, Resync
from appliance.database.listener import Listener
from appliance.database.pool import open_pool
from appliance.health.monitor import HealthMonitor
from appliance.health.report import struck_settings
from appliance.https.where import Where
from appliance.live.feed import Feed
from appliance.live.group_watch import GroupWatch
from appliance.live.hub import Hub
from appliance.live.timed_ends import TimedEnds
from appliance.models.sharing_db import SharingDB
from appliance.rounds.rounds_of_before import RoundsOfBefore
from appliance.rounds.shooting_order import ShootingOrder
from appliance.runtime.discovery import keep_advertised
from appliance.runtime.identity_file import Identity
from appliance.runtime.inherited import inherited_sockets
from appliance.runtime.listening import listening_sockets
from appliance.runtime.recent_log import recent_log
from appliance.runtime.resources import page_dir
from appliance.runtime.supervise import Part, Supervisor
from appliance.runtime.time_zone import system_time_zone
from appliance.schema.health import HealthRead
from appliance.serving import Runner
from appliance.settings import EVERYWHERE, WITHOUT_A_NUMBER, Settings, in_address
from appliance.updates.handing_over import Inbox
from appliance.wifi.port import NoWifi
from appliance.wiring.access import access_control
from appliance.wiring.database import Database
from appliance.wiring.https import https_part
from appliance.wiring.lamp import Lamp

if TYPE_CHECKING:
    from appliance.wifi.keeper import WifiKeeper

log = logging.getLogger(__name__)

SHUTDOWN_S = 2.0


@asynccontextmanager
async def server_wing(settings: Settings, database: Database, supervisor: Supervisor) -> AsyncIterator[int]:
    """Run REST, sockets, the page and mDNS while the body runs; yields the port.

    It answers before the database is ready, except that API requests on systemd's sockets wait for it a while. At the
    end, WebSockets are closed with 1001.
    """
    async with AsyncExitStack() as stack:
        log_lines = stack.enter_context(recent_log())
        # one more than configured, since the feed keeps one to itself
        pool = await stack.enter_async_context(
            open_pool(database.location, "arch_server", max_size=settings.pg_pool_max + 1, readiness=database.readiness)
        )
        hub = Hub()
        feed = Feed(pool, hub)
        groups = GroupWatch(pool, feed.publish_groups, lambda: hub.subscribers > 0)
        timed_ends, order = TimedEnds(pool), ShootingOrder(pool)
        pin = settings.lamp_pin if settings.announce else None
        identity, lamp = Identity(settings.data_dir, database.readiness), Lamp(pin)
        access = await access_control(settings, pool, identity, lamp)

        def on_notice(notice: Notice | Resync) -> None:
            for part in (feed, groups, daily, access, timed_ends, order):
                part.on_notice(notice)
            if isinstance(notice, Resync) or notice.table in ("nodes", "sensor_tests", "surveys"):
                health.look_again()

        listener = Listener(database.location, "arch_server", settings.ws_channel, on_notice, database.readiness)
        health = HealthMonitor(
            pool,
            hub,
            appliance_id=identity.known,
            name=settings.name,
            data_dir=settings.data_dir,
            is_listening=lambda: listener.is_connected,
            parts=supervisor.read,
            also=lambda: [] if (problem := daily.problem()) is None else [problem],
        )

        def publish_health(news: HealthRead) -> None:
            feed.publish_health(news)
            lamp.show(news.level)

        async def remember() -> None:
            await database.readiness.wait()
            await asyncio.to_thread(identity.remember)
            await pool.warm(settings.pg_pool_min)
            await asyncio.Event().wait()

        archive = Archive(database.location, settings.data_dir / "archive", backups_dir(settings.data_dir))
        await asyncio.to_thread(archive.clean)
        daily = DailyBackup(archive)
        where = _where(settings)
        wifi = _wifi_keeper(settings, hub) if settings.access_point else None
        device = Device(
            archive,
            log_lines,
            access,
            _zone(settings),
            where,
            wifi or NoWifi(),
            _shareable(settings),
            Inbox(settings.data_dir),
            ClockSetting(),
        )
        app = build_app(pool, feed, health, device, _page(), settings.allowed_hosts)
        inherited = inherited_sockets(os.environ)
        # requests on sockets that outlived a restart wait meanwhile, and are not refused
        until = database.tried if inherited.plain else None
        runner = Runner(app, until=until, handle_signals=False, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        port = where.port = await _listen(runner, settings, inherited.plain)
        if inherited.plain:
            # the page is served meanwhile; what starts now finds the database, and warns of nothing
            await database.tried()
        parts = [
            Part("listener", listener.run, waits_for=listener.waits_for),
            Part("feed", feed.run, feed.stuck_for_s, feed.waits_for),
            Part("groups", groups.run),
            Part("timed ends", partial(_when_ready, database, timed_ends.run)),
            Part("shooting order", partial(_when_ready, database, order.run)),
            Part("rounds of before", partial(_when_ready, database, RoundsOfBefore(pool).run)),
            Part("health", partial(health.watch, publish_health), health.stuck_for_s),
            Part("sharing", SharingDB(pool).run),
            Part("pairings", access.watch),
            Part("start", remember),
            Part("daily backup", partial(_when_ready, database, daily.run)),
            *([] if pin is None else [Part("lamp", lamp.run)]),
        ]
        if wifi is not None:
            parts.append(Part("Wi-Fi", wifi.run))
        if settings.https:
            parts.append(stack.enter_context(https_part(runner, settings, identity, where, inherited.secure)))
        if settings.announce and settings.mdns:
            parts.append(Part("mDNS", partial(_advertise, settings.name, identity, port)))
        async with supervisor.running(*parts):
            yield port
            hub.close()


def _zone(settings: Settings) -> str:
    return settings.time_zone or system_time_zone()


def _shareable(settings: Settings) -> dict[str, str]:
    """Settings as texts without secrets, to show to a helper."""
    return struck_settings(settings.model_dump())


async def _when_ready(database: Database, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    await database.readiness.wait()
    await run()


def _page() -> Path | None:
    """The folder of the built page; None: it was not built."""
    return page_dir() if page_dir().is_dir() else None


def _where(settings: Settings) -> Where:
    """The URLs of the page, whose ports are set later."""
    only = None if settings.server_host in EVERYWHERE else in_address(settings.server_host)
    data_dir = settings.data_dir if settings.access_point else None
    return Where(settings.name if settings.mdns else None, only, data_dir=data_dir)


def _wifi_keeper(settings: Settings, hub: Hub) -> "WifiKeeper":
    from appliance.wifi.keeper import WifiKeeper  # noqa: PLC0415  (imports D-Bus, needed only to manage the Wi-Fi)

    return WifiKeeper(settings.data_dir, lambda: hub.subscribers > 0)


async def _listen(runner: web.AppRunner, settings: Settings, sockets: list[socket.socket]) -> int:
    """Listen on the sockets held by systemd, or on our own; returns the port for URLs of the page."""
    if sockets and settings.server_host not in EVERYWHERE:
        log.warning("ARCH_STATS_SERVER_HOST has no effect while systemd listens: disable arch-stats.socket first")
    ports = {each.getsockname()[1] for each in sockets}
    if settings.server_port not in ports:
        sockets += listening_sockets(settings.server_host, settings.server_port)
    for each in sockets:
        await web.SockSite(runner, each).start()
    return WITHOUT_A_NUMBER if WITHOUT_A_NUMBER in ports else int(sockets[-1].getsockname()[1])


async def _advertise(name: str, identity: Identity, port: int) -> None:
    """Announce by mDNS as soon as the id is known, until cancelled."""
    await keep_advertised(name, await identity.wait(), port)
