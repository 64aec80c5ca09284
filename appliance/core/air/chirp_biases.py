"""Constant delays of channels and emitters for chirps, as unknowns of the air state.

`chirps.py` defines them and gives the reasons. From the first chirp on they follow the biases in the slow state: q of
each channel, then e of each emitter.
"""

from dataclasses import dataclass, replace

from appliance.core.air.state import AIR_SIZE, SlowState

CHANNEL_US = 0.3
"""Standard deviation of q, a channel's bias for chirps less that for arrows. Microphones of 20 kHz with a tolerance of
a tenth detect a front of 60 us 0.8 us early or late; for a front half as long this differs by 0.3 us."""
EMITTER_US = 0.6
"""Standard deviation of the differences between emitters of e, an emitter's delay. A threshold at a twentieth of a
front of 60 us is crossed 3 us after the front began, a fifth sooner or later for emitters whose strength differs by a
fifth."""
EVERY_EMITTER_US = 5.0
"""Standard deviation of the part of e that is common to all emitters."""


@dataclass(frozen=True, slots=True)
class UnknownIndices:
    """Indices of the unknowns of a round, for an array of `channels` channels."""

    channels: int

    def arrow(self, k: int) -> int:
        """Index of the bias of channel k for arrows."""
        return AIR_SIZE + k

    def channel(self, k: int) -> int:
        """Index of q of channel k: its bias for chirps less that for arrows."""
        return AIR_SIZE + self.channels + k

    def emitter(self, k: int) -> int:
        """Index of e of emitter k: its delay at all channels but its own."""
        return AIR_SIZE + 2 * self.channels + k

    def own(self, k: int) -> int:
        """Index of the noise of channel k for its own emitter, an unknown of this round behind those of the state."""
        return AIR_SIZE + 3 * self.channels + k


def with_chirp_biases(state: SlowState, channels: int, known: SlowState | None = None) -> SlowState:
    """The state with chirp biases: its own, else those of `known`, else as before any chirp."""
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
    """Covariance of two chirp biases before any chirp, us2; those of channels come first."""
    is_one = i == j
    if i < channels or j < channels:
        return CHANNEL_US**2 * is_one
    return EVERY_EMITTER_US**2 + EMITTER_US**2 * is_one
