"""What the firmware asks of the hardware. pico.py has the real ones, the tests theirs."""


class Counters:
    """The counting machines behind the comparators."""

    def arm(self) -> None:
        """Close the gate, empty and restart all machines, and open it: they begin in one cycle."""
        raise NotImplementedError

    def heard(self) -> int:
        """Bit k: channel k has risen since it was armed."""
        raise NotImplementedError

    def levels(self) -> int:
        """Bit k: the line of channel k is above its lower threshold now."""
        raise NotImplementedError

    def read(self) -> list[list[int]]:
        """What each channel's machine pushed: a rise, the upper threshold, the fall. See programs.py."""
        raise NotImplementedError

    def take(self) -> list[tuple[int, list[int]]]:
        """Channels whose pulse is over, and what their machines pushed of it; those listen again, and count on.

        See counts_lost in counts.py.
        """
        raise NotImplementedError

    def force(self, *, is_high: bool) -> None:
        """Set all lines high for a self-test, or let them go."""
        raise NotImplementedError


class Emitters:
    """What sounds beside the sensors."""

    def prepare(self) -> None:
        """A moment before a burst: what must not come between it and the listening happens now."""
        raise NotImplementedError

    def sound(self, k: int) -> None:
        """A burst of the emitter of channel k, which is over when this returns: less than a millisecond."""
        raise NotImplementedError


class Line:
    """USB or a UART. Nothing here waits, but for a frame's rest that a UART's full buffer does not take at once."""

    def read(self) -> bytes:
        """What has arrived."""
        raise NotImplementedError

    def can_write(self) -> bool:
        """Whether some of a frame is taken now. `write` sees to the rest."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Send it."""
        raise NotImplementedError


class Clock:
    """Microseconds since the reset, which never jump."""

    def us(self) -> int:
        """Now."""
        raise NotImplementedError


class Flash:
    """A few small files that outlive a reset."""

    def read(self, name: str) -> bytes:
        """Empty where there is none."""
        raise NotImplementedError

    def write(self, name: str, data: bytes) -> None:
        """All or nothing, also when the power fails. Raises OSError."""
        raise NotImplementedError


class Bus:
    """I2C. A device that does not answer raises OSError."""

    def readfrom_mem(self, address: int, register: int, count: int) -> bytes:
        """Read registers."""
        raise NotImplementedError

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        """Write registers."""
        raise NotImplementedError

    def writeto(self, address: int, data: bytes) -> None:
        """Write without a register."""
        raise NotImplementedError


class Board:
    """All of them, and what is left of the board."""

    counters: Counters
    line: Line
    clock: Clock
    flash: Flash
    bus: Bus
    emitters: Emitters
    node: int
    """Hardware id."""
    tick_hz: int
    channels: int

    def random(self, count: int) -> bytes:
        """Bytes of hardware noise."""
        raise NotImplementedError

    def lamp(self, *, is_lit: bool) -> None:
        """The lamp on the board."""
        raise NotImplementedError

    def feed(self) -> None:
        """The watchdog, which resets the board when it is not fed."""
        raise NotImplementedError

    def supply_mv(self) -> int:
        """The supply; 0: not measured."""
        raise NotImplementedError

    def free_bytes(self) -> int:
        """Memory that is free."""
        raise NotImplementedError
