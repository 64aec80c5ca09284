"""The firmware: joins detector, conversation, air, thresholds and lamp of one board, a step at a time."""

from drivers.node import lamp
from drivers.node.bme280 import Bme280
from drivers.node.boot_count import count_boot
from drivers.node.chirps import Chirps
from drivers.node.conversation import Conversation, Identity
from drivers.node.detector import Detector
from drivers.node.emitter_turns import EVERY_US, EmitterTurns
from drivers.node.ports import Board
from drivers.node.self_test import counters_fault
from drivers.node.thresholds import Thresholds
from drivers.wire.fields import AIR_SENSOR, BOOT_COUNT, CHANNEL_STUCK, THRESHOLDS

VERSION = "node 1.1"
ROUND_EVERY_US = 8_000_000
"""Interval of rounds of chirps: long, for a channel may miss an arrow that reaches it together with a chirp."""
SLOWLY_US = 500_000


class Firmware:
    """`step` is called for ever; after an exception the board is reset."""

    def __init__(
        self,
        board: Board,
        *,
        has_upper: bool = False,
        has_thresholds: bool = True,
        shares_line: bool = False,
        emitters: tuple[int, ...] = (),
        round_every_us: int = ROUND_EVERY_US,
    ) -> None:
        boot, is_random = count_boot(board)
        identity = Identity(
            board.node,
            boot,
            is_boot_random=is_random,
            tick_hz=board.tick_hz,
            channels=board.channels,
            firmware=VERSION,
        )
        self.conversation = Conversation(identity, shares_line=shares_line)
        self._board = board
        self._air = Bme280(board.bus)
        self._thresholds = Thresholds(board.bus) if has_thresholds else None
        self._detector = Detector(board.counters, board.channels, board.tick_hz, has_upper=has_upper)
        self._chirps: Chirps | None = None
        if emitters:
            self.conversation.turns = EmitterTurns(emitters, EVERY_US, round_every_us)
            self._chirps = Chirps(self._detector, board.emitters, self.conversation.turns, self.conversation)
        self._faults = (BOOT_COUNT if is_random else 0) | counters_fault(board)
        self._slowly_from_us = 0
        self._shot_us = -lamp.SHOT_US
        self._detector.arm(board.clock.us())

    def step(self) -> bool:
        """Do everything that is due; returns False once a person wants the interpreter's prompt."""
        board, clock = self._board, self._board.clock
        heard = self._detector.step(clock.us())
        if self._detector.is_chirping:
            # only the detector's step lets a channel listen again: nothing else may take time
            return True
        if heard:
            self._shot_us = clock.us()
            self.conversation.shot(self._detector.impact_us, heard.mask, heard.flags, heard.fields)
        data = board.line.read()
        if data:
            self.conversation.receive(data, clock.us())
        self.conversation.write_due(board.line, clock)
        if self._chirps is not None:
            self._chirps.step(clock)
        if clock.us() >= self._slowly_from_us:
            self._slowly_from_us = clock.us() + SLOWLY_US
            self._slowly()
        board.lamp(is_lit=lamp.is_lit(self._blinks(), clock.us(), self._shot_us))
        board.feed()
        return not self.conversation.is_prompt_wanted

    def _slowly(self) -> None:
        """Twice a second: update air, supply, thresholds, and the node's report of itself."""
        conversation, detector = self.conversation, self._detector
        conversation.climate = self._air.measure()
        conversation.supply_mv = self._board.supply_mv()
        conversation.false_triggers = detector.false_triggers
        lower_mv = upper_mv = 0
        faults = self._faults | detector.faults | (self._chirps.faults if self._chirps is not None else 0)
        faults |= AIR_SENSOR if self._air.is_lost else 0
        if self._thresholds is not None:
            is_stuck = bool(detector.faults & CHANNEL_STUCK)
            self._thresholds.adapt(self._board.clock.us(), detector.false_triggers, detector.events, is_stuck=is_stuck)
            lower_mv, upper_mv = self._thresholds.lower_mv, self._thresholds.upper_mv
            faults |= 0 if self._thresholds.is_set else THRESHOLDS
            detector.lower_mv, detector.upper_mv = (lower_mv, upper_mv) if self._thresholds.is_set else (0, 0)
        conversation.self_report = (faults, lower_mv, upper_mv, detector.blind_us, self._board.free_bytes())

    def _blinks(self) -> int:
        conversation = self.conversation
        report = conversation.self_report
        return lamp.blinks(
            is_host_there=conversation.is_host_there(self._board.clock.us()),
            is_refused=conversation.is_refused,
            faults=report[0] if report else 0,
        )
