"""Advice on sight, nocking point and centre shot from the arrows of a session; sight marks for other distances"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TypedDict, TypeVar

from aiohttp import web

from appliance.core.advice.offset import LEAST_ARROWS, Offset, offset_between, offset_of
from appliance.core.advice.sight import METRES, Correction, Sight, correction
from appliance.core.advice.sight_fit import Curve, Mark, Setup, fit
from appliance.core.advice.tuning import nocking_point, shaft, walk_back
from appliance.core.message import refusal
from appliance.core.scoring.points import Point, nearest
from appliance.models.advice_db import AdvisedShot
from appliance.routers.bows_router import arrows_of_same_archer, own_bow
from appliance.routers.callers import caller_of, require_own
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ADVICE, ARCHERS, SESSIONS, SIGHT_MARKS, TARGETS
from appliance.routers.utils import ok_response, path_id, read_filters
from appliance.schema.bows import (
    ArrowSetRead,
    BareShaftQuery,
    BareShaftRead,
    BowRead,
    CurvePointRead,
    SightAdviceQuery,
    SightAdviceRead,
    SightCurveQuery,
    SightCurveRead,
    SightMarkRead,
    WalkBackQuery,
    WalkBackRead,
    WhoseQuery,
    WhyNoCurve,
)
from appliance.schema.sessions import SessionRead

SESSION = f"{API}/session/{{id}}"
PLAIN_MARK_MM = 0.5
"""Standard error of a mark that a person gave without a group, mm of the pin's travel."""
SUREST_MARK = 100
"""Largest ratio of the standard errors of two marks: a mark that is surer would outweigh all others."""
SHOWN = (5, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 90, 100)
"""Distances, in the unit of the marks, for which marks are given where the curve reaches them."""
SIGMAS = 2
Q = TypeVar("Q", bound=WhoseQuery)


async def get_sight_advice(request: web.Request) -> web.Response:
    session, shots, query = await _asked(request, SightAdviceQuery)
    bow = None if query.bow_id is None else await own_bow(request, query.bow_id)
    faces = [
        (face.x, face.y) for target in await request.app[TARGETS].find_by_session(session.id) for face in target.faces
    ]
    if not faces:
        raise BadRequest(422, [refusal("path.id", "no_face_to_aim_at")])
    # arrows shot before the sight was moved tell nothing about its present position
    since = [shot for shot in shots if query.after is None or shot.shot_at > query.after][: query.arrows]
    aimed = [_from_middle(faces, shot.place) for shot in since]
    return ok_response(_sight_advice(session, aimed, since[0].shot_at if since else None, bow))


async def get_sight_curve(request: web.Request) -> web.Response:
    bow_id, query = path_id(request), read_filters(request, SightCurveQuery)
    bow = await own_bow(request, bow_id)
    arrows = await arrows_of_same_archer(request, bow, query.arrow_set_id, "query.arrow_set_id")
    marks = await request.app[SIGHT_MARKS].newest(bow_id, query.arrow_set_id)
    return ok_response(_sight_curve(bow, arrows, marks))


async def get_bare_shaft(request: web.Request) -> web.Response:
    _, landed, query = await _asked(request, BareShaftQuery)
    shots = _of_one_stage(landed)
    fletched, bare = ([s.place for s in shots if s.end_number == end] for end in (query.fletched_end, query.bare_end))
    found = offset_between(bare, fletched)
    return ok_response(
        BareShaftRead(
            fletched=len(fletched),
            bare=len(bare),
            **_offset(found),
            nocking_point=None if found is None else nocking_point(found),
            shaft=None if found is None else shaft(found, query.hand),
        )
    )


async def get_walk_back(request: web.Request) -> web.Response:
    _, landed, query = await _asked(request, WalkBackQuery)
    shots = _of_one_stage(landed)
    ends = sorted({shot.end_number for shot in shots})
    unit = METRES[query.distance_unit]
    # an end without a hit counts too: the next one was shot from a step further
    at = {end: unit * (query.first_distance + query.step * (end - ends[0])) for end in ends}
    found = walk_back([(at[shot.end_number], shot.x) for shot in shots])
    return ok_response(
        WalkBackRead(
            ends=len(ends),
            arrows=len(shots),
            drift=None if found is None else found.drift,
            drift_doubt=None if found is None else found.doubt,
            is_bent=None if found is None else found.is_bent,
            centre_shot=None if found is None else found.centre_shot(query.hand),
        )
    )


async def _asked(request: web.Request, kind: type[Q]) -> tuple[SessionRead, list[AdvisedShot], Q]:
    """The session, the hits of one archer in it, newest first, and the query. Raises BadRequest, DBNotFound."""
    session_id, query = path_id(request), read_filters(request, kind)
    caller = caller_of(request)
    whose = caller.archer_id if caller.role == "archer" and query.archer_id is None else query.archer_id
    require_own(request, whose)
    session = await request.app[SESSIONS].get_one_by_id(session_id)
    if whose is not None:
        await request.app[ARCHERS].get_one_by_id(whose)
    shots = await request.app[ADVICE].landed(session_id, whose)
    if len({shot.archer_id for shot in shots}) > 1:
        raise BadRequest(422, [refusal("query.archer_id", "say_whose_score")])
    return session, shots, query


def _of_one_stage(shots: Sequence[AdvisedShot]) -> Sequence[AdvisedShot]:
    """The scored arrows, or the sighters if none was scored: the ends of both are numbered from 1."""
    return [shot for shot in shots if not shot.is_sighter] or shots


def _from_middle(faces: Sequence[Point], place: Point) -> Point:
    """Position relative to the centre of the nearest face, mm, x right, y up."""
    middle = nearest(faces, place)
    return place[0] - middle[0], place[1] - middle[1]


class _Distances(TypedDict):
    dx: float | None
    dy: float | None
    doubt_x: float | None
    doubt_y: float | None


def _offset(found: Offset | None) -> _Distances:
    if found is None:
        return _Distances(dx=None, dy=None, doubt_x=None, doubt_y=None)
    return _Distances(dx=found.dx_mm, dy=found.dy_mm, doubt_x=found.doubt_x_mm, doubt_y=found.doubt_y_mm)


def _sight_advice(
    session: SessionRead, aimed: Sequence[Point], newest_at: datetime | None, bow: BowRead | None
) -> SightAdviceRead:
    found = offset_of(aimed)
    sight = Sight(None, None, None) if bow is None else Sight(bow.eye_to_sight_mm, bow.click_mm, bow.mark_mm)
    distance_m = session.distance * METRES[session.distance_unit]
    moved = Correction() if found is None else correction(found, distance_m, sight)
    return SightAdviceRead(
        arrows=len(aimed),
        arrows_needed=LEAST_ARROWS,
        newest_at=newest_at,
        distance=session.distance,
        distance_unit=session.distance_unit,
        **_offset(found),
        is_significant_x=found is not None and found.is_significant_x,
        is_significant_y=found is not None and found.is_significant_y,
        **asdict(moved),
    )


def _sight_curve(bow: BowRead, arrows: ArrowSetRead | None, marks: Sequence[SightMarkRead]) -> SightCurveRead:
    if bow.eye_to_sight_mm is None or bow.eye_to_arrow_mm is None or bow.mark_mm is None:
        return _no_curve("not_measured")
    setup = Setup(
        bow.eye_to_sight_mm,
        bow.eye_to_arrow_mm,
        bow.mark_mm,
        None if arrows is None else arrows.shaft_diameter,
        None if arrows is None else arrows.weight,
    )
    plain = PLAIN_MARK_MM / bow.mark_mm
    least = plain / SUREST_MARK
    tried = [Mark(m.distance * METRES[m.distance_unit], m.mark, max(m.sigma or plain, least)) for m in marks]
    curve = fit(setup, tried)
    if not isinstance(curve, Curve):
        return _no_curve(curve)
    unit = marks[0].distance_unit
    points = [
        CurvePointRead(distance=d, distance_unit=unit, mark=found[0], doubt=SIGMAS * found[1])
        for d in SHOWN
        if (found := curve.mark_at(d * METRES[unit])) is not None
    ]
    speed, sigma = curve.speed_m_per_s
    return SightCurveRead(why_not=None, points=points, speed_m_per_s=speed, speed_doubt=SIGMAS * sigma)


def _no_curve(why_not: WhyNoCurve) -> SightCurveRead:
    return SightCurveRead(why_not=why_not, points=[], speed_m_per_s=None, speed_doubt=None)


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{SESSION}/sight-advice",
        get_sight_advice,
        "Offset of the newest arrows from the middle, and the sight adjustment for it",
        SightAdviceRead,
        query=SightAdviceQuery,
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{API}/bow/{{id}}/sight-curve",
        get_sight_curve,
        "Sight marks for other distances, fitted to the tested ones",
        SightCurveRead,
        query=SightCurveQuery,
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{SESSION}/bare-shaft",
        get_bare_shaft,
        "Advice on nocking point and shaft, by bare shafts beside fletched ones",
        BareShaftRead,
        query=BareShaftQuery,
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{SESSION}/walk-back",
        get_walk_back,
        "Advice on centre shot, by arrows from growing distances (walk-back)",
        WalkBackRead,
        query=WalkBackQuery,
        refuses=(404, 422),
        least="archer",
    ),
)
