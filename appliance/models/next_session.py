"""Opens a session that follows another one at the same place: the next pass of a round, or a match."""

from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import Queryable
from appliance.models.errors import DBNotFound
from appliance.models.targets_db import TargetsDB
from appliance.schema.archers import RosterCreate
from appliance.schema.sessions import DistanceUnit
from appliance.schema.targets import Face, TargetCreate


class NextPass(NamedTuple):
    """The next pass of a round: the distance, and the faces on a butt of `max_x` by `max_y` mm."""

    distance: int
    distance_unit: DistanceUnit
    arrows_per_end: int
    faces: list[Face]
    max_x: float
    max_y: float


class NextSession(NamedTuple):
    """The session to open, at the place of the session `like`: the next pass of its round or, without `next_pass`, one
    without a round at the same distance and faces. `closing`: the open session that ends, as the caller read it.
    """

    like: UUID
    closing: UUID | None
    arrows_per_end: int
    roster: RosterCreate | None
    next_pass: NextPass | None = None


async def open_next(connection: Queryable, following: NextSession) -> UUID:
    """Close the open session and open the following one with its faces and roster; returns its id.

    Raises DBNotFound, and DBException while a session other than `closing` is open.
    """
    await connection.fetchval(
        "UPDATE sessions SET is_opened = false WHERE id = $1 AND is_opened RETURNING id", following.closing
    )
    there = following.next_pass
    new: UUID | None = await connection.fetchval(
        """
        INSERT INTO sessions (is_opened, start_time, location, is_indoor, distance, distance_unit, arrows_per_end,
                              round_name, round_id)
        SELECT true, appliance_now(), location, is_indoor, coalesce($2, distance), coalesce($3, distance_unit), $4,
               CASE WHEN $5 THEN round_name END, CASE WHEN $5 THEN coalesce(round_id, id) END
          FROM sessions WHERE id = $1
        RETURNING id
        """,
        following.like,
        None if there is None else there.distance,
        None if there is None else there.distance_unit,
        following.arrows_per_end,
        there is not None,
    )
    if new is None:
        raise DBNotFound(refusal("path.id", "row_not_there", what="session", id=str(following.like)))
    if there is None:
        await connection.fetchval(
            """
            INSERT INTO targets (session_id, max_x, max_y, faces)
            SELECT $2, max_x, max_y, faces FROM targets WHERE session_id = $1 ORDER BY id
            """,
            following.like,
            new,
        )
    else:
        target = TargetCreate(session_id=new, max_x=there.max_x, max_y=there.max_y, faces=there.faces)
        await TargetsDB(connection).insert_one(target)
    if following.roster is not None:
        await RostersDB(connection).put(new, following.roster)
    return new
