"""A simulated PN532 on a pseudo-terminal: asleep until it is woken, with the tags in its field."""

from collections.abc import Callable

from drivers.sim.pty_line import PtyLine
from drivers.sim.simulated_ntag import SimulatedNtag

BAUD = 115200
ACK = bytes.fromhex("0000ff00ff00")
SYNTAX_ERROR = bytes.fromhex("0000ff01ff7f8100")
TIMED_OUT = b"\x01"
FIRMWARE = bytes.fromhex("32010607")


def _clean(data: bytes) -> bytes:
    return data


class SimulatedPn532:
    """`tags`: those in the field; changing the list holds an arrow to the reader or takes it away."""

    def __init__(self, line: PtyLine, *, firmware: bytes = FIRMWARE) -> None:
        self._line, self._firmware = line, firmware
        self.tags: list[SimulatedNtag] = []
        self.exchanges = 0
        """Number of commands to tags so far."""
        self.on_wire: Callable[[bytes], bytes] = _clean
        """Changes a frame on its way to the host."""
        self.is_mute = False
        self.before_exchange: Callable[[bytes], None] = lambda command: None
        self.after_exchange: Callable[[bytes], None] = lambda command: None
        """Called with each command to a tag: before the tag receives it, and before the reader receives the answer."""
        self._is_awake = False
        self._is_configured = False
        self._buffer = bytearray()
        self._found: dict[int, SimulatedNtag] = {}

    async def run(self) -> None:
        """Answer until cancelled."""
        while True:
            data = await self._line.read()
            if self.is_mute:
                continue
            if self._line.host_baud != BAUD:
                # what a UART receives at a wrong baud rate
                data = bytes(byte & 0x9C | 0x60 for byte in data)
            self._is_awake = self._is_awake or 0x55 in data
            self._buffer += data
            while (command := self._next_command()) is not None:
                if self._is_awake:
                    await self._send(ACK)
                    answer = self._answer(command)
                    await self._send(SYNTAX_ERROR if answer is None else _frame(command[0] + 1, answer))

    async def _send(self, frame: bytes) -> None:
        await self._line.write(self.on_wire(frame))

    def _next_command(self) -> bytes | None:
        """The content of the next whole frame from the host, from the command on; acknowledgements are skipped."""
        while (start := self._buffer.find(b"\x00\x00\xff")) >= 0:
            del self._buffer[:start]
            if len(self._buffer) < 6:
                return None
            length = self._buffer[3]
            if length == 0:
                del self._buffer[:6]
            elif (length + self._buffer[4]) % 256 or length < 2:
                del self._buffer[:3]
            elif len(self._buffer) < length + 7:
                return None
            else:
                content = bytes(self._buffer[5 : 5 + length])
                is_whole = (sum(content) + self._buffer[5 + length]) % 256 == 0
                del self._buffer[: length + 7]
                if is_whole and content[0] == 0xD4:
                    return content[1:]
        return None

    def _answer(self, command: bytes) -> bytes | None:
        match command[0]:
            case 0x02:
                return self._firmware
            case 0x14:
                self._is_configured = True
                return b""
            case 0x32:
                if command[1:3] == b"\x01\x02":
                    self._lose_field()
                return b""
            # the chip looks for tags only after it was told that it has no security module
            case 0x4A if command[2] == 0 and self._is_configured:
                return self._list(command[1])
            case 0x40 if len(command) > 2:
                return self._exchange(self._found.get(command[1]), command[2:])
            case 0x42 if len(command) > 1:
                return self._exchange(self._found.get(1), command[1:])
        return None

    def _lose_field(self) -> None:
        for tag in self._found.values():
            tag.is_active = False
        self._found = {}

    def _list(self, most: int) -> bytes:
        self._lose_field()
        self._found = dict(enumerate(self.tags[:most], 1))
        listed = b""
        for number, tag in self._found.items():
            tag.is_active = True
            listed += bytes((number, 0x00, 0x44, tag.kind, len(tag.uid))) + tag.uid
        return bytes((len(self._found),)) + listed

    def _exchange(self, tag: SimulatedNtag | None, command: bytes) -> bytes:
        self.exchanges += 1
        self.before_exchange(command)
        answer = tag.answer(command) if tag is not None and tag in self.tags else None
        self.after_exchange(command)
        return TIMED_OUT if answer is None or tag not in self.tags else b"\x00" + answer


def _frame(code: int, data: bytes) -> bytes:
    content = bytes((0xD5, code)) + data
    return b"\x00\x00\xff" + bytes((len(content), -len(content) % 256)) + content + bytes((-sum(content) % 256, 0))
