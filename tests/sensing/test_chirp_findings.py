"""What chirps tell, in numbers for a page: from which on, and to which digit."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from appliance.core.air.chirps import ChirpRound
from appliance.core.air.state import SlowState
from appliance.core.calibration.exchange import Exchange
from appliance.core.calibration.self_survey import SelfSurvey
from appliance.core.geometry import Sensor
from appliance.schema.chirps import ChirpsRead
from appliance.schema.survey import SurveyTape
from appliance.sensing.chirp_findings import LEAST_ROUNDS, JudgedRound, findings, of_sensors
from appliance.sensing.measure import measurer
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.builders import a_survey
from tests.english import all_english

COUNT = len(DEMO_SENSORS)
NAMES = [sensor.id for sensor in DEMO_SENSORS]
Heard = Callable[[int, int], bool]


def air() -> SlowState:
    first = measurer(a_survey()).at_first(is_indoor=False)
    variances = [list(row) for row in first.covariance]
    variances[1][1], variances[2][2] = 1e-9, 0.0003456**2
    values = (0.01, 0.002349, -0.001261, *first.values[3:])
    return replace(first, values=values, covariance=tuple(map(tuple, variances)))


def rounds(heard: Sequence[Heard], believed: Sequence[bool] | None = None) -> list[JudgedRound]:
    """One of each: which emitter is heard by which channel; a channel hears its own."""
    return [
        JudgedRound(
            ChirpRound([[100.0 if i == j or of(i, j) else None for j in range(COUNT)] for i in range(COUNT)]),
            is_believed=is_believed,
        )
        for of, is_believed in zip(heard, believed or [True] * len(heard), strict=True)
    ]


def every(i: int, j: int) -> bool:
    del i, j
    return True


def judged(kept: Sequence[JudgedRound], survey: SelfSurvey | None = None, **more: Any) -> ChirpsRead:
    found = findings(DEMO_SENSORS, kept, air(), 0.3437, survey, **more)
    assert found is not None
    return found


def survey_with(moved_mm: Sequence[float], tape_off_mm: float | None = None) -> SelfSurvey:
    sensors: tuple[Sensor, ...] = tuple(DEMO_SENSORS)
    return SelfSurvey(sensors, tuple(moved_mm), 1.0, (), tape_off_mm)


def test_with_few_rounds_nothing_is_reported() -> None:
    assert findings(DEMO_SENSORS, rounds([every] * (LEAST_ROUNDS - 1)), air(), 0.3437, None) is None


def test_air_and_shares_are_reported_to_the_digit_that_a_person_can_use() -> None:
    found = judged(rounds([lambda i, j: (i, j) not in ((0, 1), (2, 1))] * LEAST_ROUNDS))
    assert (found.rounds, found.is_believed) == (LEAST_ROUNDS, True)
    assert (found.wind_x_m_per_s, found.wind_y_m_per_s, found.wind_sigma_m_per_s) == (2.3, -1.3, 0.35)
    assert found.speed_m_per_s == 347.1
    assert [one.heard_share for one in found.channels] == [1.0, 0.71] + [1.0] * (COUNT - 2)
    assert [(one.name, one.is_emitter_heard, one.moved_mm) for one in found.channels] == [
        (name, True, None) for name in NAMES
    ]
    assert (found.moved, found.weak, of_sensors(found)) == ([], [], [])


@pytest.mark.parametrize(
    ("believed", "is_believed"),
    [
        ([True] * 5 + [False, True, True], True),
        ([True] * 5 + [True, False, False], False),
        ([False] * 5 + [True, True, False], True),
        ([False] * 3, False),
    ],
)
def test_the_newest_rounds_say_whether_the_air_is_believed(believed: list[bool], is_believed: bool) -> None:
    assert judged(rounds([every] * len(believed), believed)).is_believed is is_believed


def test_an_emitter_that_its_own_sensor_alone_hears_is_not_heard_and_makes_no_sensor_weak() -> None:
    found = judged(rounds([lambda i, _: i != 3] * LEAST_ROUNDS))
    assert [one.is_emitter_heard for one in found.channels] == [k != 3 for k in range(COUNT)]
    assert [one.heard_share for one in found.channels] == [1.0] * COUNT
    assert found.weak == []


def test_where_no_emitter_is_heard_nobody_is_called_weak() -> None:
    found = judged(rounds([lambda *_: False] * LEAST_ROUNDS))
    assert [(one.is_emitter_heard, one.heard_share) for one in found.channels] == [(False, 0.0)] * COUNT
    assert found.weak == []


def hears(shares: dict[int, int], others: int) -> list[Heard]:
    """Ten rounds; of the 70 chirps of others each of these channels hears so many, and each other one `others`.

    No two channels miss the same.
    """

    def of(number: int) -> Heard:
        return lambda i, j: (7 * number + (i - j) % COUNT - 1 + 9 * j) % 70 < shares.get(j, others)

    return [of(number) for number in range(10)]


@pytest.mark.parametrize(
    ("share", "others", "weak"),
    [(34, 70, [5]), (35, 70, []), (34, 63, [5]), (34, 62, []), (0, 70, [5])],
)
def test_a_sensor_is_weak_that_hears_less_than_half_where_the_others_hear_nearly_all(
    share: int, others: int, weak: list[int]
) -> None:
    found = judged(rounds(hears({5: share}, others)))
    assert found.channels[5].heard_share == round(share / 70, 2)
    assert found.weak == [NAMES[k] for k in weak]
    assert [sentence.split(" hears")[0] for sentence in all_english(of_sensors(found))] == [
        f"sensor {NAMES[k]}" for k in weak
    ]


@pytest.mark.parametrize(
    ("moved_mm", "moved"),
    [
        ([1.0] * 7 + [4.99], []),
        ([1.0] * 7 + [5.0], [7]),
        # the drawing is rough
        ([4.0] * 7 + [9.9], []),
        ([4.0] * 7 + [10.0], [7]),
        ([12.34, *[1.0] * 6, 6.74], [0, 7]),
        # 7.46 is not rounded to 7.5, and then to 8
        ([1.0] * 7 + [7.46], [7]),
    ],
)
def test_a_sensor_is_moved_that_is_far_off_and_farther_than_the_others(moved_mm: list[float], moved: list[int]) -> None:
    found = judged(rounds([every] * LEAST_ROUNDS), survey_with(moved_mm))
    assert [one.moved_mm for one in found.channels] == [round(mm, 1) for mm in moved_mm]
    assert found.moved == [NAMES[k] for k in moved]
    assert [sentence.split(" from ")[0] for sentence in all_english(of_sensors(found))] == [
        f"sensor {NAMES[k]} hangs about {round(moved_mm[k], 1):g} mm" for k in moved
    ]


def test_what_is_exchanged_hides_what_distances_would_say() -> None:
    taped = SurveyTape(first="NW", second="SE", distance_mm=1800.0)
    survey = survey_with([20.0, *[1.0] * 7], tape_off_mm=-37.6)
    kept = rounds(hears({5: 10}, 70))
    found = judged(kept, survey, taped=taped)
    sentences = all_english(of_sensors(found))
    begins = (
        "the taped distance from NW to SE is 38 mm off ",
        f"sensor {NAMES[0]} hangs about 20 mm from ",
        f"sensor {NAMES[5]} hears less than half ",
    )
    assert [one.startswith(begin) for one, begin in zip(sentences, begins, strict=True)] == [True] * 3
    found = judged(kept, survey, taped=taped, exchanges=[Exchange(1, 4, "sensors")])
    assert (found.moved, found.tape, {one.moved_mm for one in found.channels}) == ([], None, {None})
    assert found.exchanged is not None
    assert all_english(of_sensors(found))[0] == found.exchanged.text
    # a distance that was believed, and none
    assert judged(kept, survey_with([1.0] * 8), taped=taped).tape is None
    assert judged(kept, survey).tape is None
