"""A session for ianseo: files with its archers and with their arrows"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from appliance.core.message import refusal
from appliance.rounds.counts import counted_beside
from appliance.rounds.stretches import Stretch
from appliance.rounds.walks import Walk, walk_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ROSTERS, ROUNDS, SESSIONS, SHOTS
from appliance.routers.printed import file_of, zone_for
from appliance.routers.settings_router import read_device
from appliance.routers.utils import path_id, read_filters
from appliance.schema.printing import HandOffQuery
from appliance.schema.rounds import RoundRead
from appliance.schema.sessions import SessionRead

if TYPE_CHECKING:
    from appliance.printing.ianseo import Entry, Shooting

TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class HandOff:
    """The data to hand off: one session, or all sessions of its round that count, with the archers.

    `known`: the round, if it is known; `distances`: the number of distances.
    """

    session: SessionRead
    session_number: int
    known: RoundRead | None
    distances: int
    handed: Sequence[tuple[SessionRead, Stretch | None]]
    entries: Sequence["Entry"]


async def get_participants(request: web.Request) -> web.Response:
    from appliance.printing.ianseo import participants  # noqa: PLC0415  (imported only when used)

    found = await _read(request)
    return await _file(request, found, "participants", participants(found.entries, found.session_number))


async def get_arrows(request: web.Request) -> web.Response:
    from appliance.printing.ianseo import MOST_DISTANCES, arrows  # noqa: PLC0415  (imported only when used)

    found = await _read(request)
    if found.distances > MOST_DISTANCES:
        raise BadRequest(422, [refusal("path.id", "more_distances_than_ianseo", distances=MOST_DISTANCES)])
    # in a thread: arrows may be landing
    text = await asyncio.to_thread(arrows, found.entries, await _shootings(request, found))
    if not text:
        raise BadRequest(422, [refusal("path.id", "no_arrows_to_hand_off")])
    return await _file(request, found, "arrows", text)


async def _read(request: web.Request) -> HandOff:
    """Read what is handed off. Raises DBNotFound, and BadRequest 422 if there are no archers."""
    from appliance.printing.ianseo import entries_of  # noqa: PLC0415  (imported only when used)

    session_id, query = path_id(request), read_filters(request, HandOffQuery)
    app = request.app
    session = await app[SESSIONS].get_one_by_id(session_id)
    walk = await walk_of(app[ROUNDS], session_id)
    handed = _handed(session, walk)
    ids = [one.id for one, _ in handed]
    rosters = {roster.session_id: roster for roster in await app[ROSTERS].find_by_sessions(ids)}
    in_order = [rosters[each] for each in ids if each in rosters]
    number = (await read_device(app)).target_number
    entries = entries_of(in_order, await app[ROUNDS].shooters_of(ids), number, query.session_number)
    if not entries:
        raise BadRequest(422, [refusal("path.id", "nobody_to_hand_off")])
    known = None if walk is None else walk.known
    distances = 1 if known is None or handed[0][1] is None else len(known.passes)
    return HandOff(session, query.session_number, known, distances, handed, entries)


async def _shootings(request: web.Request, found: HandOff) -> list["Shooting"]:
    """The sessions with their arrows."""
    from appliance.printing.ianseo import Shooting  # noqa: PLC0415  (imported only when used)

    app = request.app
    faces = await app[ROUNDS].faces_of([one.id for one, _ in found.handed])
    return [
        Shooting(one, stretch, counted_beside(faces[one.id], found.known), await app[SHOTS].export_whole(one.id))
        for one, stretch in found.handed
    ]


def _handed(session: SessionRead, walk: Walk | None) -> list[tuple[SessionRead, Stretch | None]]:
    """The sessions of the round that count for it; the session alone if it counts for none."""
    if walk is None or walk.here.stretch is None:
        return [(session, None)]
    return [(part.shooting.session, part.stretch) for part in walk.parts if part.stretch is not None]


async def _file(request: web.Request, found: HandOff, what: str, text: str) -> web.Response:
    headers = file_of(found.session, await zone_for(request), f"ianseo-{what}", "txt")
    # without a byte order mark, which ianseo would read as part of the first code
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
        ("arrows", get_arrows, "The arrows of each archer and distance, for ianseo's qualification"),
    )
)
