"""A board whose language is found out by listening, without a word to it before."""

from datetime import timedelta

from appliance.core.events import Burst
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.auto import AutoDialect
from drivers.acoustic.dialect import Counts, NodeEvent, Reception
from drivers.acoustic.freetarget import FreeTargetDialect
from drivers.wire.codec import encode
from drivers.wire.messages import Ack, Header
from tests.builders import NOW
from tests.drivers.simulated_line import a_shot
from tests.english import english

BOARD_SHOT = b'\r\n{"shot":1, "name":"T", "time": 13.38 ,"x":1.13, "y":16.81 }\r\n'


class Line:
    def __init__(self) -> None:
        self.dialect = AutoDialect(ArchStatsDialect(8e6), FreeTargetDialect())
        self.now_us = 1e6
        self.dialect.open_link(self.now_us)

    def later(self, seconds: float) -> Reception:
        self.now_us += seconds * 1e6
        return Reception(NOW + timedelta(microseconds=self.now_us), self.now_us)

    def burst(self, data: bytes) -> Burst:
        (burst,) = [word for word in self.dialect.feed(data, self.later(1)) if isinstance(word, Burst)]
        return burst

    def bursts_after(self, seconds: float) -> list[NodeEvent]:
        return [word for word in self.dialect.tick(self.later(seconds)) if isinstance(word, Burst)]


def test_an_unknown_board_is_not_spoken_to() -> None:
    line = Line()
    assert line.dialect.output(line.now_us + 60e6, quiet=True) == b""
    assert line.dialect.due_us() is None
    assert not line.dialect.is_mute(line.now_us + 60e6)
    assert line.dialect.verdict(line.now_us + 60e6) == "nothing"
    assert (line.dialect.mute_message, line.dialect.counts, line.dialect.problems(line.now_us)) == (None, Counts(), [])


def test_the_first_language_that_makes_sense_is_spoken() -> None:
    board, node = Line(), Line()
    assert board.burst(BOARD_SHOT).key.node == "freetarget-T"
    asked_us = board.later(1).loop_us
    assert board.dialect.output(asked_us, quiet=True) == b'{"ECHO":0}'
    assert "board" in english(board.dialect.mute_message)
    assert board.dialect.is_mute(board.now_us + 20e6)
    assert node.burst(encode(a_shot())).key.node.startswith("archstats-")
    assert node.dialect.output(node.now_us, quiet=False)
    assert node.dialect.verdict(node.now_us) == "understood"
    assert node.dialect.due_us() is not None


def test_over_a_new_link_it_is_listened_for_again() -> None:
    line = Line()
    line.burst(BOARD_SHOT)
    line.dialect.open_link(line.now_us)
    assert line.dialect.output(line.now_us, quiet=True) == b""
    assert line.burst(encode(a_shot())).key.node.startswith("archstats-")


def test_a_boards_shot_that_nobody_could_take_is_offered_again_over_the_next_link_too() -> None:
    line = Line()
    burst = line.burst(BOARD_SHOT)
    line.dialect.give_back(burst)
    line.dialect.open_link(line.now_us)
    assert line.bursts_after(1.1) == [burst]
    # nobody could take it again, and nothing has been said over this link
    line.dialect.give_back(burst)
    assert line.bursts_after(1.1) == [burst]
    assert line.bursts_after(1.1) == []


def test_a_nodes_shot_that_nobody_could_take_is_asked_for_again() -> None:
    line = Line()
    line.dialect.give_back(line.burst(encode(a_shot())))
    assert line.bursts_after(2) == []
    assert line.dialect.counts.shots_awaited == 1


def test_a_nodes_shot_that_is_stored_is_acknowledged() -> None:
    line, shot = Line(), a_shot()
    burst = line.burst(encode(shot))
    ack = encode(Ack(Header(shot.header.node, shot.header.boot, shot.header.sequence)))
    line.dialect.output(line.now_us, quiet=False)
    line.dialect.acknowledge(burst.key)
    assert ack in line.dialect.output(line.now_us, quiet=False)
