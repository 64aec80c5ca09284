"""Updates the air state from chirps between arrows, and estimates sensor positions from them."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import partial

from appliance.core.air.chirps import ChirpRound, after_chirps
from appliance.core.air.weather import DEGREE_SCALE
from appliance.core.calibration.exchange import exchanges_by_chirps
from appliance.core.calibration.self_survey import SelfSurvey, survey_by_chirps
from appliance.core.events import Air, Burst, Event, ImpactPulse, NodeStatus
from appliance.core.events import ChirpHeard as Chirp
from appliance.core.locating.burst import with_quantisation
from appliance.core.message import Message, message
from appliance.models.context_db import MomentContext
from appliance.models.errors import DBException, DBUnavailable
from appliance.schema.chirps import ChirpsRead
from appliance.sensing.chirp_findings import KEPT_ROUNDS, JudgedRound, findings, of_sensors
from appliance.sensing.chirp_permission import ChirpPermission
from appliance.sensing.chirp_rounds import ReceivedRound, RoundCollector
from appliance.sensing.measure import Measurer
from appliance.sensing.placing import Placer

log = logging.getLogger(__name__)

MOST_WAITING = 2
"""Largest number of rounds that wait: one that waits longer says nothing about the present air."""
CALIBRATED_MM = 0.3
"""Error of a sensor's coordinate by a calibration, one sigma."""
BY_TAPE_MM = 3.0
"""Error of a sensor's coordinate by a tape measure, one sigma."""
SURVEY_ROUNDS = 30
"""Fewest rounds for fitting distances: a minute of them, for a tenth of a millimetre."""
SURVEY_EVERY_US = 60e6
"""Shortest time between two fits of distances: as long as SURVEY_ROUNDS new rounds take."""
FINDINGS_EVERY_US = 30e6
"""Shortest time between two updates of the findings, which change over minutes."""
FINDINGS_LAST_US = 600e6
"""Findings older than this are not shown: the air has changed."""


class Chirps:
    """`note` takes every event of the board; `run` evaluates whole rounds, in worker threads."""

    def __init__(self, placer: Placer, permission: ChirpPermission, now_us: Callable[[], float]) -> None:
        self._placer = placer
        self._permission = permission
        self._now_us = now_us
        self._collector = RoundCollector()
        self._rounds: deque[ReceivedRound] = deque(maxlen=MOST_WAITING)
        self._news = asyncio.Event()
        self._air = Air()
        self._kept: deque[JudgedRound] = deque(maxlen=KEPT_ROUNDS)
        self._measurer: Measurer | None = None
        self._survey: SelfSurvey | None = None
        self._surveyed_us: float | None = None
        self._findings: tuple[float, ChirpsRead] | None = None

    def note(self, event: Event) -> None:
        """Note an event of the board."""
        match event:
            case Chirp():
                whole = self._collector.take(event)
                if whole is not None:
                    self._rounds.append(whole)
                    self._news.set()
            case Burst() | ImpactPulse():
                self._collector.impact(event.at_us)
            case NodeStatus():
                self._air = event.air

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._rounds:
                await self.learn(self._rounds.popleft())

    async def learn(self, heard: ReceivedRound) -> None:
        """Refine the air state of the open session by a round, which is ignored without a session, during taps or a
        sensor test, and while the database is away."""
        measurer = self._placer.measurer
        if not measurer.is_surveyed or heard.channels > len(measurer.array.sensors):
            return
        try:
            context = await self._permission.at(heard.at_us)
        except (DBUnavailable, DBException, OverflowError, ValueError):
            return
        if context.session_id is None or context.calibration_id is not None or context.is_test:
            return
        one = heard.of(len(measurer.array.sensors), measurer.biases_us)
        sigma_us = with_quantisation(measurer.survey.acoustics.sigma_us, heard.tick_hz)
        is_believed = await self._learn(context, measurer, one, sigma_us)
        await self._keep(heard.at_us, context, measurer, one, sigma_us, is_believed=is_believed)

    def read(self) -> ChirpsRead | None:
        """The newest findings from chirps; None where there are none."""
        if self._findings is None:
            return None
        at_us, found = self._findings
        return found if self._now_us() - at_us < FINDINGS_LAST_US else None

    def troubles(self) -> list[Message]:
        """Messages about sensors and about nodes that chirp when they may not."""
        newest = self.read()
        found = [] if newest is None else of_sensors(newest)
        misplaced_us = self._collector.misplaced_us
        is_misplaced = misplaced_us is not None and self._now_us() - misplaced_us < FINDINGS_LAST_US
        return [*found, *([message("chirps_at_impact")] if is_misplaced else [])]

    async def _learn(self, context: MomentContext, measurer: Measurer, one: ChirpRound, sigma_us: float) -> bool:
        before = self._placer.air_before(context)
        after = await asyncio.to_thread(
            partial(
                after_chirps,
                before,
                measurer.array.sensors,
                one,
                speed_mm_per_us=measurer.speed(self._air),
                sigma_us=sigma_us,
                survey_mm=BY_TAPE_MM if measurer.calibration_version is None else CALIBRATED_MM,
            )
        )
        # an arrow that was placed meanwhile, or another array, supersedes this state
        if self._placer.measurer == measurer and self._placer.air_before(context) == before:
            self._placer.learn(context, after)
        return after is not before

    async def _keep(
        self,
        at_us: float,
        context: MomentContext,
        measurer: Measurer,
        one: ChirpRound,
        sigma_us: float,
        *,
        is_believed: bool,
    ) -> None:
        if measurer != self._measurer:
            self._kept.clear()
            self._measurer, self._survey, self._surveyed_us, self._findings = measurer, None, None, None
        self._kept.append(JudgedRound(one, is_believed=is_believed))
        is_due = self._surveyed_us is None or at_us - self._surveyed_us >= SURVEY_EVERY_US
        if len(self._kept) >= SURVEY_ROUNDS and is_due:
            self._surveyed_us = at_us
            self._survey = await asyncio.to_thread(
                partial(
                    survey_by_chirps,
                    measurer.array.sensors,
                    [kept.round for kept in self._kept],
                    speed_mm_per_us=measurer.speed(self._air),
                    sigma_us=sigma_us,
                    drawn_mm=BY_TAPE_MM,
                    scale_sigma=DEGREE_SCALE,
                    taped=measurer.survey.taped_distance(),
                )
            )
        elif self._findings is not None and at_us - self._findings[0] < FINDINGS_EVERY_US:
            return
        sensors, speed, kept = measurer.array.sensors, measurer.speed(self._air), list(self._kept)
        exchanges = await asyncio.to_thread(
            partial(exchanges_by_chirps, sensors, [one.round for one in kept], speed_mm_per_us=speed)
        )
        found = findings(
            sensors,
            kept,
            self._placer.air_before(context),
            speed,
            self._survey,
            exchanges,
            measurer.survey.taped,
        )
        if found is not None:
            self._findings = at_us, found
