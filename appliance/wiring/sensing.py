"""Wires the sensor wing: drivers, journal, pipeline, recorder; and the reader of arrow tags."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from appliance.background import background
from appliance.core.coincidence import Coincidence
from appliance.core.events import BurstKey
from appliance.database.channels import Notice, Resync
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.pool import open_pool
from appliance.schema.survey import Survey
from appliance.sensing.calibrator import Calibrator
from appliance.sensing.journal import Journal
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.measure import measurer
from appliance.sensing.pipeline import Pipeline
from appliance.sensing.reporter import Reporter
from appliance.sensing.tags import TagWriter
from appliance.settings import Settings
from appliance.supervise import STUCK_S, Probe
from drivers.acoustic.node import AcousticNode, make_dialect
from drivers.arrow_reader.reader import ArrowReader
from drivers.impact.gpio_impact import ImpactLines

DRAIN_S = 2.0


@asynccontextmanager
async def sensing_wing(settings: Settings, location: DatabaseLocation, survey: Survey) -> AsyncIterator[Pipeline]:
    """Drivers, journal, recorder. On leaving, nodes stop first and what they sent is recorded, or kept on disk."""
    loop = asyncio.get_running_loop()

    def now_us() -> float:
        return loop.time() * 1e6

    async with (
        open_pool(location, "arch_sensing", min_size=1, max_size=4) as pool,
        journal_in(settings.data_dir) as journal,
    ):
        reporter = Reporter(pool, survey)
        node: AcousticNode | None = None

        def acknowledge(key: BurstKey) -> None:
            if node is not None:
                node.acknowledge(key)

        pipeline = Pipeline(
            pool,
            journal=journal,
            coincidence=lambda: Coincidence(bool(settings.impact_pins), settings.believe_without_pulse),
            measurer=measurer(survey),
            clock=clock,
            reporter=reporter,
            acknowledge=acknowledge,
            now_us=now_us,
        )
        calibrator = Calibrator(pool, survey, pipeline.use)

        def on_notice(notice: Notice | Resync) -> None:
            pipeline.hear(notice)
            calibrator.hear(notice)

        listener = Listener(location, "arch_sensing", settings.ws_channel, on_notice)
        drivers = {}
        if settings.node_url is not None:
            node = AcousticNode(
                settings.node_url,
                settings.node_baud,
                pipeline.emit,
                lambda: make_dialect(settings.node_protocol, survey.clock.tick_hz),
            )
            drivers["node"] = node.run()
        await calibrator.refresh()
        work = {
            "sensing": pipeline.run(),
            "sensing:listen": listener.run(),
            "sensing:calibrate": calibrator.run(),
            "sensing:report": reporter.run(),
        }
        async with background(**work):
            with ImpactLines(settings.impact_pins, pipeline.emit):
                async with background(**drivers):
                    yield pipeline
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_S):
                    await pipeline.drain()


@asynccontextmanager
async def journal_in(data_dir: Path) -> AsyncIterator[JournalThread]:
    """The journal and its threads; it is opened by whoever writes first, however often that has to be tried."""
    journal = JournalThread(Journal(data_dir / "journal"))
    try:
        yield journal
    finally:
        await journal.close()


@asynccontextmanager
async def tag_reading(url: str, baud: int, location: DatabaseLocation) -> AsyncIterator[None]:
    """The reader of arrow tags: it needs no survey, for arrows are registered before the butt is ever hung."""
    async with open_pool(location, "arch_sensing", min_size=1, max_size=1) as pool:
        tags = TagWriter(pool)
        async with background(reader=ArrowReader(url, baud, tags.hear).run(), tags=tags.run()):
            yield


def sensing_probe(pipeline: Pipeline) -> Probe:
    async def probe() -> str | None:
        stuck_s = pipeline.stuck_for_s()
        return f"sensing has been at one impact for {stuck_s:.0f} s" if stuck_s > STUCK_S else None

    return probe
