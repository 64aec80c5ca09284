"""Faces that cannot be read: arrows are stored without points, the target is named, and mending it scores them."""

import json
from uuid import UUID

from appliance.models.unreadable import UNREADABLE
from appliance.routers.endpoint import API
from tests.builders import a_face, a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_unreadable import unbind

FACE = a_face()
DEEP = "[" * 3000 + "]" * 3000
ODD = [
    "5",
    "null",
    "{}",
    '"x"',
    "[5]",
    "[[]]",
    "[{}]",
    DEEP,
    *(
        json.dumps([FACE | changes])
        for changes in (
            {"x": "here"},
            {"x": None},
            {"y": 1e300},
            {"radii": 5},
            {"radii": ["x"] * len(FACE["radii"])},
            {"radii": ["NaN"] * len(FACE["radii"])},
            {"points": 5},
            {"points": [500] * len(FACE["points"])},
            {"points": ["x"] * len(FACE["points"])},
            {"x_radius": "x"},
            {"outlines": 5},
            {"outlines": [[5]] * len(FACE["radii"])},
            {"later_points": 5},
            {"later_points": [[5]]},
            {"human_identifier": "x" * 200},
            {"human_identifier": 5},
        )
    ),
]


async def shots_of(phone: Phone, session_id: str) -> list[tuple[int | None, int | None, str | None]]:
    _, shots, errors = await phone.call("GET", f"/shot/session-id/{session_id}")
    assert not errors
    return [(shot["points"], shot["end_number"], shot["face"]) for shot in shots]


async def test_an_arrow_beside_faces_that_cannot_be_read_has_no_points_until_they_are_mended(
    phone: Phone, tables: Tables
) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    target_id = await phone.create("/target", a_target(session_id))

    async def hang(faces: str) -> None:
        await tables.admin.execute("UPDATE targets SET faces = $1::text::jsonb WHERE id = $2", faces, UUID(target_id))

    async def land() -> None:
        await tables.landed(UUID(session_id), await tables.admin.fetchval("SELECT clock_timestamp()"))

    await land()
    await unbind(tables)
    for number, faces in enumerate(ODD, start=1):
        # what is nearest to it and sound is remembered
        await hang("[]")
        await hang(faces)
        await land()
        # what hangs there scores all arrows, those of before too
        assert await shots_of(phone, session_id) == [(None, 1 + k // 3, None) for k in range(number + 1)], faces[:100]
        UNREADABLE.clear()
        async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
            snapshot = (await socket.receive_json())["data"]
        assert (snapshot["targets"], len(snapshot["shots"])) == ([], number + 1)
        assert ("targets", target_id) in {(row.kind, row.key) for row in UNREADABLE.rows()}, faces[:100]
        await hang(json.dumps([FACE]))
        assert await shots_of(phone, session_id) == [
            (10, 1 + k // 3, FACE["human_identifier"]) for k in range(number + 1)
        ], faces[:100]


async def test_another_target_scores_beside_one_that_cannot_be_read(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id, faces=[FACE | {"human_identifier": "sound"}]))
    odd = await phone.create("/target", a_target(session_id))
    await unbind(tables)
    await tables.admin.execute("UPDATE targets SET faces = '[5]' WHERE id = $1", UUID(odd))
    await tables.landed(UUID(session_id), await tables.admin.fetchval("SELECT clock_timestamp()"))
    assert await shots_of(phone, session_id) == [(10, 1, "sound")]
