"""/api/v0/bracket, /api/v0/seeding and /api/v0/match: brackets from a ranking, and the matches in them"""

from uuid import UUID

from aiohttp import web

from appliance.core.message import refusal
from appliance.models.made_by import MADE_BY, named_judge
from appliance.rounds.bracketing import bracket_read, timed_as, to_shoot
from appliance.rounds.catalogue import RoundError
from appliance.rounds.seeding import ranking_of, seeded
from appliance.routers.callers import caller_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import BRACKETS, MATCH_ORDER, MATCH_RESULTS, ROSTERS, ROUNDS
from appliance.routers.utils import deleted_response, ok_response, path_id, read_body
from appliance.schema.brackets import (
    BracketCreate,
    BracketRead,
    BracketSummaryRead,
    MatchBegin,
    MatchFirst,
    MatchRead,
    MatchUpdate,
    SeedingCreate,
    SeedRead,
)

BASE = f"{API}/bracket"
MATCH = f"{API}/match/{{id}}"


async def get_list(request: web.Request) -> web.Response:
    return ok_response(await request.app[BRACKETS].find())


async def get(request: web.Request) -> web.Response:
    return ok_response(bracket_read(await request.app[BRACKETS].get_one(path_id(request))))


async def post(request: web.Request) -> web.Response:
    asked = await read_body(request, BracketCreate)
    return ok_response(str(await request.app[BRACKETS].insert_one(asked, await _seeded(request, asked))), 201)


async def seeding(request: web.Request) -> web.Response:
    asked = await read_body(request, SeedingCreate)
    return ok_response(await _seeded(request, asked))


async def delete(request: web.Request) -> web.Response:
    await request.app[BRACKETS].delete_one(path_id(request))
    return deleted_response()


async def begin(request: web.Request) -> web.Response:
    match_id = path_id(request)
    asked = await read_body(request, MatchBegin)
    bracket, _ = await _match(request, match_id)
    shooting = to_shoot(bracket, match_id, asked, await _to_close(request, match_id))
    return ok_response(str(await request.app[BRACKETS].begin(match_id, shooting)), 201)


async def begin_shoot_off(request: web.Request) -> web.Response:
    match_id = path_id(request)
    bracket, match = await _match(request, match_id)
    if match.state not in ("shoot_off", "judge"):
        raise RoundError(refusal("path.id", "match_not_equal"))
    timed = None if match.first_side is None else timed_as(bracket, is_shoot_off=True)
    await request.app[BRACKETS].begin_shoot_off(match_id, timed)
    return ok_response(None, 202)


async def put_first(request: web.Request) -> web.Response:
    match_id = path_id(request)
    update = await read_body(request, MatchFirst)
    await request.app[MATCH_ORDER].let_begin(match_id, update.first)
    return ok_response(None, 202)


async def patch(request: web.Request) -> web.Response:
    match_id = path_id(request)
    update = await read_body(request, MatchUpdate)
    _, match = await _match(request, match_id)
    if match.is_bye or not match.seed_a or not match.seed_b:
        raise RoundError(refusal("path.id", "match_without_sides"))
    if update.winner is not None:
        seeds = (match.seed_a, match.seed_b)
        await request.app[MATCH_RESULTS].rule(match_id, update.winner, seeds, _judge(request, update))
    elif match.by == "judge":
        await request.app[MATCH_RESULTS].take_back(match_id, is_result=False)
    return ok_response(None, 202)


def _judge(request: web.Request, update: MatchUpdate) -> str:
    """The name of the judge: that of a judge's pairing, else of the request. Raises RoundError where neither has
    one."""
    made_by = MADE_BY.get()
    if caller_of(request).role == "judge" and made_by is not None:
        return made_by
    if update.judge is None:
        raise RoundError(refusal("body.judge", "judge_has_no_name"))
    return named_judge(update.judge)


async def _seeded(request: web.Request, asked: SeedingCreate) -> list[SeedRead]:
    return seeded(asked, await ranking_of(request.app[ROUNDS], request.app[ROSTERS], asked.session_ids))


async def _to_close(request: web.Request, match_id: UUID) -> UUID | None:
    """The open session, which this match will close. Raises RoundError while another match is shot in it."""
    opened = await request.app[BRACKETS].open_session()
    if opened is None:
        return None
    if opened.match_id is not None and opened.match_id != match_id:
        _, other = await _match(request, opened.match_id)
        if other.winner is None and not other.is_contested:
            raise RoundError(refusal("path.id", "another_match_is_shot"))
    return opened.session_id


async def _match(request: web.Request, match_id: UUID) -> tuple[BracketRead, MatchRead]:
    """The bracket of a match, and the match as it stands. Raises DBNotFound."""
    bracket_id = await request.app[BRACKETS].bracket_of(match_id)
    bracket = bracket_read(await request.app[BRACKETS].get_one(bracket_id))
    return bracket, next(one for one in bracket.matches if one.id == match_id)


ENDPOINTS = (
    Endpoint("GET", BASE, get_list, "Brackets, newest first", list[BracketSummaryRead], least="spectator"),
    Endpoint(
        "POST",
        BASE,
        post,
        "Make a bracket, seeded by the scores of sessions",
        str,
        201,
        body=BracketCreate,
        refuses=(413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{API}/seeding",
        seeding,
        "Preview the seeding of a bracket",
        list[SeedRead],
        body=SeedingCreate,
        refuses=(413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "GET",
        f"{BASE}/{{id}}",
        get,
        "A bracket: who meets whom, how each match stands, who goes on",
        BracketRead,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/{{id}}",
        delete,
        "Delete a bracket; the sessions of its matches stay",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{MATCH}/begin",
        begin,
        "Close the open session and begin a match in a new one; returns its id",
        str,
        201,
        body=MatchBegin,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{MATCH}/shoot-off",
        begin_shoot_off,
        "Begin the shoot-off of an equal match: one arrow each",
        None,
        202,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "PUT",
        f"{MATCH}/first",
        put_first,
        "Set which side shoots first in the end that begins, where sides alternate",
        None,
        202,
        body=MatchFirst,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "PATCH",
        MATCH,
        patch,
        "Decide a match as a judge, or undo that",
        None,
        202,
        body=MatchUpdate,
        refuses=(404, 413, 415, 422),
        least="judge",
    ),
)
