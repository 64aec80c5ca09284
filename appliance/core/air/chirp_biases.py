"""Constant delays of channels and emitters for chirps, as unknowns of the air state.

`chirps.py` says what they are and why they are unknowns of the slow state. They stand behind its biases, from the first
chirp on: a channel's q, then an emitter's e.
"""

from dataclasses import dataclass, replace

from appliance.core.air.state import AIR_SIZE, SlowState

CHANNEL_US = 0.3
"""One sigma of q. A front of 60 us and a microphone of 20 kHz built to a tenth are 0.8 us late, give or take; a front
half as long by 0.3 us less or more."""
EMITTER_US = 0.6
"""One sigma of e, from emitter to emitter. A threshold at a twentieth of a front of 60 us is passed 3 us after it
began, at a fifth more or less for emitters that differ in strength by that much."""
EVERY_EMITTER_US = 5.0
"""One sigma of what is common to all e."""


@dataclass(frozen=True, slots=True)
class Places:
    """Indices of the unknowns of a round, for an array of so many channels."""

    channels: int

    def arrow(self, k: int) -> int:
        """Index of the bias of channel k for arrows."""
        return AIR_SIZE + k

    def channel(self, k: int) -> int:
        """Index of what its bias for chirps has more."""
        return AIR_SIZE + self.channels + k

    def emitter(self, k: int) -> int:
        """Index of the delay of emitter k, to all channels but its own."""
        return AIR_SIZE + 2 * self.channels + k

    def own(self, k: int) -> int:
        """Index of channel k's noise for its own emitter, in this round only; it follows the state."""
        return AIR_SIZE + 3 * self.channels + k


def with_chirp_biases(state: SlowState, channels: int, known: SlowState | None = None) -> SlowState:
    """The state with its chirp biases; where it has none, those of `known`, or else as they are before any chirp."""
    plain = AIR_SIZE + channels
    if len(state.values) > plain:
        return state
    added = range(plain, plain + 2 * channels)
    if known is None:
        values = [0.0] * len(added)
        block = [[_at_first_us2(i - plain, j - plain, channels) for j in added] for i in added]
    else:
        values = [known.values[k] for k in added]
        block = [[known.covariance[i][j] for j in added] for i in added]
    above = [(*row, *(0.0,) * len(added)) for row in state.covariance]
    below = [((*(0.0,) * plain, *row)) for row in block]
    return replace(state, values=(*state.values, *values), covariance=(*above, *below))


def has_chirp_biases(state: SlowState, channels: int) -> bool:
    """Whether the state includes chirp biases."""
    return len(state.values) > AIR_SIZE + channels


def _at_first_us2(i: int, j: int, channels: int) -> float:
    """Covariance before any chirp; channels' first."""
    is_one = i == j
    if i < channels or j < channels:
        return CHANNEL_US**2 * is_one
    return EVERY_EMITTER_US**2 + EMITTER_US**2 * is_one
