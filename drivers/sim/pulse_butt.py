"""A simulated butt whose sensors receive pulses, measured by two comparators and a converter for each channel.

Of an impact each sensor receives: sound through the air, of random strength, attenuated by distance and absorption; the
noise of the shaft on top of it; the wave through the board, at full strength for a contact sensor and through its
mounting for a microphone; ringing; noise of the surroundings and the electronics. The sum goes through the bandwidth of
the sensor, two comparators with hysteresis, and a converter. It is a model, not a measurement: numbers that are
estimates are marked.
"""

import cmath
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.air.session_fit import travel
from appliance.core.air.sound import speed_mm_per_us
from appliance.core.events import Front
from appliance.core.geometry import Sensor
from appliance.core.locating.onset import NOISE_OVER_MEAN
from drivers.sim.materials import FOAM, NEAR_MM, Material
from drivers.sim.virtual_butt import DEMO_SENSORS
from drivers.wire.messages import Channel

ABSORPTION_PER_MM = 0.159 / 8.686 / 1000
"""Attenuation in air at 20 C and 50 %, at 10 kHz: 0.159 dB a metre (ISO 9613-1, table 1)."""
BANDWIDTH_HZ = 20_000.0
"""3 dB bandwidth of an electret capsule and its amplifier (data sheets of 10 mm capsules); one pole."""
FULL_SCALE = 4095
"""Largest value of a 12-bit converter."""
LOWER_NOISES, UPPER_LOWERS = 8.0, 4.0
"""Thresholds of a node: the lower in multiples of the mean noise, the upper in multiples of the lower."""
HYSTERESIS = 0.25
"""A comparator that fired is armed again when the signal is below its threshold by this share."""
STEP_US = 1.0
"""Step of the simulated waveform; crossings are interpolated."""
RINGING_FRONTS = 4.0
"""Duration, in fronts, in which the ringing of a pulse falls to a third (estimate)."""
HARDLY = 0.01
"""Smallest amplitude of a simulated wave, as a share of the noise."""
BEFORE_US, AFTER_US = 40.0, 160.0
"""Simulated time of a channel before its first sound and after its last."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The measurement of one channel; `at_us`: after the impact, not yet converted to ticks."""

    at_us: float | None
    front: Front
    peak: int


@dataclass(frozen=True, slots=True)
class Electronics:
    """One channel as built: gain, bandwidth, offsets of its comparators (counts), and constant delay."""

    gain: float = 1.0
    bandwidth_hz: float = BANDWIDTH_HZ
    lower_offset: float = 0.0
    upper_offset: float = 0.0
    bias_us: float = 0.0


def as_built(dice: random.Random) -> Electronics:
    """A random channel: one sigma of gain and of bandwidth is 10 %, of a comparator 4 counts (3 mV of 3.3 V), of the
    bias 1 us."""
    return Electronics(
        gain=math.exp(dice.gauss(0.0, 0.1)),
        bandwidth_hz=BANDWIDTH_HZ * math.exp(dice.gauss(0.0, 0.1)),
        lower_offset=dice.gauss(0.0, 4.0),
        upper_offset=dice.gauss(0.0, 4.0),
        bias_us=dice.gauss(0.0, 1.0),
    )


@dataclass(frozen=True, slots=True)
class PulseButt:
    """Sensors on a board, air and its wind, and amplitudes of arrows and noise, in counts of the converter.

    `strength`: median of an arrow's first peak at NEAR_MM; `strength_spread`: standard deviation of its logarithm;
    `shaft_share`: rms of the shaft's noise over the pulse; `mounting_share`: share of the board's waves that a
    microphone receives (estimates). `contacts`: channels with contact sensors, which receive all of the wave along the
    board, `airborne_share` of the sound in air, and later the bending wave (`materials.py`), `bending_times` as strong.
    """

    sensors: Sequence[Sensor] = DEMO_SENSORS
    material: Material = FOAM
    temp_c: float = 18.0
    rh_pct: float = 55.0
    wind_x_m_per_s: float = 0.0
    wind_y_m_per_s: float = 0.0
    strength: float = 5000.0
    strength_spread: float = 0.3
    shaft_share: float = 0.01
    mounting_share: float = 0.002
    airborne_share: float = 0.02
    bending_times: float = 2.0
    contacts: frozenset[int] = frozenset()
    noise: float = 8.0
    tick_hz: float = 8e6
    tick_bits: int = 32
    electronics: Sequence[Electronics] = (Electronics(),) * 8

    @property
    def air(self) -> tuple[float, float, float]:
        """Speed of sound and wind, mm/us."""
        return speed_mm_per_us(self.temp_c, self.rh_pct), self.wind_x_m_per_s / 1000, self.wind_y_m_per_s / 1000

    def impact(self, x_mm: float, y_mm: float, dice: random.Random) -> list[Pulse]:
        """Measurements of all channels of an arrow at (x, y), mm, timed from its impact."""
        strength = self.strength * math.exp(dice.gauss(0.0, self.strength_spread))
        return [self._heard(k, (x_mm, y_mm), strength, dice) for k in range(len(self.sensors))]

    def ticks(self, pulses: Sequence[Pulse], at_us: float) -> tuple[int | None, ...]:
        """Counter values of the pulses of an impact `at_us` after the counter's zero; None: not triggered."""
        modulus = 1 << self.tick_bits
        return tuple(None if p.at_us is None else int((at_us + p.at_us) * self.tick_hz / 1e6) % modulus for p in pulses)

    def channels(self, x_mm: float, y_mm: float, at_us: float, dice: random.Random) -> list[Channel]:
        """The channels of the SHOT of an arrow at (x, y), mm, that lands `at_us` after the counter's zero."""
        pulses = self.impact(x_mm, y_mm, dice)
        return [
            Channel(tick, p.front.rise_ticks, p.peak, p.front.noise, p.front.lower, p.front.upper)
            for tick, p in zip(self.ticks(pulses, at_us), pulses, strict=True)
        ]

    @property
    def thresholds(self) -> tuple[int, int]:
        """Lower and upper threshold, counts."""
        lower = round(LOWER_NOISES * self.noise / NOISE_OVER_MEAN)
        return lower, round(UPPER_LOWERS * lower)

    def noise_free_front(self, channel: int, x_mm: float, y_mm: float, strength: float) -> tuple[float, float]:
        """Onset in the air (us after the impact) and amplitude of a channel's pulse, counts."""
        sensor, built = self.sensors[channel], self.electronics[channel]
        way_mm = max(math.dist((sensor.x_mm, sensor.y_mm, sensor.z_mm), (x_mm, y_mm, 0.0)), NEAR_MM / 4)
        amplitude = strength * built.gain * NEAR_MM / way_mm * math.exp(-ABSORPTION_PER_MM * way_mm)
        return travel(sensor, (x_mm, y_mm), self.air)[0] + built.bias_us, amplitude

    def _waveform(
        self,
        waves: Sequence[tuple[float, float, float]],
        start_us: float,
        end_us: float,
        bandwidth_hz: float,
        dice: random.Random,
    ) -> list[float]:
        """Samples of the sum of waves (onset us, amplitude, front us) and noise; the shaft's begins with the first."""
        keep = math.exp(-STEP_US * 2 * math.pi * bandwidth_hz / 1e6)
        fresh = math.sqrt(1 - keep * keep)
        ambient, shaft = dice.gauss(0.0, self.noise), 0.0
        samples, t = [], start_us
        while t < end_us:
            driven = loudest = 0.0
            for begin_us, amplitude, front_us in waves:
                if t > begin_us and amplitude > HARDLY * self.noise:
                    driven += amplitude * one_pole(t - begin_us, front_us, bandwidth_hz)
                    loudest = max(loudest, amplitude)
            ambient = keep * ambient + fresh * dice.gauss(0.0, self.noise)
            shaft = keep * shaft + fresh * dice.gauss(0.0, self.shaft_share) * loudest
            samples.append(driven + ambient + shaft)
            t += STEP_US
        return samples

    def _heard(self, k: int, place: tuple[float, float], strength: float, dice: random.Random) -> Pulse:
        sensor, built = self.sensors[k], self.electronics[k]
        in_air_us, amplitude = self.noise_free_front(k, *place, strength)
        way_mm = math.dist((sensor.x_mm, sensor.y_mm), place)
        front_us = self.material.front_us
        on_board_us = way_mm / self.material.speed_mm_per_us + built.bias_us
        bending_us = way_mm / self.material.bending_mm_per_us(front_us) + built.bias_us
        is_contact = k in self.contacts
        share = 1.0 if is_contact else self.mounting_share
        on_board = strength * built.gain * share * self.material.left_after(way_mm, front_us)
        waves = [(in_air_us, amplitude, front_us), (on_board_us, on_board, front_us)]
        end_us = in_air_us
        if is_contact:
            waves[0] = in_air_us, amplitude * self.airborne_share, front_us
            drawn_out_us = front_us + self.material.drawn_out_us(way_mm)
            waves.append((bending_us, on_board * self.bending_times, drawn_out_us))
            end_us = max(end_us, bending_us)
        lower, upper = self.thresholds
        start_us = min(in_air_us, on_board_us) - BEFORE_US
        wave = self._waveform(waves, start_us, end_us + AFTER_US, built.bandwidth_hz, dice)
        low, high = lower + built.lower_offset, upper + built.upper_offset
        first = _crossing(wave, low, 0)
        mean_noise = min(round(self.noise / NOISE_OVER_MEAN * math.exp(dice.gauss(0.0, 0.05))), 255)
        peak = round(min(max(wave), FULL_SCALE))
        if first is None:
            return Pulse(None, Front(None, mean_noise, lower, upper), peak)
        second = _crossing(wave, high, int(first))
        rise = None if second is None else round((second - first) * STEP_US * self.tick_hz / 1e6)
        return Pulse(start_us + first * STEP_US, Front(rise, mean_noise, lower, upper), peak)


def one_pole(since_us: float, front_us: float, bandwidth_hz: float) -> float:
    """A pulse of amplitude 1 behind the sensor's bandwidth: exact response of one pole to a damped oscillation."""
    tau_us = 1e6 / (2 * math.pi * bandwidth_hz)
    growth = complex(-1 / (RINGING_FRONTS * front_us), math.pi / 2 / front_us)
    return ((cmath.exp(growth * since_us) - math.exp(-since_us / tau_us)) / (1 + growth * tau_us)).imag


def _crossing(wave: Sequence[float], threshold: float, start: int) -> float | None:
    """Where a comparator with hysteresis first fires from `start` on, in steps; it is armed below its threshold."""
    is_armed = False
    for k in range(start, len(wave)):
        if is_armed and wave[k] >= threshold:
            return k - (wave[k] - threshold) / (wave[k] - wave[k - 1])
        is_armed = is_armed or wave[k] < threshold * (1 - HYSTERESIS)
    return None
