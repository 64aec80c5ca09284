"""What chirps say of a survey: channels that have each other's cable, and a distance that was taped."""

from dataclasses import replace

from appliance.schema.survey import SurveyTape
from appliance.sensing.chirps import SURVEY_ROUNDS
from appliance.sensing.measure import measurer
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.builders import a_survey
from tests.english import all_english
from tests.sensing.test_chirps import EMITTERS, Rig, rig, surveyed_at

__all__ = ["rig"]


async def test_two_channels_with_each_others_cable_are_named_and_no_sensor_is_called_moved(rig: Rig) -> None:
    crossed = list(DEMO_SENSORS)
    crossed[1], crossed[4] = crossed[4], crossed[1]
    await rig.learn(SURVEY_ROUNDS, replace(EMITTERS, sensors=crossed))
    found = rig.chirps.read()
    assert found is not None
    assert (found.is_believed, found.moved, {one.moved_mm for one in found.channels}) == (False, [], {None})
    assert found.exchanged is not None
    (trouble,) = all_english(rig.chirps.troubles())
    assert trouble == found.exchanged.text
    assert trouble.startswith("channels 2 (N) and 5 (SE) look exchanged")
    # the survey says so now
    rig.placer.set_measurer(surveyed_at(crossed))
    await rig.learn(SURVEY_ROUNDS, replace(EMITTERS, sensors=crossed))
    found = rig.chirps.read()
    assert found is not None
    assert (found.is_believed, found.exchanged, rig.chirps.troubles()) == (True, None, [])


async def test_a_taped_distance_is_used_or_named_where_chirps_contradict_it(rig: Rig) -> None:
    for distance_mm, codes in ((1838.0, []), (1800.0, ["taped_distance_off"])):
        rig.placer.set_measurer(measurer(a_survey(taped=SurveyTape(first="NW", second="SE", distance_mm=distance_mm))))
        await rig.learn(SURVEY_ROUNDS)
        found = rig.chirps.read()
        assert found is not None
        assert [one.code for one in rig.chirps.troubles()] == codes
        assert [one.code for one in (found.tape,) if one is not None] == codes
        assert max(one.moved_mm or 0.0 for one in found.channels) < 1.5
    (trouble,) = all_english(rig.chirps.troubles())
    assert trouble.startswith("the taped distance from NW to SE is 3")


async def test_where_the_sensors_were_calibrated_chirps_tell_more_of_the_air_than_where_they_were_taped(
    rig: Rig,
) -> None:
    sigmas = []
    for version in (None, 1):
        rig.placer.set_measurer(replace(measurer(a_survey()), calibration_version=version))
        await rig.learn(1)
        sigmas.append((await rig.air()).wind_sigma_mm_per_us)
    by_tape, calibrated = sigmas
    assert calibrated < 0.8 * by_tape
