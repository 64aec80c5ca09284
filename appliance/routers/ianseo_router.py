"""A session handed off to ianseo: its archers, and their arrows, as files that ianseo loads"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from appliance.core.message import refusal
from appliance.core.scoring.faces import FACES
from appliance.core.scoring.tally import Count
from appliance.rounds.stretches import Stretch
from appliance.rounds.walks import Walk, walk_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ROSTERS, ROUNDS, SESSIONS, SHOTS
from appliance.routers.printed import zone_for
from appliance.routers.settings_router import read_device
from appliance.routers.utils import path_id, read_filters
from appliance.schema.printing import HandOffQuery
from appliance.schema.rounds import RoundRead
from appliance.schema.sessions import SessionRead
from appliance.schema.targets import Face

if TYPE_CHECKING:
    from appliance.printing.ianseo import Entry, Shooting

TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class HandOff:
    """What is handed off: a session, or all sessions of its round, which has so many `distances`."""

    session: SessionRead
    session_number: int
    distances: int
    entries: Sequence["Entry"]
    shootings: Sequence["Shooting"]


async def get_participants(request: web.Request) -> web.Response:
    from appliance.printing.ianseo import participants  # noqa: PLC0415  (not every start needs it)

    found = await _read(request)
    return await _file(request, found, "participants", participants(found.entries, found.session_number))


async def get_arrows(request: web.Request) -> web.Response:
    from appliance.printing.ianseo import MOST_DISTANCES, arrows  # noqa: PLC0415  (not every start needs it)

    found = await _read(request)
    if found.distances > MOST_DISTANCES:
        raise BadRequest(422, [refusal("path.id", "more_distances_than_ianseo", distances=MOST_DISTANCES)])
    # beside the loop: arrows may be landing
    text = await asyncio.to_thread(arrows, found.entries, found.shootings)
    if not text:
        raise BadRequest(422, [refusal("path.id", "no_arrows_to_hand_off")])
    return await _file(request, found, "arrows", text)


async def _read(request: web.Request) -> HandOff:
    """Raises BadRequest 422 where nobody shoots."""
    from appliance.printing.ianseo import Shooting, entries_of  # noqa: PLC0415  (not every start needs it)

    session_id, query = path_id(request), read_filters(request, HandOffQuery)
    app = request.app
    session = await app[SESSIONS].get_one_by_id(session_id)
    walk = await walk_of(app[ROUNDS], session_id)
    handed, known = _handed(session, walk), None if walk is None else walk.known
    faces = await app[ROUNDS].faces_of([one.id for one, _ in handed])
    shootings = [
        Shooting(one, stretch, _counts(faces[one.id], known), await app[SHOTS].export_whole(one.id))
        for one, stretch in handed
    ]
    shots = [shot for one in shootings for shot in one.shots]
    number = (await read_device(app)).target_number
    entries = entries_of(await app[ROSTERS].get_one(session_id), shots, number, query.session_number)
    if not entries:
        raise BadRequest(422, [refusal("path.id", "nobody_to_hand_off")])
    distances = 1 if walk is None or walk.here.stretch is None else len(walk.known.passes)
    return HandOff(session, query.session_number, distances, entries, shootings)


def _handed(session: SessionRead, walk: Walk | None) -> list[tuple[SessionRead, Stretch | None]]:
    """The sessions of the round that count for it; the session alone where it counts for none."""
    if walk is None or walk.here.stretch is None:
        return [(session, None)]
    return [(part.shooting.session, part.stretch) for part in walk.parts if part.stretch is not None]


def _counts(faces: Sequence[Face], known: RoundRead | None) -> Sequence[Count]:
    """What is counted beside the score: by the faces that hung, else by the round."""
    kinds = [face.kind for face in faces if face.kind is not None]
    if kinds:
        return FACES[kinds[0]].counts
    return ("tens", "xs") if known is None else known.counts


async def _file(request: web.Request, found: HandOff, what: str, text: str) -> web.Response:
    session = found.session
    day = session.start_time.astimezone(await zone_for(request))
    name = f"ianseo-{what}-{day:%Y-%m-%d}-{session.distance}{session.distance_unit}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # no mark of UTF-8 before it: ianseo would read it as part of the first code
    return web.Response(text=text, content_type=TEXT, charset="utf-8", headers=headers)


ENDPOINTS = tuple(
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/ianseo-{name}.txt",
        handler,
        summary,
        query=HandOffQuery,
        refuses=(404, 422),
        media_types=(TEXT,),
        least="spectator",
    )
    for name, handler, summary in (
        ("participants", get_participants, "The archers of a session, for ianseo's list of participants"),
        ("arrows", get_arrows, "Their arrows at each distance of the round, for ianseo's qualification"),
    )
)
