"""Whatever a model takes can be written, and is read back equal by every reader; what it refuses is refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from appliance.core import limits
from appliance.core.scoring.faces import FACES
from appliance.models.unreadable import UNREADABLE
from appliance.schema.archers import ArcherCreate
from appliance.schema.arrows import ArrowCreate
from appliance.schema.sessions import SessionCreate
from appliance.schema.shots import ShotCreate
from appliance.schema.targets import TargetCreate
from tests.builders import NOW_TEXT, a_session, a_target
from tests.routers.conftest import API, Phone

Test = TypeVar("Test", bound=Callable[..., Any])


def examples(number: int) -> Callable[[Test], Test]:
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


EDGES = [limits.EARLIEST, limits.BEFORE - timedelta(microseconds=1), limits.BEFORE, datetime.max.replace(tzinfo=UTC)]
times = st.one_of(
    st.datetimes(
        min_value=limits.EARLIEST.replace(tzinfo=None),
        max_value=(limits.BEFORE - timedelta(microseconds=1)).replace(tzinfo=None),
        timezones=st.just(UTC),
    ),
    st.sampled_from(EDGES),
).map(datetime.isoformat)
lengths = st.one_of(
    st.floats(min_value=1e-6, max_value=999_999.0), st.sampled_from([0.0, 5e-324, 1e-6, 1e6, -1.0, 1e300])
)
coordinates = st.one_of(
    st.floats(min_value=-999_999.0, max_value=999_999.0), st.sampled_from([0.0, -0.0, 5e-324, -1e-200, 1e-7, 1e6, -1e6])
)


def texts(most: int) -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8")
    return st.one_of(st.text(letters, max_size=min(most, 40)), st.just("\u202e" * most), st.just("\U0001d54f" * most))


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def accepted(model: type[BaseModel], body: dict[str, Any]) -> dict[str, Any] | None:
    """What the model makes of `body`; None when it refuses it."""
    try:
        return model.model_validate_json(json.dumps(body)).model_dump(mode="json")
    except ValidationError:
        return None


async def write(phone: Phone, path: str, model: type[BaseModel], body: dict[str, Any]) -> dict[str, Any] | None:
    """The row as it is read back, which is what the model made of it; None when it was refused, as the model does."""
    expected = accepted(model, body)
    code, key, errors = await phone.call("POST", path, body)
    assert code == (422 if expected is None else 201), (body, errors)
    if expected is None:
        return None
    code, row, errors = await phone.call("GET", f"{path}/{key}")
    assert code == 200, errors
    assert {name: row[name] for name in expected if expected[name] is not None} == {
        name: value for name, value in expected.items() if value is not None
    }
    rows = (await phone.call("GET", path, params={"limit": "1000"}))[1]
    assert row in rows
    assert not UNREADABLE, UNREADABLE.rows()
    answer: dict[str, Any] = row
    return answer


async def new_session(phone: Phone) -> str:
    """The only one: what an example that failed has left is taken away."""
    for row in (await phone.call("GET", "/session"))[1]:
        await phone.call("DELETE", f"/session/{row['id']}")
    return await phone.create("/session", a_session())


async def is_found(phone: Phone, path: str, row: dict[str, Any], *names: str) -> None:
    """By each of these fields, as a filter."""
    for name in names:
        if row[name] is None:
            continue
        code, rows, errors = await phone.call("GET", path, params={name: str(row[name])})
        assert code == 200, errors
        assert row in rows, name


@examples(40)
@given(
    start=times,
    end=optional(times),
    location=texts(255),
    notes=optional(texts(2000)),
    round_name=optional(st.just("WA 18m")),
    distance=st.integers(0, 301),
)
async def test_sessions(
    phone: Phone, start: str, end: str | None, location: str, notes: str | None, round_name: str | None, distance: int
) -> None:
    body = {
        "is_opened": end is None,
        "start_time": start,
        "end_time": end,
        "location": location,
        "notes": notes,
        "round_name": round_name,
        "distance": distance,
    }
    row = await write(phone, "/session", SessionCreate, body)
    if row is None:
        return
    await is_found(phone, "/session", row, "start_time", "end_time", "location", "round_name", "distance")
    assert row["id"] in [one["session_id"] for one in (await phone.call("GET", "/summary"))[1]]
    for path in ("summary", "archers", "export.csv", "scoresheet"):
        assert (await phone.client.get(f"{API}/session/{row['id']}/{path}")).status == 200, path
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        assert (await socket.receive_json(timeout=20))["data"]["session"] == (row if end is None else None)
    assert (await phone.call("DELETE", f"/session/{row['id']}"))[0] == 204


@examples(40)
@given(
    key=st.uuids(),
    name=texts(10),
    length=lengths,
    registered=times,
    weight=optional(lengths),
    diameter=optional(lengths),
    spine=optional(lengths),
    label_position=optional(lengths),
)
async def test_arrows(phone: Phone, key: UUID, name: str, registered: str, **sizes: float | None) -> None:
    body = {"id": str(key), "human_identifier": name, "registration_date": registered, "is_programmed": True, **sizes}
    row = await write(phone, "/arrow", ArrowCreate, body)
    if row is None:
        return
    await is_found(phone, "/arrow", row, "human_identifier", "registration_date", *sizes)
    assert (await phone.call("DELETE", f"/arrow/{key}"))[0] == 204


@examples(30)
@given(name=texts(60), bow_style=optional(texts(40)), shaft_diameter=optional(lengths), notes=optional(texts(2000)))
async def test_archers(phone: Phone, **body: Any) -> None:
    row = await write(phone, "/archer", ArcherCreate, body)
    if row is None:
        return
    await is_found(phone, "/archer", row, "name", "bow_style")
    assert (await phone.call("DELETE", f"/archer/{row['id']}"))[0] == 204


faces = st.fixed_dictionaries(
    {
        "x": lengths,
        "y": lengths,
        "radii": st.lists(lengths, max_size=5),
        "points": st.lists(st.integers(-1, 21), max_size=5),
        "human_identifier": texts(100),
    },
    optional={"kind": optional(st.sampled_from([*FACES, "unknown"])), "x_radius": optional(lengths)},
)
good_faces = st.builds(
    lambda face, radii, points: {**face, "radii": sorted(radii), "points": (points * len(radii))[: len(radii)]},
    faces,
    st.sets(lengths, min_size=1, max_size=24),
    st.lists(st.integers(0, 20), min_size=1, max_size=24),
)


@examples(60)
@given(
    max_x=lengths, max_y=lengths, hung=st.lists(st.one_of(faces, good_faces), max_size=3), x=coordinates, y=coordinates
)
async def test_targets_and_what_is_shot_at_them(
    phone: Phone, max_x: float, max_y: float, hung: list[dict[str, Any]], x: float, y: float
) -> None:
    session = await new_session(phone)
    body = {"session_id": session, "max_x": max_x, "max_y": max_y, "faces": hung}
    row = await write(phone, "/target", TargetCreate, body)
    if row is not None:
        await is_found(phone, "/target", row, "max_x", "max_y", "session_id")
        for face in row["faces"]:
            code, rows, errors = await phone.call(
                "GET", "/target", params={"human_identifier": face["human_identifier"]}
            )
            assert (code, row in rows) == (200, True), errors
        shot = {"session_id": session, "x": x, "y": y, "arrow_landing_time": NOW_TEXT}
        await write(phone, "/shot", ShotCreate, shot)
        await write(phone, "/shot", ShotCreate, {**shot, "x": 0.0, "y": 0.0})
        await all_of(phone, session)
    assert (await phone.call("DELETE", f"/session/{session}"))[0] == 204


async def all_of(phone: Phone, session: str) -> None:
    """Every reader of a session reads every shot."""
    shots = (await phone.call("GET", f"/shot/session-id/{session}"))[1]
    code, summary, errors = await phone.call("GET", f"/session/{session}/summary")
    assert code == 200, errors
    assert summary["arrows"] + sum(shot["is_sighter"] for shot in shots) == len(shots)
    code, trend, errors = await phone.call("GET", "/summary")
    assert code == 200, errors
    assert trend[0]["session_id"] == session
    for path in (f"/session/{session}/export.csv", f"/session/{session}/scoresheet", "/summary/arrows"):
        assert (await phone.client.get(API + path)).status == 200, path
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        snapshot = (await socket.receive_json(timeout=20))["data"]
    assert snapshot["shots"] == shots
    assert not UNREADABLE, UNREADABLE.rows()


@examples(60)
@given(
    x=optional(coordinates),
    y=optional(coordinates),
    arrow_landing_time=optional(times),
    end_number=optional(st.integers(0, 1001)),
    is_sighter=st.booleans(),
    fate=st.sampled_from(["stuck", "bouncer", "pass_through", "hanger"]),
    points_called=optional(st.integers(-1, 21)),
    is_x_called=optional(st.booleans()),
    note=optional(texts(500)),
)
async def test_shots(phone: Phone, **body: Any) -> None:
    session = await new_session(phone)
    await phone.create("/target", a_target(session))
    row = await write(phone, "/shot", ShotCreate, {"session_id": session, **body})
    if row is not None:
        await phone.create("/shot", {"session_id": session, "x": 0.0, "y": 0.0, "arrow_landing_time": NOW_TEXT})
        await is_found(phone, "/shot", row, "x", "y", "arrow_landing_time", "end_number", "face")
        await all_of(phone, session)
    assert (await phone.call("DELETE", f"/session/{session}"))[0] == 204


async def test_what_is_outside_is_refused_with_what_would_be_right(phone: Phone) -> None:
    for body, sentence in (
        (
            {"start_time": "0001-01-01T00:00:00Z"},
            "start_time: 0001-01-01T00:00:00Z is not from 1970 to 2199; give its year",
        ),
        (
            {"start_time": "2200-01-01T00:00:00Z"},
            "start_time: 2200-01-01T00:00:00Z is not from 1970 to 2199; give its year",
        ),
        ({"location": "a\u0007"}, "location: must not hold the control character U+0007; leave it out"),
        ({"notes": "a\u0085"}, "notes: must not hold the control character U+0085; leave it out"),
    ):
        assert await phone.call("POST", "/session", a_session(**body)) == (422, None, [f"body.{sentence}"])
    for path, query in (
        ("/session", "start_time=9999-12-31T00:00:00Z"),
        ("/session", "start_time_from=0001-01-01T00:00:00Z"),
        ("/session", "location=%07"),
        ("/session", "notes=" + "x" * 2001),
        ("/arrow", "registration_date=1969-12-31T00:00:00Z"),
        ("/shot", "landing_to=2200-01-01T00:00:00Z"),
        ("/shot", "y=1e7"),
        ("/summary", "from=9999-12-31T00:00:00Z"),
        ("/summary/arrows", "to=0001-01-01T00:00:00Z"),
    ):
        code, _, errors = await phone.call("GET", f"{path}?{query}")
        assert (code, errors[0].split(":")[0]) == (422, f"query.{query.split('=')[0]}")
