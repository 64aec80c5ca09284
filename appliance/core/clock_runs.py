"""Clock runs: stretches in which the wall clock keeps one offset from the monotonic clock. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

STEP_US = 20e3
"""Largest change of the offset that is no step but comes from reading the two clocks one after the other: slewing the
wall clock slews the monotonic clock too. Times must be right within 50 ms."""


@dataclass(frozen=True, slots=True)
class ClockRun:
    """A clock run. `offset_us`: wall clock (us since 1970) less monotonic clock; `is_trusted`: a time server keeps it.

    `began_mono_us`: on the monotonic clock of the boot `kernel_boot`. `shift_us`: the part of `offset_us` by which
    dates are ahead of a wall clock that was set back before times already used.
    """

    id: UUID
    kernel_boot: str
    began_mono_us: float
    offset_us: float
    is_trusted: bool
    shift_us: float = 0.0

    @property
    def wall_offset_us(self) -> float:
        """Offset of the wall clock from the monotonic clock, us, without the shift of the dates."""
        return self.offset_us - self.shift_us


@dataclass(frozen=True, slots=True)
class ClockStep:
    """A step of the wall clock: one run ends and another begins, within a boot."""

    old: ClockRun
    new: ClockRun

    @property
    def by_us(self) -> float:
        """How far the wall clock jumped; below zero: back."""
        return self.new.offset_us - self.old.offset_us

    @property
    def to_time_us(self) -> float:
        """The wall clock after the step, us since 1970."""
        return self.new.began_mono_us + self.new.offset_us

    @property
    def from_time_us(self) -> float:
        """The wall clock without the step, us since 1970."""
        return self.new.began_mono_us + self.old.offset_us


def is_step(run: ClockRun, offset_us: float) -> bool:
    """Whether the wall clock has been set since the run began; `offset_us`: wall clock less monotonic clock now."""
    return abs(offset_us - run.wall_offset_us) > STEP_US


def never_before(run: ClockRun, earliest_us: float) -> ClockRun:
    """The same run, shifted so that every instant of its boot is dated after `earliest_us` (us since 1970)."""
    shift_us = max(earliest_us + 1.0 - run.wall_offset_us, 0.0)
    return replace(run, offset_us=run.wall_offset_us + shift_us, shift_us=shift_us)


def corrected_offset_us(runs: Sequence[ClockRun], at_us: float) -> float | None:
    """Offset, us, by which an instant of the monotonic clock is dated if it was corrected later; None: it was not.

    `runs`: those of one boot, in order. An instant of an untrusted run is dated by the next trusted run, or the last.
    """
    began = [k for k, run in enumerate(runs) if run.began_mono_us <= at_us]
    first = k = began[-1] if began else 0
    while k + 1 < len(runs) and not runs[k].is_trusted:
        k += 1
    return None if k == first or not runs else runs[k].offset_us
