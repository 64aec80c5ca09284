"""Wires the sensor wing: drivers, journal, pipeline, recorder; and the reader of arrow tags."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from appliance.core.coincidence import Coincidence
from appliance.core.events import BurstKey
from appliance.database.channels import Notice, Resync
from appliance.database.listener import Listener
from appliance.database.pool import open_pool
from appliance.models.patience import patiently
from appliance.models.unreadable import UNREADABLE
from appliance.schema.health import WingReport
from appliance.schema.survey import Survey
from appliance.sensing.calibrator import Calibrator
from appliance.sensing.journal import Journal
from appliance.sensing.measure import measurer
from appliance.sensing.pipeline import Pipeline
from appliance.sensing.range_context import RangeContext
from appliance.sensing.recorder import Recorder
from appliance.sensing.reporter import Reporter
from appliance.sensing.tags import TagWriter
from appliance.settings import Settings
from appliance.supervise import Part, Supervisor
from appliance.wiring.database import Database
from drivers.acoustic.node import AcousticNode, make_dialect
from drivers.arrow_reader.reader import ArrowReader
from drivers.impact.gpio_impact import ImpactLines

DRAIN_S = 2.0


@asynccontextmanager
async def sensing_wing(
    settings: Settings, database: Database, survey: Survey, supervisor: Supervisor
) -> AsyncIterator[Pipeline]:
    """Drivers, journal, recorder. On leaving, nodes stop first and what they sent is recorded, or kept on disk."""
    loop = asyncio.get_running_loop()

    def now_us() -> float:
        return loop.time() * 1e6

    journal = await asyncio.to_thread(Journal, settings.data_dir / "journal")
    async with open_pool(database.location, "arch_sensing", max_size=4, readiness=database.readiness) as pool:
        context = RangeContext(pool)
        reporter = Reporter(pool, survey, lambda: WingReport(parts=supervisor.read(), troubles=UNREADABLE.sentences()))
        node: AcousticNode | None = None

        def acknowledge(key: BurstKey) -> None:
            if node is not None:
                node.acknowledge(key)

        pipeline = Pipeline(
            journal=journal,
            coincidence=Coincidence(bool(settings.impact_pins), settings.believe_without_pulse),
            measurer=measurer(survey),
            recorder=Recorder(pool),
            context=context,
            reporter=reporter,
            acknowledge=acknowledge,
            now_us=now_us,
        )
        calibrator = Calibrator(pool, survey, pipeline.use, pipeline.take_taps_for)

        def hear(notice: Notice | Resync) -> None:
            context.hear(notice)
            calibrator.hear(notice)

        is_informed = asyncio.Event()

        async def work() -> None:
            # what the database says of the range and of the array in force comes before the first impact is placed
            await patiently(context.refresh)
            await patiently(calibrator.refresh)
            is_informed.set()
            await pipeline.run()

        async def feel_impacts() -> None:
            with ImpactLines(settings.impact_pins, pipeline.emit):
                await asyncio.Event().wait()

        listener = Listener(database.location, "arch_sensing", settings.ws_channel, hear, database.readiness)
        parts = [
            Part("report", reporter.run, waits_for=reporter.waits_for),
            Part("listener", listener.run, waits_for=listener.waits_for),
            Part("impacts", work, pipeline.stuck_for_s, lambda: None if is_informed.is_set() else "the database"),
            Part("range", context.run),
            Part("calibration", calibrator.run),
        ]
        drivers = []
        if settings.impact_pins:
            drivers.append(Part("impact pins", feel_impacts))
        if settings.node_url is not None:
            node = AcousticNode(
                settings.node_url,
                settings.node_baud,
                pipeline.emit,
                lambda: make_dialect(settings.node_protocol, survey.clock.tick_hz, settings.board_name),
            )
            drivers.append(Part("node", node.run))
        try:
            async with supervisor.running(*parts):
                async with supervisor.running(*drivers):
                    yield pipeline
                with suppress(TimeoutError):
                    async with asyncio.timeout(DRAIN_S):
                        await pipeline.drain()
        finally:
            journal.close()


@asynccontextmanager
async def tag_reading(url: str, baud: int, database: Database, supervisor: Supervisor) -> AsyncIterator[None]:
    """The reader of arrow tags: it needs no survey, for arrows are registered before the butt is ever hung."""
    async with open_pool(database.location, "arch_sensing", max_size=1, readiness=database.readiness) as pool:
        tags = TagWriter(pool)
        reader = ArrowReader(url, baud, tags.hear)
        async with supervisor.running(Part("tag reader", reader.run), Part("tags", tags.run)):
            yield
