"""When the bytes of a link count as a language, and how long its troubles are reported."""

from drivers.acoustic.link_quality import FEW_BYTES, MOST_PROBLEMS, REMEMBERED_US, WINDOW_US, LinkQuality, Problems
from tests.english import all_english, as_english

S = 1e6


def test_before_anything_arrives_there_is_nothing_to_say() -> None:
    quality = LinkQuality()
    assert (quality.verdict(0.0), quality.answered_us, quality.damaged_share(0.0)) == ("nothing", None, 0.0)
    quality.note(S, good=0, bad=0)
    assert quality.answered_us is None


def test_a_few_odd_bytes_are_the_noise_of_plugging_in() -> None:
    quality = LinkQuality()
    quality.note(S, good=0, bad=FEW_BYTES - 1)
    assert quality.verdict(S) == "nothing"
    quality.note(S, good=0, bad=1)
    assert quality.verdict(S) == "not_understood"


def test_a_tenth_that_makes_sense_is_enough() -> None:
    quality = LinkQuality()
    quality.note(S, good=9, bad=90)
    assert quality.verdict(S) == "not_understood"
    quality.note(2 * S, good=1, bad=0)
    assert (quality.verdict(2 * S), quality.answered_us) == ("understood", 2 * S)


def test_only_the_last_seconds_count_and_a_link_that_was_opened_anew_starts_afresh() -> None:
    quality = LinkQuality()
    quality.note(0.0, good=0, bad=100)
    quality.note(9 * S, good=100, bad=0)
    assert quality.damaged_share(9 * S) == 0.5
    assert quality.damaged_share(WINDOW_US) == 0.5
    assert quality.damaged_share(WINDOW_US + 1) == 0.0
    quality.note(12 * S, good=0, bad=1000)
    assert quality.verdict(12 * S) == "not_understood"
    quality.reset()
    assert (quality.verdict(12 * S), quality.answered_us) == ("nothing", None)
    quality.note(13 * S, good=100, bad=100)
    assert quality.damaged_share(13 * S) == 0.5


def test_a_share_is_said_of_many_bytes_only() -> None:
    quality = LinkQuality()
    quality.note(S, good=100, bad=4 * FEW_BYTES - 1)
    assert quality.damaged_share(S) == 0.0
    quality.note(S, good=0, bad=1)
    assert quality.damaged_share(S) == 96 / 196
    nothing_good = LinkQuality()
    nothing_good.note(S, good=0, bad=1000)
    assert nothing_good.damaged_share(S) == 0.0


def test_however_often_bytes_come_little_is_remembered_of_them() -> None:
    quality = LinkQuality()
    for k in range(30_000):
        quality.note(k * 1000.0, good=1, bad=2)
    assert len(quality._recent) <= 22
    # half a second more or less
    assert abs(quality._good - 10_000) <= 500
    assert quality._bad == 2 * quality._good


def test_the_newest_problem_of_each_kind_is_reported_for_a_minute() -> None:
    problems = Problems()
    for k in range(MOST_PROBLEMS + 1):
        problems.note(k, str(k), as_english(f"problem {k}"))
    assert problems.recent(9.0) == [as_english(f"problem {k}") for k in range(1, MOST_PROBLEMS + 1)]
    problems.note(10.0, "1", as_english("problem 1 again"))
    assert all_english(problems.recent(10.0)) == ["problem 2", "problem 3", "problem 4", "problem 1 again"]
    problems.forget("3")
    problems.forget("not there")
    assert all_english(problems.recent(REMEMBERED_US + 3.9)) == ["problem 4", "problem 1 again"]
    assert all_english(problems.recent(REMEMBERED_US + 4.0)) == ["problem 1 again"]
    assert problems.recent(REMEMBERED_US + 10.0) == []
