"""/api/v0/archer/{id}/...: one archer's statistics, which that archer's phone, coaches and keepers may see"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import get_args
from uuid import UUID

from aiohttp import web

from appliance.core.scoring.form import by_end, by_hour
from appliance.core.scoring.interval import mean_and_doubt
from appliance.core.scoring.volume import Period, begin_of, volume
from appliance.models.numbers_db import Beside, ScoredAt
from appliance.rounds.scores import round_scores
from appliance.routers.callers import own_archer_id
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARCHERS, CORRECTIONS, NUMBERS, ROUNDS
from appliance.routers.printed import language_for, zone_for
from appliance.routers.utils import deleted_response, ok_response, page_response, read_body, read_filters
from appliance.schema.archers import ArcherRead
from appliance.schema.base import Filters
from appliance.schema.numbers import (
    ArcherDistanceRead,
    ArcherNumbersRead,
    ArrowGoalRead,
    ArrowGoalUpdate,
    BesideRead,
    FormRead,
    FriendRead,
    NumbersCsvQuery,
    NumbersQuery,
    RingRead,
    RoundScoreRead,
    VolumeRead,
)
from appliance.schema.turns import CorrectionRead

BASE = f"{API}/archer/{{id}}"
CSV = "text/csv"
PERIODS: tuple[Period, ...] = get_args(Period)


@dataclass(frozen=True, slots=True)
class Shot:
    """An archer's shots from the database; `of_goal`: those since at least the goal's period began, at any distance."""

    archer: ArcherRead
    zone: tzinfo
    goal: ArrowGoalUpdate | None
    now: datetime
    of_goal: list[tuple[datetime, int]]
    arrows: list[tuple[datetime, int]]
    ends: list[ScoredAt]
    distances: list[ArcherDistanceRead]
    rings: list[RingRead]


async def get_numbers(request: web.Request) -> web.Response:
    archer_id = own_archer_id(request)
    query = read_filters(request, NumbersQuery)
    shot = await _read(request, await request.app[ARCHERS].get_one_by_id(archer_id), query)
    # in a thread: arrows may be landing
    return ok_response(await asyncio.to_thread(_numbers, shot))


async def get_rounds(request: web.Request) -> web.Response:
    archer_id = own_archer_id(request)
    await request.app[ARCHERS].get_one_by_id(archer_id)
    return ok_response(await round_scores(request.app[ROUNDS], archer_id))


async def get_friends(request: web.Request) -> web.Response:
    archer_id = own_archer_id(request)
    await request.app[ARCHERS].get_one_by_id(archer_id)
    return ok_response(await asyncio.to_thread(_friends, await request.app[NUMBERS].beside(archer_id)))


async def put_goal(request: web.Request) -> web.Response:
    archer_id = own_archer_id(request)
    await request.app[NUMBERS].put_goal(archer_id, await read_body(request, ArrowGoalUpdate))
    return ok_response(None, 202)


async def delete_goal(request: web.Request) -> web.Response:
    await request.app[NUMBERS].delete_goal(own_archer_id(request))
    return deleted_response()


async def get_goal_corrections(request: web.Request) -> web.Response:
    archer_id, filters = own_archer_id(request), read_filters(request, Filters)
    return page_response(request, await request.app[CORRECTIONS].of_goal(archer_id, filters))


async def get_csv(request: web.Request) -> web.Response:
    from appliance.printing.numbers_sheet import numbers_sheet  # noqa: PLC0415  (imported only when used)
    from appliance.printing.spreadsheet import form_for  # noqa: PLC0415

    archer_id, query = own_archer_id(request), read_filters(request, NumbersCsvQuery)
    form = form_for(language_for(request, query), query.format)
    archer, zone = await request.app[ARCHERS].get_one_by_id(archer_id), await zone_for(request)
    shot = await _read(request, archer, query)
    rounds = await round_scores(request.app[ROUNDS], archer_id)
    beside = await request.app[NUMBERS].beside(archer_id)
    name = f'attachment; filename="arch-stats-{archer_id}.csv"'
    return web.Response(
        # in a thread: arrows may be landing
        body=await asyncio.to_thread(lambda: numbers_sheet(_numbers(shot), rounds, _friends(beside), zone, form)),
        headers={"Content-Disposition": name},
        content_type=CSV,
        charset="utf-8",
    )


async def _read(request: web.Request, archer: ArcherRead, query: NumbersQuery) -> Shot:
    numbers = request.app[NUMBERS]
    goal, now = await numbers.goal(archer.id)
    # a day more than needed, since the local date may be ahead of UTC
    since = NumbersQuery.model_validate({"from": now - timedelta(days=33)})
    return Shot(
        archer=archer,
        zone=await zone_for(request),
        goal=goal,
        now=now,
        of_goal=[] if goal is None else await numbers.shot(archer.id, since),
        arrows=await numbers.shot(archer.id, query),
        ends=await numbers.scored(archer.id, query),
        distances=await numbers.distances(archer.id),
        rings=await numbers.rings(archer.id, query),
    )


def _numbers(shot: Shot) -> ArcherNumbersRead:
    """The statistics; takes some time for years of arrows, so run it in a thread."""
    zone = shot.zone
    scored = [one.at(_hour(one, zone)) for one in shot.ends]
    by_period = {period: _volume(shot.arrows, zone, period) for period in PERIODS}
    return ArcherNumbersRead(
        archer_id=shot.archer.id,
        name=shot.archer.name,
        goal=_goal(shot),
        distances=shot.distances,
        by_day=by_period["day"],
        by_week=by_period["week"],
        by_month=by_period["month"],
        rings=shot.rings,
        by_end=[FormRead.model_validate(form, from_attributes=True) for form in by_end(scored)],
        by_hour=[FormRead.model_validate(form, from_attributes=True) for form in by_hour(scored)],
    )


def _goal(shot: Shot) -> ArrowGoalRead | None:
    goal = shot.goal
    if goal is None:
        return None
    begins = begin_of(shot.now.astimezone(shot.zone).date(), goal.period)
    arrows = volume(shot.of_goal, shot.zone, goal.period).get(begins, 0)
    return ArrowGoalRead(**goal.model_dump(), begins=begins, shot=arrows)


def _hour(one: ScoredAt, zone: tzinfo) -> int:
    return one.shot_at.astimezone(zone).hour


def _volume(shot: list[tuple[datetime, int]], zone: tzinfo, period: Period) -> list[VolumeRead]:
    return [VolumeRead(begins=begins, arrows=arrows) for begins, arrows in volume(shot, zone, period).items()]


def _friends(beside: list[Beside]) -> list[FriendRead]:
    """The archers who shot in the same sessions, those with the most first."""
    by_friend: dict[UUID, list[Beside]] = {}
    for one in beside:
        by_friend.setdefault(one.friend_id, []).append(one)
    found = [_friend(sessions) for sessions in by_friend.values()]
    return sorted(found, key=lambda friend: -len(friend.sessions))


def _friend(sessions: list[Beside]) -> FriendRead:
    difference, doubt = mean_and_doubt([one.average - one.friend_average for one in sessions])
    return FriendRead(
        archer_id=sessions[0].friend_id,
        name=sessions[0].name,
        difference=difference,
        doubt=doubt,
        sessions=[BesideRead.model_validate(one, from_attributes=True, strict=False) for one in sessions],
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{BASE}/numbers",
        get_numbers,
        "Statistics of an archer: arrows shot, rings, form by end and by hour",
        ArcherNumbersRead,
        query=NumbersQuery,
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{BASE}/numbers.csv",
        get_csv,
        "An archer's statistics, rounds and friends' averages, as a spreadsheet",
        query=NumbersCsvQuery,
        refuses=(404, 422),
        media_types=(CSV,),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{BASE}/rounds",
        get_rounds,
        "The rounds that an archer shot, newest first, with handicaps and personal bests",
        list[RoundScoreRead],
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{BASE}/friends",
        get_friends,
        "Archers who shot in the same sessions, with the averages of both",
        list[FriendRead],
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "PUT",
        f"{BASE}/goal",
        put_goal,
        "Set an archer's goal: the number of arrows to shoot",
        None,
        202,
        body=ArrowGoalUpdate,
        refuses=(404, 413, 415, 422),
        least="archer",
    ),
    Endpoint(
        "DELETE", f"{BASE}/goal", delete_goal, "Delete an archer's goal", None, 204, refuses=(404, 422), least="archer"
    ),
    Endpoint(
        "GET",
        f"{BASE}/goal/corrections",
        get_goal_corrections,
        "Corrections of the goal, newest first",
        list[CorrectionRead],
        query=Filters,
        refuses=(404, 422),
        least="archer",
    ),
)
