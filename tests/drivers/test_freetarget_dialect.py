"""Boards without serial numbers, checksums or acknowledgements: which shots are the same, whose, and which lack."""

import base64
import json
from datetime import timedelta

import pytest

from appliance.core.events import Burst, ShotsLost
from drivers.acoustic.dialect import NodeEvent, NodeReport, Reception
from drivers.acoustic.freetarget import MOST_GIVEN_BACK, MOST_SKIPPED, REPEATS_REMEMBERED, FreeTargetDialect
from tests.builders import NOW
from tests.data import ACOUSTICS
from tests.english import all_english

SHOT = b'\r\n{"shot":1, "name":"TARGET", "time": 13.38 ,"x":1.13, "y":16.81 }\r\n'


class Board:
    """A board on a link that lasts until `reconnect`."""

    def __init__(self, name: str | None = None) -> None:
        self.dialect = FreeTargetDialect(name)
        self.now_us = 1e6
        self.dialect.open_link(self.now_us)

    def receive(self, text: str | bytes, after_s: float = 1.0) -> list[NodeEvent]:
        self.now_us += after_s * 1e6
        raw = text.encode() if isinstance(text, str) else text
        return self.dialect.feed(raw, Reception(NOW + timedelta(microseconds=self.now_us), self.now_us))

    def bursts(self, text: str | bytes) -> list[Burst]:
        return [word for word in self.receive(text) if isinstance(word, Burst)]

    def losses(self, text: str | bytes) -> list[ShotsLost]:
        return [word for word in self.receive(text) if isinstance(word, ShotsLost)]

    def quiet(self, after_s: float = 1.0) -> bytes:
        self.now_us += after_s * 1e6
        return self.dialect.output(self.now_us, quiet=True)

    def reconnect(self) -> None:
        self.dialect.open_link(self.now_us)

    @property
    def problems(self) -> str:
        return "; ".join(all_english(self.dialect.problems(self.now_us)))


def esp32(number: int, time: float, name: str = "TARGET", x: float = 1.25) -> str:
    return f'{{"shot":{number}, "name":"{name}", "time":{time:.2f} ,"x":{x:.2f}, "y":-4.50 }}\r\n'


def arduino_3_4(number: int, x: str = "-0.29") -> str:
    return (
        f'{{"shot":{number}, "miss":0, "name":"TARGET", "x":{x}, "y":0.88,  "r":0.92, "a":108.43, '
        '"N":0, "E":3, "S":9, "W":4, "V_REF":1.87, "T":20.50, "VERSION":"3.04.5 September 22, 2021" }\r\n'
    )


def recorded(name: str) -> bytes:
    return base64.b64decode(json.loads((ACOUSTICS / f"{name}.json").read_text())["raw_b64"])


def test_an_arduino_counts_at_8_mhz_and_an_esp32_at_10() -> None:
    assert {burst.tick_hz for burst in Board().bursts(recorded("serial_arduino_4_3"))} == {8e6}
    assert {burst.tick_hz for burst in Board().bursts(recorded("serial_esp32_6_3"))} == {10e6}


def test_a_board_counts_as_its_version_does_where_a_shot_does_not_show_it() -> None:
    for version, tick_hz in (("5.1.0", 10e6), ("4.3.1", 8e6)):
        board = Board()
        board.receive(f'{{"VERSION":"{version}"}}')
        (burst,) = board.bursts(SHOT)
        assert burst.tick_hz == tick_hz


def test_a_shot_without_counters_carries_the_boards_own_position() -> None:
    (first,) = Board().bursts(SHOT)
    assert first.ticks == (None,) * 4
    assert (first.board_x_mm, first.board_y_mm) == (1.13, 16.81)
    assert first.impact_us is None
    assert first.key.node == "freetarget-TARGET"
    assert 0 <= first.key.boot < 1 << 63


def test_stored_shots_told_at_each_connection_are_the_same_shots() -> None:
    board = Board()
    stored = "".join(esp32(k, 10.0 * k) for k in range(1, 4))
    first = board.bursts(stored)
    assert len(first) == 3
    for _ in range(2):
        board.reconnect()
        assert board.bursts(stored) == []
    # nor does a restart of this process make them others
    assert [b.key for b in Board().bursts(stored)] == [b.key for b in first]


def test_a_repeat_with_or_without_counters_is_the_same_shot() -> None:
    (plain,) = Board().bursts('{"shot":5, "session_type":1, "time":5321, "time_to_go":98, "x":1.23, "y":-4.56}')
    (traced,) = Board().bursts(
        '{"shot":5, "session_type":1, "time":5321, "time_to_go":97, "x":1.23, "y":-4.56, '
        '"n":9000, "e":9100, "s":8800, "w":8700 }'
    )
    assert plain.key == traced.key


@pytest.mark.parametrize(
    "other", [esp32(2, 10.0), esp32(1, 10.01), esp32(1, 10.0, x=1.26), esp32(1, 10.0).replace("-4.50", "-4.51")]
)
def test_another_number_time_or_place_is_another_arrow(other: str) -> None:
    (one,), (two,) = Board().bursts(esp32(1, 10.0)), Board().bursts(other)
    assert one.key != two.key


def test_two_arrows_of_a_board_without_time_are_two_even_when_all_agrees() -> None:
    board = Board()
    (one,) = board.bursts(arduino_3_4(1))
    # within a session a number comes once: this is a frame that came twice
    assert board.bursts(arduino_3_4(1)) == []
    # opening its port resets an Arduino: the same number is another arrow
    board.reconnect()
    (two,) = board.bursts(arduino_3_4(1))
    assert one.key != two.key
    board.receive('\r\nfreETarget "3.04.5 September 22, 2021"\r\n')
    (three,) = board.bursts(arduino_3_4(1))
    assert three.key not in (one.key, two.key)


def test_shots_that_two_rapid_fire_strings_lack_are_not_one() -> None:
    lacking = '{"shot":3, "miss":1, "time":0, "time_to_go":98}\n'
    board = Board()
    keys = [b.key for k in (1, 2) for b in board.bursts(f"{esp32(2, 20.0 * k)}{lacking}") if b.key.sequence == 3]
    assert len(set(keys)) == 2


def test_a_neighbours_arrows_are_not_ours() -> None:
    board = Board()
    assert len(board.bursts(esp32(1, 1.0, "LANE1"))) == 1
    assert board.bursts(esp32(1, 2.0, "LANE2")) == []
    assert board.dialect.counts.dropped == 1
    assert "1 arrow came from a board called LANE2" in board.problems
    assert "write its name under Menu, Set up" in board.problems
    assert len(board.bursts(esp32(2, 3.0, "LANE1"))) == 1


def test_another_board_may_be_at_the_end_of_a_new_link() -> None:
    board = Board()
    board.receive(esp32(1, 1.0, "LANE1"))
    board.reconnect()
    assert len(board.bursts(esp32(1, 2.0, "LANE2"))) == 1


def test_the_setting_decides_whose_shots_are_ours() -> None:
    board = Board("LANE2")
    assert board.bursts(esp32(1, 1.0, "LANE1")) == []
    assert len(board.bursts(esp32(1, 2.0, "LANE2"))) == 1


def test_a_boards_own_settings_say_its_name_and_the_firmwares_prefix_is_none_of_it() -> None:
    board = Board()
    values = ", ".join(f'"KEY{k}": {k}' for k in range(9))
    board.receive(f'{{"NAME": "FET-LANE2", {values}}}')
    assert board.bursts(esp32(1, 1.0, "LANE1")) == []
    assert len(board.bursts(esp32(1, 1.0, "LANE2"))) == 1
    # a ring address is no name
    assert len(board.bursts(esp32(1, 4.0, "3"))) == 1
    assert board.bursts(esp32(1, 5.0, "4")) == []


def test_skipped_shot_numbers_are_named_with_the_times_between() -> None:
    board = Board()
    (before,) = board.bursts(esp32(3, 1.0))
    (loss,) = board.losses(esp32(6, 9.0))
    assert (loss.first, loss.last) == (4, 5)
    assert (loss.from_us, loss.until_us) == (before.at_us, board.now_us)
    assert loss.reason == "lost_skipped"
    assert "went from 3 to 6" in board.problems
    # told again after a reconnect it is the same loss
    board.reconnect()
    (again,) = board.losses(esp32(3, 1.0) + esp32(6, 9.0))
    assert (again.node, again.boot, again.first, again.last) == (loss.node, loss.boot, loss.first, loss.last)


@pytest.mark.parametrize(("number", "skipped"), [(4, []), (5, [(4, 4)]), (6, [(4, 5)])])
def test_from_one_skipped_number_on_there_is_a_loss(number: int, skipped: list[tuple[int, int]]) -> None:
    board = Board()
    board.bursts(esp32(3, 1.0))
    assert [(loss.first, loss.last) for loss in board.losses(esp32(number, 9.0))] == skipped


def test_the_latest_shots_are_known_again_and_older_ones_take_no_memory() -> None:
    board = Board()
    shots = [esp32(1, float(k)) for k in range(REPEATS_REMEMBERED + 1)]
    first, *rest = shots
    assert len(board.bursts("".join(shots))) == len(shots)
    assert board.bursts("".join(rest)) == []
    assert len(board.bursts(first)) == 1


def test_of_shots_without_time_the_latest_are_known_again() -> None:
    board = Board()
    shots = [arduino_3_4(1, f"-0.{k:04d}").replace('"r":0.92, ', "") for k in range(REPEATS_REMEMBERED + 1)]
    first, *rest = shots
    keys = [burst.key.sequence for burst in board.bursts("".join(shots))]
    assert keys == list(range(1, len(shots) + 1))
    assert board.bursts("".join(rest)) == []
    assert len(board.bursts(first)) == 1


def test_a_number_may_be_twenty_further_on_and_is_a_loss_up_to_there() -> None:
    for step, lost in ((MOST_SKIPPED, [(4, 22)]), (MOST_SKIPPED + 1, [])):
        board = Board()
        board.receive(esp32(3, 1.0))
        assert [(loss.first, loss.last) for loss in board.losses(esp32(3 + step, 9.0))] == lost


@pytest.mark.parametrize("number", [1, 3, 4, 40])
def test_a_count_that_goes_on_or_begins_anew_is_no_loss(number: int) -> None:
    board = Board()
    board.receive(esp32(3, 1.0))
    assert board.losses(esp32(number, 9.0)) == []


@pytest.mark.parametrize(
    ("whole", "damaged", "word"),
    [
        ('"T":20.50', '"T":2050', "temperature 2050 C"),
        ('"T":20.50', '"T":225', "temperature 225 C"),
        ('"T":20.50', '"T":20', "decimal point"),
        ('"T":20.50', '"T":99.50', "temperature 99.5 C"),
        ('"x":-0.29', '"x":-29', "decimal point"),
        ('"x":-0.29', '"x":-9.29', "radius"),
        ('"x":-0.29', '"x":9999.5', "board position"),
        ('"E":3', '"E":99999', "counter"),
        ('"V_REF":1.87', '"V_REF":187.0', "reference voltage"),
    ],
)
def test_what_a_lost_character_makes_implausible_is_not_believed(whole: str, damaged: str, word: str) -> None:
    board = Board()
    text = arduino_3_4(1)
    assert whole in text
    (burst,) = board.bursts(text.replace(whole, damaged))
    assert word in board.problems
    assert "not believed" in board.problems
    assert board.dialect.counts.refused_values == 1
    (good,) = Board().bursts(text)
    if word.startswith(("temperature", "decimal")) and "T" in whole:
        assert burst.air.temp_c is None
    if "x" in whole:
        assert (burst.board_x_mm, burst.board_y_mm) == (None, None)
    assert burst.ticks == ((None,) * 4 if "E" in whole and "V_" not in whole else good.ticks)


@pytest.mark.parametrize(
    "odd",
    [
        '{"VERSION":"5a"}',
        '{"VERSION":""}',
        '{"VERSION":"٣.1"}',
        f'{{"VERSION":"{"9" * 5000}.1"}}',
        f'{{"CONNECTED":"{"9" * 5000}s"}}',
        f'{{"CONNECTED":{"9" * 5000}s}}',
        f'{{"shot":{"9" * 400}, "x":1.0, "y":1.0}}',
        f'{{"shot":1, "time":{"9" * 400}.5, "x":1.0, "y":{"9" * 400}.0}}',
        '{"shot":1, "x":NAN, "y":inf, "N":-99999999, "E":1, "S":2, "W":3}',
        '{"shot":-5, "x":1.0}',
        '{"shot":1.5}',
        '{ "Fault": 5 }',
        '{"KEEP_ALIVE":"\x01\x02"}',
    ],
)
def test_an_odd_object_breaks_nothing(odd: str) -> None:
    board = Board()
    words = board.receive(odd)
    for word in words:
        if isinstance(word, Burst):
            assert word.board_x_mm is None or abs(word.board_x_mm) < 1e4
    assert len(board.bursts(SHOT)) == 1


def test_an_esp32_is_asked_for_ticks_when_it_is_quiet() -> None:
    board = Board()
    assert board.quiet() == b'{"ECHO":0}'
    words = board.receive('\r\n{"VERSION": "6.3.2 March 22, 2026"}\r\n')
    assert words == [NodeReport(firmware="6.3.2 March 22, 2026")]
    assert board.dialect.output(board.now_us, quiet=False) == b""
    assert [board.quiet() for _ in range(3)] == [b'{"TRACE":0}', b'{"TRACE":64}', b""]
    # the echo of our own command is not a message
    assert board.receive('{"TRACE":0}{"TRACE":64}') == []


def test_an_arduinos_loudness_correction_is_switched_off() -> None:
    board = Board()
    board.quiet()
    board.receive('freETarget "4.3.2 September 24, 2024"\r\n')
    assert board.quiet() == b'{"DOPPLER":0}'


def test_a_board_that_does_not_answer_is_mute_and_one_that_answered_may_be_silent() -> None:
    board = Board()
    assert not board.dialect.is_mute(board.now_us)
    board.quiet()
    assert board.dialect.verdict(board.now_us) == "nothing"
    board.quiet(16)
    assert board.dialect.is_mute(board.now_us)
    board.receive(SHOT)
    assert not board.dialect.is_mute(board.now_us)
    assert board.dialect.verdict(board.now_us + 3600e6) == "understood"
    # asked again once a minute
    assert board.quiet(20) == b""
    assert board.quiet(30) == b'{"ECHO":0}'
    assert not board.dialect.is_mute(board.now_us + 10e6)
    assert board.dialect.is_mute(board.now_us + 16e6)


def test_a_boot_log_is_neither_sense_nor_nonsense() -> None:
    board = Board()
    raw = recorded("serial_arduino_4_3")
    log = raw[: raw.index(b"{")]
    board.receive(log)
    assert board.dialect.verdict(board.now_us) == "understood"
    board = Board()
    raw = recorded("serial_esp32_6_3")
    board.receive(raw[: raw.index(b"{")])
    assert board.dialect.verdict(board.now_us) == "nothing"


def test_a_stuck_sensor_is_reported_in_words() -> None:
    board = Board()
    board.receive('{ "Fault": "E" }')
    assert board.problems == "sensor E is stuck: check its cable"


def test_a_shot_that_nobody_could_take_is_offered_again() -> None:
    board = Board()
    (burst,) = board.bursts(SHOT)
    board.dialect.give_back(burst)
    assert board.dialect.counts.shots_awaited == 1
    assert board.receive(b"", 0.5) == []
    assert board.receive(b"", 0.6) == [burst]
    assert board.dialect.counts.shots_awaited == 0


def test_too_many_that_nobody_could_take_are_a_loss() -> None:
    board = Board()
    given = [board.bursts(esp32(k % 90, 1.0 + k))[0] for k in range(MOST_GIVEN_BACK + 1)]
    for burst in given:
        board.dialect.give_back(burst)
    words = board.receive(b"", 2)
    (loss,) = [word for word in words if isinstance(word, ShotsLost)]
    assert (loss.boot, loss.first) == (given[0].key.boot, given[0].key.sequence)
    assert [word for word in words if isinstance(word, Burst)] == given[1:]
