"""All that sensing knows of a driver, and a driver of sensing."""

from collections.abc import Callable
from typing import Literal

from appliance.core.events import BurstKey, Event

NodeProtocol = Literal["auto", "archstats", "freetarget"]
"""The languages of boards; `auto` finds out by listening."""
Emit = Callable[[Event], bool | None]
"""False: it could not be taken, and is to come again. An event that cannot come again is always taken."""
MayChirp = Callable[[float], bool]
"""Whether a node may chirp at a moment of the monotonic clock, us."""
Acknowledge = Callable[[BurstKey], None]
"""Tells a node that a burst is durable here and need not be kept there."""
