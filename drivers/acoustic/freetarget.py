"""freETarget boards, Arduino and ESP32: their objects become bursts."""

import secrets
from collections import deque

from appliance.core.events import Air, Burst, BurstKey
from drivers.acoustic.dialect import Reception, Said
from drivers.wire.freetarget_messages import BoardMessage, BoardNotice, BoardShot, as_float, read_object
from drivers.wire.freetarget_text import BraceCutter, TextLine, TextObject

ARDUINO_TICK_HZ = 8e6
ESP32_TICK_HZ = 10e6
# counters are 16 bits wide but come here as differences, which do not wrap again
TICK_BITS = 32
REPEATS_REMEMBERED = 256
_BANNER = 'freETarget "'


class FreeTargetParser:
    """Board bytes in, messages out; what the host wrote is not taken for the board's own word when echoed."""

    def __init__(self) -> None:
        self._cutter = BraceCutter()
        self._echoes: deque[str] = deque(maxlen=16)

    @property
    def dropped(self) -> int:
        return self._cutter.dropped

    def sent(self, text: str) -> None:
        """Tell the parser what the host writes."""
        if text.startswith("{"):
            self._echoes.append(text.strip("{}"))

    def feed(self, data: bytes) -> list[BoardMessage]:
        """Messages completed by `data`. Never raises: what cannot be read is skipped."""
        messages = []
        for cut in self._cutter.feed(data):
            message = self._read(cut)
            if message is not None:
                messages.append(message)
        return messages

    def _read(self, cut: TextObject | TextLine) -> BoardMessage | None:
        if isinstance(cut, TextObject):
            if cut.body in self._echoes and "Cannot" not in cut.lead:
                self._echoes.remove(cut.body)
                return None
            return read_object(cut)
        if cut.text.lower().startswith(_BANNER.lower()) and cut.text.endswith('"'):
            return BoardNotice("version", {"version": cut.text[len(_BANNER) : -1]})
        return None


class FreeTargetDialect:
    """Gives each impact a key of the host's making, since `shot` starts again and repeats."""

    # a board says nothing between shots
    silent_after_s = None

    def __init__(self) -> None:
        self._parser = FreeTargetParser()
        self._boot = secrets.randbits(31)
        self._sequence = 0
        self._is_esp32 = False
        self._temp_c: float | None = None
        self._commands: deque[str] = deque()
        self._recent: deque[BoardShot] = deque(maxlen=REPEATS_REMEMBERED)

    @property
    def dropped(self) -> int:
        return self._parser.dropped

    def feed(self, data: bytes, reception: Reception) -> list[Burst | Said]:
        words: list[Burst | Said] = []
        for message in self._parser.feed(data):
            if isinstance(message, BoardNotice):
                words += self._notice(message)
            elif message not in self._recent:
                # a board that reconnects tells its stored shots once more
                self._recent.append(message)
                words.append(self._burst(message, reception))
        return words

    def output(self, *, quiet: bool) -> bytes:
        if not quiet or not self._commands:
            return b""
        command = self._commands.popleft()
        self._parser.sent(command)
        return command.encode("ascii")

    def acknowledge(self, key: BurstKey) -> None:
        del key  # the board keeps nothing that it could forget

    def _notice(self, notice: BoardNotice) -> list[Burst | Said]:
        values = notice.values.get("values", {})
        if notice.type == "echo":
            self._is_esp32 = self._is_esp32 or "VREF_LO" in values
            self._temp_c = as_float(values.get("TEMPERATURE"))
            self._ask_for_ticks(str(values.get("VERSION", "")))
            return [Said(firmware=str(values.get("VERSION", "")))]
        if notice.type == "version":
            version = str(notice.values["version"])
            self._ask_for_ticks(version)
            return [Said(firmware=version)]
        if notice.type == "fault":
            return [Said(detail=f"sensor {notice.values['sensor']} is stuck: check its cable")]
        return []

    def _ask_for_ticks(self, version: str) -> None:
        if self._commands or not version[:1].isdigit():
            return
        if int(version.split(".", 1)[0]) >= 5:
            self._is_esp32 = True
            # TRACE toggles bits, so it is cleared first
            self._commands.extend(['{"TRACE":0}', '{"TRACE":64}'])
        elif version.startswith(("4.1", "4.2", "4.3")):
            # DOPPLER takes a loudness correction off the ticks; without it they are pure
            self._commands.append('{"DOPPLER":0}')

    def _burst(self, shot: BoardShot, reception: Reception) -> Burst:
        self._is_esp32 = self._is_esp32 or shot.is_esp32
        self._sequence += 1
        ticks = shot.counters.toa_ticks if shot.counters is not None else (None,) * 4
        return Burst(
            key=BurstKey("freetarget", self._boot, self._sequence),
            received_at=reception.at,
            loop_us=reception.loop_us,
            ticks=ticks,
            tick_hz=ESP32_TICK_HZ if self._is_esp32 else ARDUINO_TICK_HZ,
            tick_bits=TICK_BITS,
            air=Air(temp_c=shot.temp_c if shot.temp_c is not None else self._temp_c),
            board_x_mm=shot.x_mm,
            board_y_mm=shot.y_mm,
            is_miss=shot.miss,
        )
