"""The dialect of freETarget boards, Arduino and ESP32."""

import secrets
from collections import OrderedDict, deque
from collections.abc import Sequence

from appliance.core.events import Air, Burst, BurstKey, ShotsLost
from appliance.core.message import Message, message
from drivers.acoustic.board_identity import BoardName, content_key, node_name
from drivers.acoustic.dialect import Counts, NodeEvent, NodeReport, Reception, Verdict
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.acoustic.link_quality import LinkQuality, Problems, kind_of
from drivers.wire.freetarget_messages import BoardNotice, BoardShot, as_float
from drivers.wire.ranges import Refusals, plain_text

ARDUINO_TICK_HZ = 8e6
ESP32_TICK_HZ = 10e6
# counters are 16 bits wide but come here as differences, which do not wrap again
TICK_BITS = 32
REPEATS_REMEMBERED = 1024
MOST_GIVEN_BACK = 256
GIVEN_BACK_WAIT_US = 1e6
MOST_SKIPPED = 20
"""Largest increase of the shot number that means skipped shots; after a larger one the count was set anew."""
ASK = '{"ECHO":0}'
ASK_EVERY_US = 60e6
ANSWER_WITHIN_US = 15e6
"""Time for an answer: an Arduino that was reset by opening its port boots for ten seconds."""
TOO_MANY_WAIT = "lost_waiting"
"""Reason of a loss, as a message code: too many refused shots are waiting here."""


class FreeTargetDialect:
    """Decodes shots, suppresses repeats and other boards' shots, and reports skipped numbers."""

    mute_message = message("board_mute")

    def __init__(self, board_name: str | None = None) -> None:
        self._parser = FreeTargetParser()
        self._name = BoardName(board_name)
        self._own_boot = secrets.randbits(63)
        self._own_count = 0
        self._is_esp32 = False
        self._temp_c: float | None = None
        self._commands: deque[str] = deque()
        self._handed_on: OrderedDict[BurstKey, None] = OrderedDict()
        self._untimed: deque[BoardShot] = deque(maxlen=REPEATS_REMEMBERED)
        self._given_back: deque[Burst] = deque()
        self._offer_again_us: float | None = None
        self._lost: list[ShotsLost] = []
        self._before: Burst | None = None
        self._before_number = 0
        self._foreign = self._refused_values = 0
        self._link_quality = LinkQuality()
        self._problems = Problems()
        self._asked_us: float | None = None
        self._now_us = 0.0

    @property
    def counts(self) -> Counts:
        return Counts(self._parser.dropped + self._foreign, self._refused_values, len(self._given_back))

    @property
    def is_recognised(self) -> bool:
        """Whether a freETarget board was understood since the link was opened."""
        return self._link_quality.answered_us is not None

    def open_link(self, now_us: float) -> None:
        self._now_us = now_us
        self._parser.reset()
        self._link_quality.reset()
        self._name.reset()
        self._commands.clear()
        # opening the port resets an Arduino: its shot numbers begin again
        self._untimed.clear()
        self._before = None
        self._asked_us = None

    def close_link(self, now: Reception) -> list[NodeEvent]:
        return self.tick(now)

    def feed(self, data: bytes, reception: Reception) -> list[NodeEvent]:
        self._now_us = reception.loop_us
        events: list[NodeEvent] = []
        for parsed in self._parser.feed(data):
            events += self._notice(parsed) if isinstance(parsed, BoardNotice) else self._shot(parsed, reception)
        self._link_quality.note(self._now_us, good=self._parser.good_bytes, bad=self._parser.bad_bytes)
        return events + self.tick(reception)

    def tick(self, now: Reception) -> list[NodeEvent]:
        self._now_us = now.loop_us
        events: list[NodeEvent] = [*self._lost]
        self._lost.clear()
        if self._offer_again_us is not None and now.loop_us >= self._offer_again_us:
            self._offer_again_us = None
            events += self._given_back
            self._given_back.clear()
        return events

    def due_us(self) -> float | None:
        return self._offer_again_us

    def output(self, now_us: float, *, quiet: bool) -> bytes:
        self._now_us = now_us
        if not quiet:
            return b""
        if self._asked_us is None or now_us - self._asked_us >= ASK_EVERY_US:
            self._asked_us = now_us
            self._commands.append(ASK)
        if not self._commands:
            return b""
        command = self._commands.popleft()
        self._parser.sent(command)
        return command.encode("ascii")

    def acknowledge(self, key: BurstKey) -> None:
        del key  # the board stores nothing that it could delete

    def give_back(self, burst: Burst) -> None:
        # the board cannot be asked to repeat it, so it waits here
        self._given_back.append(burst)
        self._offer_again_us = self._now_us + GIVEN_BACK_WAIT_US
        if len(self._given_back) > MOST_GIVEN_BACK:
            lost = self._given_back.popleft()
            self._lost.append(_loss(lost.key, lost.key.sequence, lost.key.sequence, lost, lost, TOO_MANY_WAIT))

    def verdict(self, now_us: float) -> Verdict:
        return self._link_quality.verdict(now_us)

    def is_mute(self, now_us: float) -> bool:
        if self._asked_us is None or now_us - self._asked_us < ANSWER_WITHIN_US:
            return False
        return self._link_quality.answered_us is None or self._link_quality.answered_us < self._asked_us

    def problems(self, now_us: float) -> list[Message]:
        return self._problems.recent(now_us)

    def _notice(self, notice: BoardNotice) -> list[NodeEvent]:
        self._name.note(notice.values.get("name"))
        if notice.type == "echo":
            return [self._settings(notice.values["values"])]
        if notice.type == "version":
            version = plain_text(str(notice.values["version"]))
            # a banner is printed at boot: shot numbers begin again
            self._untimed.clear()
            self._ask_for_ticks(version)
            return [NodeReport(firmware=version)]
        if notice.type == "fault":
            sensor = plain_text(str(notice.values["sensor"]), 8)
            self._problems.note(self._now_us, "fault", message("sensor_stuck", sensor=sensor))
        return []

    def _settings(self, values: dict[str, object]) -> NodeReport:
        self._name.note(values.get("NAME"))
        self._is_esp32 = self._is_esp32 or "VREF_LO" in values
        temp = values.get("TEMPERATURE")
        refusals = Refusals()
        self._temp_c = refusals.believed("temperature", as_float(temp) if isinstance(temp, int | float) else None)
        self._note_refusals(refusals.messages)
        version = plain_text(str(values.get("VERSION", "")))
        self._ask_for_ticks(version)
        return NodeReport(firmware=version, air=Air(temp_c=self._temp_c))

    def _ask_for_ticks(self, version: str) -> None:
        major = version.split(".", 1)[0]
        if self._commands or not (major.isascii() and major.isdecimal() and len(major) <= 3):
            return
        if int(major) >= 5:
            self._is_esp32 = True
            # TRACE toggles bits, so it is cleared first
            self._commands.extend(['{"TRACE":0}', '{"TRACE":64}'])
        elif version.startswith(("4.1", "4.2", "4.3")):
            # DOPPLER subtracts a correction for loudness from the ticks; at 0 they are as measured
            self._commands.append('{"DOPPLER":0}')

    def _shot(self, shot: BoardShot, reception: Reception) -> list[NodeEvent]:
        self._note_refusals(shot.refused)
        if not self._name.is_ours(shot.name):
            self._foreign += 1
            foreign = message("foreign_shots", shots=self._foreign, board=str(shot.name))
            self._problems.note(self._now_us, "foreign", foreign)
            return []
        self._is_esp32 = self._is_esp32 or shot.is_esp32
        key = self._key(shot)
        if key is None:
            return []
        burst = self._burst(shot, key, reception)
        events: list[NodeEvent] = [*self._skipped(burst, shot.shot)]
        self._before = burst
        self._before_number = shot.shot
        if key not in self._handed_on:
            self._handed_on[key] = None
            if len(self._handed_on) > REPEATS_REMEMBERED:
                self._handed_on.popitem(last=False)
            events.append(burst)
        return events

    def _key(self, shot: BoardShot) -> BurstKey | None:
        """The key of a shot; None for a repeat of a shot that has no time."""
        key = content_key(shot, None if self._before is None else self._before.key)
        if key is not None:
            return key
        if shot in self._untimed:
            return None
        self._untimed.append(shot)
        self._own_count += 1
        return BurstKey(node_name(shot), self._own_boot, self._own_count)

    def _skipped(self, burst: Burst, number: int) -> list[ShotsLost]:
        """Losses for the numbers skipped since the previous shot."""
        before = self._before
        if before is None or not 1 < number - self._before_number <= MOST_SKIPPED:
            return []
        skipped = message("shots_skipped", before=str(self._before_number), after=str(number))
        self._problems.note(self._now_us, "skipped", skipped)
        return [_loss(burst.key, self._before_number + 1, number - 1, before, burst, "lost_skipped")]

    def _burst(self, shot: BoardShot, key: BurstKey, reception: Reception) -> Burst:
        return Burst(
            key=key,
            received_at=reception.at,
            loop_us=reception.loop_us,
            ticks=shot.counters.toa_ticks if shot.counters is not None else (None,) * 4,
            tick_hz=ESP32_TICK_HZ if self._is_esp32 else ARDUINO_TICK_HZ,
            tick_bits=TICK_BITS,
            air=Air(temp_c=shot.temp_c if shot.temp_c is not None else self._temp_c),
            board_x_mm=shot.x_mm,
            board_y_mm=shot.y_mm,
        )

    def _note_refusals(self, refused: Sequence[Message]) -> None:
        for problem in refused:
            self._refused_values += 1
            self._problems.note(self._now_us, kind_of(problem), problem)


def _loss(key: BurstKey, first: int, last: int, before: Burst, after: Burst, reason: str) -> ShotsLost:
    return ShotsLost(
        node=key.node,
        boot=key.boot,
        first=first,
        last=last,
        received_at=after.received_at,
        loop_us=after.loop_us,
        from_us=before.at_us,
        until_us=after.at_us,
        reason=reason,
    )
