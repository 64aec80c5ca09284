"""Dates impacts and locates them, each with the air state of its own session."""

import logging
from collections import OrderedDict
from uuid import UUID

from appliance.core.air.chirp_biases import has_chirp_biases, with_chirp_biases
from appliance.core.air.state import SlowState
from appliance.core.coincidence import Impact
from appliance.models.context_db import MomentContext
from appliance.sensing.dating import date
from appliance.sensing.items import Clock, Found, Place, Prepared, reason_of
from appliance.sensing.measure import Measurer

log = logging.getLogger(__name__)

REMEMBERED_AIRS = 8
"""Largest number of sessions whose air state is kept: a backlog may alternate between a few of them."""


class Placer:
    """Locates impacts with the air state of their session, which every shot refines."""

    def __init__(self, measurer: Measurer, clock: Clock) -> None:
        self.measurer = measurer
        self._clock = clock
        self._airs: OrderedDict[tuple[UUID | None, bool], SlowState] = OrderedDict()

    def set_measurer(self, measurer: Measurer) -> None:
        """Use a measurer from the next impact on; where it differs from the present one, all air states are dropped."""
        if measurer != self.measurer:
            self.measurer = measurer
            self._airs.clear()

    def dated(self, found: Found) -> Prepared:
        """The event with its wall-clock time; never raises: an error becomes its `reason`."""
        if found.reason is not None:
            return Prepared(found, reason=found.reason)
        try:
            return Prepared(found, at=date(found, self._clock))
        except Exception as error:  # of any kind, or one odd event would stop all that come after it
            return Prepared(found, reason=reason_of(error))

    def placed(self, dated: Prepared, context: MomentContext) -> Prepared:
        """The event with its place; never raises: an error becomes its `reason`."""
        impact = dated.found.what
        if dated.reason is not None or not isinstance(impact, Impact):
            return dated
        try:
            air = self.air_before(context)
            place = self.measurer.place(impact, air)
        except Exception as error:  # of any kind, or one odd event would stop all that come after it
            return Prepared(dated.found, reason=reason_of(error))
        if not context.is_test:
            # a knock on the frame says nothing about the air
            self.learn(context, place.air or air)
        _log_outcome(place)
        return Prepared(dated.found, dated.at, place)

    def air_before(self, context: MomentContext) -> SlowState:
        """The present air state of a session; a new session takes over the chirp biases, which outlast a session."""
        known = self._airs.get((context.session_id, context.is_indoor))
        if known is not None:
            return known
        first, channels = self.measurer.at_first(is_indoor=context.is_indoor), len(self.measurer.array.sensors)
        last = next((air for air in reversed(self._airs.values()) if has_chirp_biases(air, channels)), None)
        return first if last is None else with_chirp_biases(first, channels, last)

    def learn(self, context: MomentContext, air: SlowState) -> None:
        """Store the air state of a session; beyond REMEMBERED_AIRS the one stored longest ago is dropped."""
        key = (context.session_id, context.is_indoor)
        self._airs[key] = air
        self._airs.move_to_end(key)
        while len(self._airs) > REMEMBERED_AIRS:
            self._airs.popitem(last=False)


def _log_outcome(place: Place) -> None:
    if place.outcome == "located":
        log.info("impact at (%.1f, %.1f) mm", place.x_mm, place.y_mm)
    else:
        log.info("impact %s: %s", place.outcome, place.reason)
