"""The firmware of a bow's sensor: joins rest sensor, conversation and line of one board, a step at a time."""

from drivers.bow.conversation import Bow
from drivers.bow.rest_sensor import RestSensor
from drivers.node.boot_count import count_boot
from drivers.node.ports import Board, Line

VERSION = "bow 1.0"
SLOWLY_US = 1_000_000
LAID, LEFT, SHOCK = 0, 1, 2


class BowLink:
    """The connection to the host: a cable or the Wi-Fi."""

    line: Line

    def connections(self) -> int:
        """How often a host has connected; 0 over a cable."""
        raise NotImplementedError

    def keep(self, now_us: int) -> None:
        """Join a lost network again."""
        raise NotImplementedError


class BowBoard(Board):
    """The hardware of a bow's sensor, in addition to that of a node."""

    def events(self) -> list[tuple[int, int]]:
        """Changes of the inputs since the last call: LAID, LEFT or SHOCK, and the time, us."""
        raise NotImplementedError

    def connections(self) -> int:
        """How often a host has connected; 0 over a cable."""
        raise NotImplementedError


class BowFirmware:
    """`step` is called for ever; after an exception the board is reset."""

    def __init__(self, board: BowBoard, *, has_switch: bool = True, has_shock: bool = False) -> None:
        boot, _ = count_boot(board)
        self.bow = Bow(board.node, boot, firmware=VERSION)
        self._board = board
        self._sensor = RestSensor(has_switch=has_switch, has_shock=has_shock)
        self._connections = board.connections()
        self._slowly_from_us = 0

    def step(self) -> None:
        """Do everything that is due."""
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
