"""Are line calls as sure as they say? From simulated sensors through the solver to the database's own probabilities."""

import math
import random

from appliance.core.arrival import Arrival
from appliance.core.ellipse import error_ellipse
from appliance.core.geometry import RectRegion, SensorArray
from appliance.core.locating.placing import in_still_air, place_arrivals
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.builders import a_face
from tests.models.helpers import Tables

SHOTS = 6000
SPEED = 0.343
SIGMA_US = 4.0
SHAFT_MM = 9.3
FACE = a_face(radii=[20.0 * k for k in range(1, 11)], x_radius=10.0, kind="wa_40")


async def test_a_call_that_is_99_percent_sure_is_wrong_once_in_a_hundred_at_most(tables: Tables) -> None:
    dice, array = random.Random(12), SensorArray(DEMO_SENSORS, RectRegion(0.0, 1300.0, 0.0, 1300.0))
    found, true, across = [], [], []
    for _ in range(SHOTS):
        x, y = dice.gauss(650.0, 70.0), dice.gauss(650.0, 70.0)
        times = [
            math.dist((s.x_mm, s.y_mm, s.z_mm), (x, y, 0)) / SPEED + dice.gauss(0, SIGMA_US) for s in array.sensors
        ]
        arrivals = [Arrival(k, s, t) for k, (s, t) in enumerate(zip(array.sensors, times, strict=True))]
        fix = place_arrivals(arrivals, in_still_air(array, SPEED, SIGMA_US)).fix
        ellipse = error_ellipse(fix.covariance_mm2)
        along = math.atan2(fix.y_mm - 650.0, fix.x_mm - 650.0) - math.radians(ellipse.angle_deg)
        across.append(math.hypot(ellipse.sigma_major_mm * math.cos(along), ellipse.sigma_minor_mm * math.sin(along)))
        found.append(math.dist((fix.x_mm, fix.y_mm), (650.0, 650.0)) - SHAFT_MM / 2)
        true.append(math.dist((x, y), (650.0, 650.0)) - SHAFT_MM / 2)
    rows = await tables.admin.fetch(
        """
        SELECT line_call_at($1, found, across) AS call, (points_at($1, found)).points AS points,
               (points_at($1, landed)).points AS truly, (points_at($1, landed)).is_x AS truly_x,
               (points_at($1, found)).is_x AS is_x
          FROM unnest($2::float8[], $3::float8[], $4::float8[]) AS shot (found, landed, across)
        """,
        FACE,
        found,
        true,
        across,
    )
    sure = wrong = doubtful = 0
    predicted = came = 0.0
    for row in rows:
        call, truth = row["call"], (row["truly"], row["truly_x"])
        if call is None:
            sure, wrong = sure + 1, wrong + ((row["points"], row["is_x"]) != truth)
            continue
        options = {(o["points"], o["is_x"]): o["probability"] for o in (call["higher"], call["lower"])}
        doubtful += 1
        predicted += call["higher"]["probability"]
        came += truth == (call["higher"]["points"], call["higher"]["is_x"])
        best = max(options, key=lambda option: options[option])
        if options[best] >= 0.99:
            sure, wrong = sure + 1, wrong + (best != truth)
    assert sure > SHOTS / 2
    assert wrong <= sure / 100
    # and what is given as doubtful is as doubtful as it says
    assert doubtful > SHOTS / 20
    assert abs(predicted - came) < 3 * math.sqrt(doubtful) / 2
