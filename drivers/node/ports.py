"""The hardware interfaces of the firmware; pico.py implements them for a Pico, the tests for a computer."""


class Counters:
    """The counting machines behind the comparators."""

    def arm(self) -> None:
        """Close the gate, empty and restart all machines, and open it: they start in the same cycle."""
        raise NotImplementedError

    def heard(self) -> int:
        """Bit k: channel k has risen since the machines were armed."""
        raise NotImplementedError

    def levels(self) -> int:
        """Bit k: the line of channel k is above its lower threshold now."""
        raise NotImplementedError

    def read(self) -> list[list[int]]:
        """What each channel's machine pushed: a rise, the upper threshold, the fall. See programs.py."""
        raise NotImplementedError

    def take(self) -> list[tuple[int, list[int]]]:
        """Channels whose pulse is over, with the words that their machines pushed; these listen again, and count on.

        See counts_lost in counts.py.
        """
        raise NotImplementedError

    def force(self, *, is_high: bool) -> None:
        """Force all lines high for a self-test, or release them."""
        raise NotImplementedError


class Emitters:
    """The emitters beside the sensors."""

    def prepare(self) -> None:
        """Do now what must not delay the step from a burst to listening; called just before a burst."""
        raise NotImplementedError

    def sound(self, k: int) -> None:
        """Sound a burst of the emitter of channel k; returns when it is over, in less than a millisecond."""
        raise NotImplementedError


class Line:
    """USB or a UART. No call blocks, except for the rest of a frame that does not fit into a UART's buffer."""

    def read(self) -> bytes:
        """The bytes that have arrived."""
        raise NotImplementedError

    def can_write(self) -> bool:
        """Whether part of a frame can be written now; `write` waits for the rest."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Send a frame."""
        raise NotImplementedError


class Clock:
    """A clock that never jumps."""

    def us(self) -> int:
        """Microseconds since the reset."""
        raise NotImplementedError


class Flash:
    """A few small files that survive a reset."""

    def read(self, name: str) -> bytes:
        """The content of a file; empty if there is none."""
        raise NotImplementedError

    def write(self, name: str, data: bytes) -> None:
        """Write a file, all or nothing even if the power fails. Raises OSError."""
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
        """Write bytes without a register address."""
        raise NotImplementedError


class Board:
    """All of these interfaces, and the rest of the board."""

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
        """Switch the lamp on the board."""
        raise NotImplementedError

    def feed(self) -> None:
        """Feed the watchdog, which resets the board when it is not fed."""
        raise NotImplementedError

    def supply_mv(self) -> int:
        """Supply voltage, mV; 0: not measured."""
        raise NotImplementedError

    def free_bytes(self) -> int:
        """Free memory, bytes."""
        raise NotImplementedError
