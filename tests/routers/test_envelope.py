"""Every endpoint's answers, from the endpoint list itself."""

import io
from typing import Any
from uuid import uuid4

import pytest

from appliance.database.location import DatabaseLocation
from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.middleware import log
from appliance.schema.base import Filters
from tests.builders import a_session, a_survey, a_target, an_arrow
from tests.postgres import Cluster
from tests.routers.conftest import Phone

NOWHERE = str(uuid4())
WITHOUT_DATABASE = dict.fromkeys(
    (
        "/face",
        "/round",
        "/arrow/new_arrow_uuid",
        "/backup",
        "/doctor",
        "/access",
        "/update",
        "/address",
        "/wifi",
        "/clock",
        "/timer/plan",
    ),
    200,
) | {"/certificate": 404}  # there is none where HTTPS is off
WITH_ID = [e for e in ENDPOINTS if "{id}" in e.path]
WITH_BODY = [e for e in ENDPOINTS if e.body is not None]
WITH_QUERY = [e for e in ENDPOINTS if e.query is not None]
PAGED = [e for e in WITH_QUERY if e.query is not None and issubclass(e.query, Filters)]
VALID_BODIES: dict[str, dict[str, Any]] = {
    "/session": a_session(),
    "/arrow": an_arrow(),
    "/target": a_target(NOWHERE),
    "/shot": {"session_id": NOWHERE},
    "/session/{id}": {"location": "elsewhere"},
    "/arrow/{id}": {"length": 70.0},
    "/target/{id}": {"max_x": 2000.0},
    "/shot/{id}": {"fate": "bouncer"},
    "/detection/{id}/resolve": {"resolution": "dismissed"},
    "/archer": {"name": "Robin"},
    "/archer/{id}": {"name": "Marian"},
    "/archer/{id}/goal": {"arrows": 300, "period": "week"},
    "/archer/{id}/bow": {"name": "Olympic"},
    "/archer/{id}/arrow-set": {"name": "Thin"},
    "/bow/{id}": {"hand": "left"},
    "/arrow-set/{id}": {"weight": 22.0},
    "/bow/{id}/sight-mark": {"distance": 18, "mark": 3.2},
    "/session/{id}/archers": {"archers": []},
    "/session/{id}/pass": {"pass_number": 2},
    "/session/{id}/rescore": {"dry_run": True, "distance": 30},
    "/session/{id}/end/{end_number}": {"archer_id": None},
    "/session/{id}/turn": {"end_number": 2},
    "/bracket": {"name": "Evening", "session_ids": [NOWHERE]},
    "/seeding": {"session_ids": [NOWHERE]},
    "/match/{id}": {"winner": "a", "judge": "Chris"},
    "/match/{id}/begin": {"arrows_per_turn": 3},
    "/match/{id}/first": {"first": "b"},
    "/match/{id}/butt": {"butt": "2"},
    "/match/{id}/result": {"a": 6, "b": 2},
    "/session/{id}/signature": {"archer_id": None, "arrows": 3, "score": 27},
    "/calibration": {"kind": "face"},
    "/calibration/{id}": {"status": "rejected"},
    "/device": {"target_number": "12"},
    "/sensor-test/{id}": {"is_on": False},
    "/timer": {"kind": "ends", "shooting_s": 120},
    "/timer/action": {"action": "start", "revision": 1},
    "/survey": {"survey": a_survey().model_dump()},
    "/node": {"url": "auto"},
    "/backup/passphrase": {"passphrase": "correct horse"},
    "/backup/{number}/restore": {"replace": False},
    "/clock": {"exchange_id": NOWHERE, "time": "2027-01-05T10:00:00Z"},
    "/wifi": {"ssid": "The club", "password": "correct horse"},
    "/pairing": {"name": "Robin's phone", "code": "unknown"},
    "/pairing-code": {"role": "spectator"},
}


def name(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path.removeprefix(API)}"


def body_for(endpoint: Endpoint) -> dict[str, Any] | None:
    return VALID_BODIES[endpoint.path.removeprefix(API)] if endpoint.body is not None else None


def filled(endpoint: Endpoint, value: str) -> str:
    path = (
        endpoint.path.removeprefix(API)
        .replace("{id}", value)
        .replace("{session_id}", value)
        .replace("{mark_id}", value)
        .replace("{signature_id}", value)
        .replace("{correction_id}", value)
    )
    return (
        path.replace("{end_number}", "1")
        .replace("{number}", "1")
        .replace("{channel}", "0")
        .replace("{codename}", "nowhere")
    )


def test_every_endpoint_is_covered() -> None:
    assert {e.path.removeprefix(API) for e in WITH_BODY} == set(VALID_BODIES)
    assert {f"{API}{path}" for path in ("/session", "/arrow", "/target", "/shot", "/face", "/health")} <= {
        e.path for e in ENDPOINTS
    }


@pytest.mark.parametrize("endpoint", WITH_ID, ids=name)
async def test_404_for_what_is_not_there(endpoint: Endpoint, phone: Phone) -> None:
    code, data, errors = await phone.call(endpoint.method, filled(endpoint, NOWHERE), body_for(endpoint))
    assert (code, data) == (404, None)
    assert NOWHERE in errors[0]
    assert 404 in endpoint.refuses


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if "id}" in e.path], ids=name)
async def test_422_for_a_path_that_is_no_uuid(endpoint: Endpoint, phone: Phone) -> None:
    code, _, errors = await phone.call(endpoint.method, filled(endpoint, "no-uuid"), body_for(endpoint))
    assert code == 422
    assert errors[0].startswith("path.")
    assert 422 in endpoint.refuses


BAD_BODIES = [
    (b"{", "application/json", 422),
    (b"", "application/json", 422),
    (b"[]", "application/json", 422),
    (b"{}", "application/json", 422),
    (b'{"nonsense": 1}', "application/json", 422),
    (b'{"location": NaN}', "application/json", 422),
    (b"\xff\xfe", "application/json", 422),
    (b"{}", "text/plain", 415),
    (b'{"x": "' + b"y" * 1_100_000 + b'"}', "application/json", 413),
]
BAD_PARAMETERS = ["nonsense=1", "=", "name=a&name=b", "session_id=x&session_id=x", "distance=1e400"]
BAD_PAGES = ["limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "cursor=%00", "cursor=abc"]


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name)
async def test_bodies_that_cannot_be(endpoint: Endpoint, phone: Phone) -> None:
    for raw, content_type, code in BAD_BODIES:
        response = await phone.client.request(
            endpoint.method,
            API + filled(endpoint, NOWHERE),
            data=io.BytesIO(raw),
            headers={"Content-Type": content_type},
        )
        answered, _, errors = await phone.envelope(response)
        assert answered == code, (raw[:20], content_type)
        assert all(error.startswith("body") for error in errors), (raw[:20], content_type)
        assert code in endpoint.refuses


@pytest.mark.parametrize("endpoint", WITH_QUERY, ids=name)
async def test_parameters_that_cannot_be(endpoint: Endpoint, phone: Phone) -> None:
    for query in [*BAD_PARAMETERS, *(BAD_PAGES if endpoint in PAGED else [])]:
        code, _, errors = await phone.call(endpoint.method, f"{filled(endpoint, NOWHERE)}?{query}")
        assert code == 422, query
        assert errors[0].startswith("query."), query


@pytest.mark.parametrize("path", ["/nothing", "/session/x/y/z", "/ws/nothing"])
async def test_404_for_an_unknown_path(path: str, phone: Phone) -> None:
    assert (await phone.call("GET", path))[0] == 404


async def test_405_says_what_is_allowed(phone: Phone) -> None:
    response = await phone.client.put(f"{API}/session")
    assert (await phone.envelope(response))[0] == 405
    assert set(response.headers["Allow"].split(",")) >= {"GET", "POST"}


async def test_503_while_the_database_is_away(phone: Phone, location: DatabaseLocation, cluster: Cluster) -> None:
    await cluster.allow(location, connections=False)
    await cluster.disconnect(location)
    try:
        for endpoint in (e for e in ENDPOINTS if e.method == "GET" and "{" not in e.path and e.path != f"{API}/log"):
            answered, data, _ = await phone.call("GET", endpoint.path.removeprefix(API))
            if endpoint.path.endswith("/health"):
                assert (answered, data["database"]) == (200, "away")
                assert data["warnings"]
            else:
                wanted = WITHOUT_DATABASE.get(endpoint.path.removeprefix(API), 503)
                assert answered == wanted, endpoint.path
    finally:
        await cluster.allow(location, connections=True)
    assert (await phone.call("GET", "/session"))[0] == 200


async def test_500_tells_a_number_and_no_trace(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("appliance.models.sessions_db.SessionsDB.read_open", broken)
    logged: list[str] = []
    monkeypatch.setattr(log, "exception", lambda text, *args: logged.append(text % args))
    code, _, errors = await phone.call("GET", "/session/open")
    assert code == 500
    assert "secret" not in errors[0]
    number = errors[0].split("request ")[1].split()[0]
    assert number in logged[0]
