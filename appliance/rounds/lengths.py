"""The number of arrows of a round that are shot in a session; the database counts no arrows beyond it."""

import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from appliance.models.errors import DBUnreadable
from appliance.models.rounds_db import RoundsDB
from appliance.rounds.catalogue import find_round
from appliance.rounds.stretches import Shooting, parts

log = logging.getLogger(__name__)


async def arrows_of(shootings: Sequence[Shooting]) -> dict[UUID, int | None]:
    """The number of arrows of its round for each session, by session id; None where it counts for no round."""
    found: dict[UUID, int | None] = {one.session.id: None for one in shootings}
    for name in dict.fromkeys(one.session.round_name for one in shootings):
        known = await find_round(name)
        if known is None:
            continue
        for part in parts(known, [one for one in shootings if one.session.round_name == name]):
            found[part.shooting.session.id] = None if part.stretch is None else part.stretch.arrows
    return found


async def shootings_of(rounds: RoundsDB, session_id: UUID) -> list[Shooting]:
    """All sessions of the same round as this one, with their faces. Raises DBNotFound."""
    sessions = await rounds.sessions_of(session_id)
    faces = await rounds.faces_of([one.id for one in sessions])
    return [Shooting(one, faces[one.id]) for one in sessions]


async def arrows_after(rounds: RoundsDB, changed: Shooting) -> int | None:
    """The number of arrows of the round that the changed session would have. Raises DBNotFound."""
    session_id = changed.session.id
    shootings = [changed if one.session.id == session_id else one for one in await shootings_of(rounds, session_id)]
    return (await arrows_of(shootings))[session_id]


async def keep_arrows(rounds: RoundsDB, session_id: UUID) -> None:
    """Compute and store the numbers of arrows, after a change of the session or its faces. Raises DBNotFound.

    Where the session cannot be read they stay as they are: the change is made, and is no error.
    """
    try:
        shootings = await shootings_of(rounds, session_id)
    except DBUnreadable as error:
        log.warning("session %s keeps its number of arrows: %s", session_id, error)
        return
    arrows: Mapping[UUID, int | None] = await arrows_of(shootings)
    await rounds.keep_arrows(arrows)
