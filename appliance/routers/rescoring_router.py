"""/api/v0/session/{id}/rescore"""

from aiohttp import web

from appliance.rounds.catalogue import check_round_name, find_round
from appliance.rounds.lengths import arrows_after, keep_arrows
from appliance.rounds.rescoring import Facts, changed, faces_of, outcome, update_of
from appliance.rounds.stretches import Shooting
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import RESCORING, ROSTERS, ROUNDS, SESSIONS, TARGETS
from appliance.routers.utils import ok_response, path_id, read_body
from appliance.schema.rescoring import RescoreCreate, RescoreRead


async def post(request: web.Request) -> web.Response:
    session_id = path_id(request)
    asked = await read_body(request, RescoreCreate)
    await check_round_name(asked.round_name)
    rounds = request.app[ROUNDS]
    session = await request.app[SESSIONS].get_one_by_id(session_id)
    targets = await request.app[TARGETS].find_by_session(session_id)
    faces = faces_of(asked, targets, await request.app[ROSTERS].get_one(session_id))
    scores = request.app[RESCORING]
    hung = [face for target in targets for face in target.faces]
    after = changed(session, asked)
    facts = Facts(session, hung), Facts(after, hung if faces is None else faces)
    round_arrows = await arrows_after(rounds, Shooting(after, tuple(facts[1].faces)))
    if asked.dry_run:
        found = await scores.tried(session_id, facts[1].faces, round_arrows)
    else:
        found = await scores.rescore(session_id, update_of(asked), faces, round_arrows)
        await keep_arrows(rounds, session_id)
    known = await find_round(after.round_name)
    return ok_response(outcome(*facts, known, found, is_done=not asked.dry_run))


ENDPOINTS = (
    Endpoint(
        "POST",
        f"{API}/session/{{id}}/rescore",
        post,
        "Correct faces, distance or round of a session and score it again, or preview the changes",
        RescoreRead,
        body=RescoreCreate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
)
