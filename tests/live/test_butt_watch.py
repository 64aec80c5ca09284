"""What the health says of sensors and air, from real rows."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance.core.message import Message
from appliance.core.sensor_health import HISTORY
from appliance.database.pool import Pool
from appliance.health.butt_watch import LOOKS_UNTIL_ALL, RECENT, ButtWatch
from appliance.messages.translation import described
from appliance.schema.sensors import RecentImpact, SensorQuery
from tests.english import all_english, english, stored
from tests.models.helpers import Tables

NOW = datetime.now(UTC)


async def survey(tables: Tables) -> None:
    await tables.admin.execute(
        """
        INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm, surveyed_at)
        SELECT n, name, 0, 0, 0, now() - interval '1 year'
          FROM unnest(ARRAY['NW', 'NE', 'SE', 'SW']) WITH ORDINALITY AS t (name, m), LATERAL (SELECT m - 1) AS k (n)
        """
    )


async def impact(tables: Tables, number: int, **changes: object) -> None:
    """The impact `number` minutes ago."""
    row: dict[str, object] = {
        "ticks": [100, 200, 300, 400],
        "outcome": "located",
        "reason": None,
        "residuals_us": [0.1, -0.1, 0.2, -0.2],
        "left_out": [],
        "wind": 0.1,
        "version": None,
        **changes,
    }
    await tables.admin.execute(
        """
        INSERT INTO detections (node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, amplitudes, pulse_pins,
                                speed_mm_per_us, sigma_us, second_event, outcome, reason, channels, left_out,
                                residuals_us, wind_x_m_per_s, calibration_version, fix_source,
                                wind_y_m_per_s, wind_sigma_m_per_s)
        VALUES ('n', 1, $1, $2, $3, 8e6, 32, '{}', '{}', 0.343, 1.0, false, $4, $5, '{0,1,2,3}', $6, $7, $8, $9,
                'appliance', 0, 0.2)
        """,
        number,
        NOW - timedelta(minutes=number),
        row["ticks"],
        row["outcome"],
        row["reason"],
        row["left_out"],
        row["residuals_us"],
        row["wind"],
        row["version"],
    )


async def accepted(tables: Tables) -> int:
    """A calibration of today's survey that is in force; its version."""
    version: int = await tables.admin.fetchval(
        """
        INSERT INTO calibrations (status, request, result)
        SELECT 'accepted', '{"kind": "array"}', jsonb_build_object('survey', jsonb_agg(jsonb_build_object(
            'id', name, 'x_mm', x_mm, 'y_mm', y_mm, 'z_mm', z_mm, 'bias_us', bias_us
        ) ORDER BY channel))
          FROM sensors RETURNING version
        """
    )
    return version


async def test_all_is_well(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    for number in range(30):
        await impact(tables, number)
    watch = ButtWatch(server_pool)
    assert await watch.warnings(NOW) == []
    assert await watch.weather(NOW) == []
    assert [s.trouble for s in await watch.sensors(SensorQuery(), NOW)] == [None] * 4


async def test_a_weak_sensor_is_reported_and_news_is_seen(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    for number in range(20, 60):
        await impact(tables, number)
    watch = ButtWatch(server_pool)
    assert await watch.warnings(NOW) == []
    for number in range(20):
        await impact(tables, number, ticks=[100, None, 300, 400])
    (warning,) = all_english(await watch.warnings(NOW))
    assert warning.startswith("north-east sensor weak since ")
    assert "it did not hear 20 of the last 50 arrows. Look at its cable" in warning
    sensor = await watch.sensor(1, NOW)
    assert sensor.trouble_since is not None
    assert abs(sensor.trouble_since - (NOW - timedelta(minutes=19))) < timedelta(minutes=1)
    # a sensor that was surveyed anew starts anew
    await tables.admin.execute("UPDATE sensors SET surveyed_at = now()")
    assert await watch.warnings(NOW) == []


async def test_a_calibration_mends_what_was_late_and_is_judged_by_its_own_arrows(
    server_pool: Pool, tables: Tables
) -> None:
    await survey(tables)
    for number in range(100, 130):
        await impact(tables, number, residuals_us=[2.5, -0.1, 0.2, None])
    watch = ButtWatch(server_pool)
    (warning,) = all_english(await watch.warnings(NOW))
    assert warning.startswith("north-west sensor off since ")
    assert warning.endswith("2.5 µs too late. It may have moved: calibrate")
    version = await accepted(tables)
    assert await watch.warnings(NOW) == []
    sensor = await watch.sensor(0, NOW)
    assert (sensor.impacts, sensor.heard, sensor.residual_us) == (30, 30, None)
    for number in range(12):
        await impact(tables, number, residuals_us=[-2.5, -0.1, 0.2, None], version=version)
    (warning,) = all_english(await watch.warnings(NOW))
    assert "2.5 µs too early" in warning
    assert (await watch.sensor(0, NOW)).residual_us == -2.5
    # one of another survey is not in force
    await tables.admin.execute("UPDATE sensors SET x_mm = x_mm + 0.1")
    assert "2.5 µs too late" in english((await watch.warnings(NOW))[0])


async def test_what_is_not_known_of_the_wind_is_not_reported_as_wind(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    version = await accepted(tables)
    for number in range(3):
        await impact(tables, number, wind=3.0, version=version)
    watch = ButtWatch(server_pool)
    (warning,) = all_english(await watch.weather(NOW))
    # never less than half a millimetre, however well the wind is known
    assert warning.endswith("leaves 0.5 mm of doubt")
    for sigma, doubt in ((1.0, ["2.4 mm"]), (1.49, ["3.6 mm"]), (1.5, []), (1.6, []), (None, [])):
        await tables.admin.execute("UPDATE detections SET wind_sigma_m_per_s = $1", sigma)
        assert [doubt[0] in t for t in all_english(await ButtWatch(server_pool).weather(NOW))] == [True] * len(doubt)
    await tables.admin.execute(
        "UPDATE detections SET wind_sigma_m_per_s = 0.99, wind_x_m_per_s = 0, wind_y_m_per_s = -2"
    )
    assert english((await ButtWatch(server_pool).weather(NOW))[0]).startswith("wind of about 2 m/s")
    # a breeze is nobody's news, however well it is known
    for wind, count in ((-1.5, 1), (-1.49, 0)):
        await tables.admin.execute("UPDATE detections SET wind_sigma_m_per_s = 0.1, wind_y_m_per_s = $1", wind)
        assert len(await ButtWatch(server_pool).weather(NOW)) == count
    await tables.admin.execute("UPDATE detections SET wind_y_m_per_s = NULL")
    assert await ButtWatch(server_pool).weather(NOW) == []


async def test_wind_and_what_it_left_unplaced(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    version = await accepted(tables)
    for number in range(30):
        await impact(tables, number, wind=3.0, version=version)
    for number in range(100, 103):
        await impact(tables, number, version=version)
    watch = ButtWatch(server_pool)
    assert english((await watch.weather(NOW))[0]).startswith("wind of about 3 m/s across the butt")
    # an hour later it is nobody's news any more
    assert await watch.weather(NOW + timedelta(hours=1)) == []
    await tables.admin.execute(
        "UPDATE detections SET outcome = 'unplaced', reason = $1 WHERE sequence < 4",
        described(Message("wind_or_channel")).model_dump(mode="json"),
    )
    await impact(tables, -1, version=version)
    (warning,) = all_english(await watch.warnings(NOW))
    assert warning.startswith("4 of the last 31 impacts could not be placed, mostly because either the wind changed")
    assert "Shelter the butt" in warning


@pytest.mark.parametrize("is_accepted", [True, False])
async def test_wind_is_reported_only_of_a_calibrated_butt(server_pool: Pool, tables: Tables, is_accepted: bool) -> None:
    # sensors a few millimetres beside their places look like 3 m/s in still air
    await survey(tables)
    version = await accepted(tables) if is_accepted else None
    for number in range(3):
        await impact(tables, number, wind=3.0, version=version)
    assert len(await ButtWatch(server_pool).weather(NOW)) == (1 if is_accepted else 0)


async def test_wind_by_a_calibration_that_is_not_in_force_any_more_is_not_reported(
    server_pool: Pool, tables: Tables
) -> None:
    await survey(tables)
    version = await accepted(tables)
    await impact(tables, 1, wind=3.0, version=version)
    watch = ButtWatch(server_pool)
    assert len(await watch.weather(NOW)) == 1
    await tables.admin.execute("UPDATE sensors SET x_mm = x_mm + 1")
    assert await watch.weather(NOW) == []


async def test_a_few_that_were_not_placed_are_reported_from_three_on(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    for number in range(2):
        await impact(tables, number, outcome="unplaced", reason=stored("too few channels").model_dump(mode="json"))
    assert await ButtWatch(server_pool).warnings(NOW) == []
    await impact(tables, 2, outcome="unplaced", reason=stored("too few channels").model_dump(mode="json"))
    (warning,) = all_english(await ButtWatch(server_pool).warnings(NOW))
    # what shelter does not help against is not answered with shelter
    assert warning == (
        "3 of the last 3 impacts could not be placed, mostly because too few channels. They wait in the inbox"
    )
    # only what is fresh counts
    assert await ButtWatch(server_pool).warnings(NOW + timedelta(minutes=29)) == []


async def read(watch: ButtWatch, pool: Pool) -> tuple[list[RecentImpact], list[RecentImpact]]:
    """What the watch goes by after it has looked, and what one that begins now would go by."""
    await watch.warnings(NOW)
    fresh = ButtWatch(pool)
    await fresh.warnings(NOW)
    return watch._impacts, fresh._impacts


@pytest.mark.parametrize("added", [1, RECENT - 1, RECENT, RECENT + 1, HISTORY + 5])
async def test_it_knows_the_newest_impacts_however_many_came_since_it_looked(
    server_pool: Pool, tables: Tables, added: int
) -> None:
    await survey(tables)
    for number in range(1, 80):
        await impact(tables, number)
    watch = ButtWatch(server_pool)
    await watch.warnings(NOW)
    await tables.admin.execute(
        """
        INSERT INTO detections (node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, amplitudes, pulse_pins,
                                speed_mm_per_us, sigma_us, second_event, outcome, channels, left_out, residuals_us,
                                fix_source)
        SELECT 'n', 2, k, $1::timestamptz + k * interval '1 ms', '{100,200,300,400}', 8e6, 32, '{}', '{}', 0.343, 1.0,
               false, 'located', '{0,1,2,3}', '{}', '{0,0,0,0}', 'appliance'
          FROM generate_series(1, $2) AS g (k)
        """,
        NOW,
        added,
    )
    kept, whole = await read(watch, server_pool)
    assert len(whole) == min(79 + added, HISTORY)
    assert kept == whole


async def test_a_correction_of_an_old_impact_is_seen_in_the_end(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    for number in range(200, 200 + RECENT + 10):
        await impact(tables, number)
    watch = ButtWatch(server_pool)
    await watch.warnings(NOW)
    await tables.admin.execute("UPDATE detections SET left_out = '{1}'")
    equal = []
    for number in range(LOOKS_UNTIL_ALL):
        await impact(tables, LOOKS_UNTIL_ALL - number)
        kept, whole = await read(watch, server_pool)
        equal.append(kept == whole)
    assert (equal[0], equal[-1]) == (False, True)


async def test_an_impact_that_is_dated_again_stands_once(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    for number in range(60):
        await impact(tables, number)
    watch = ButtWatch(server_pool)
    await watch.warnings(NOW)
    for hours in (2, -1):
        await tables.admin.execute(
            "UPDATE detections SET detected_at = detected_at + make_interval(hours => $1)", hours
        )
        await impact(tables, 3000 + hours)
        kept, whole = await read(watch, server_pool)
        assert kept == whole
