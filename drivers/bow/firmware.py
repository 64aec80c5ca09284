"""The firmware of a bow's sensor: rest sensor, conversation and line of one board, a step at a time."""

from drivers.bow.conversation import Bow
from drivers.bow.rest_sensor import RestSensor
from drivers.node.boot_count import count_boot
from drivers.node.ports import Board, Line

VERSION = "bow 1.0"
SLOWLY_US = 1_000_000
LAID, LEFT, SHOCK = 0, 1, 2


class BowLink:
    """How the host is reached: over a cable or the Wi-Fi."""

    line: Line

    def connections(self) -> int:
        """How often a host has connected; over a cable it is 0."""
        raise NotImplementedError

    def keep(self, now_us: int) -> None:
        """Join again what was lost."""
        raise NotImplementedError


class BowBoard(Board):
    """What the hardware of a bow's sensor has beside that of a node."""

    def events(self) -> list[tuple[int, int]]:
        """What its inputs did since it was asked last: LAID, LEFT or SHOCK, and when."""
        raise NotImplementedError

    def connections(self) -> int:
        """How often a host has connected; over a cable it is 0."""
        raise NotImplementedError


class BowFirmware:
    """`step` for ever; an exception is for the watchdog."""

    def __init__(self, board: BowBoard, *, has_switch: bool = True, has_shock: bool = False) -> None:
        boot, _ = count_boot(board)
        self.bow = Bow(board.node, boot, firmware=VERSION)
        self._board = board
        self._sensor = RestSensor(has_switch=has_switch, has_shock=has_shock)
        self._connections = board.connections()
        self._slowly_from_us = 0

    def step(self) -> None:
        """Everything that is due."""
        board, clock = self._board, self._board.clock
        for kind, at_us in board.events():
            self._happened(kind, at_us)
        released_us, drawn_us = self._sensor.release(clock.us())
        if released_us:
            self.bow.released(released_us, drawn_us)
        data = board.line.read()
        if board.connections() != self._connections:
            self._connections = board.connections()
            self.bow.lost()
        if data:
            self.bow.receive(data, clock.us())
        self.bow.write_due(board.line, clock)
        if clock.us() >= self._slowly_from_us:
            self._slowly_from_us = clock.us() + SLOWLY_US
            self.bow.supply_mv = board.supply_mv()
        board.lamp(is_lit=self.bow.is_host_there(clock.us()))
        board.feed()

    def _happened(self, kind: int, at_us: int) -> None:
        if kind == LAID:
            self._sensor.laid(at_us)
        elif kind == LEFT:
            self._sensor.left(at_us)
        else:
            self._sensor.shock(at_us)
