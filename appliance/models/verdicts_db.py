"""Judges which arrows fly differently from the others, by the shots whose arrow is known."""

import asyncio
from uuid import UUID

from appliance.core.scoring.points import Point, fold
from appliance.core.scoring.verdicts import RATE, Shot, judge, verdict_message
from appliance.messages.translation import described
from appliance.models.base_db import DBBase, read_all
from appliance.models.targets_db import hung_on
from appliance.schema.arrows import ArrowRead
from appliance.schema.summary import ArrowVerdictRead, LandedShot, VerdictQuery, VerdictsRead
from appliance.schema.targets import TargetRead


class VerdictsDB(DBBase):
    """Judges the newest 2000 landed shots whose arrow is known, of the newest 200 sessions asked for."""

    async def of_arrows(self, query: VerdictQuery) -> VerdictsRead:
        """A verdict for every arrow among these shots, by identifier."""
        rows = await self._fetch(
            """
            SELECT shots.id, shots.session_id, shots.end_number, shots.archer_id, shots.arrow_id, shots.x, shots.y
              FROM (SELECT id FROM sessions
                     WHERE ($1::timestamptz IS NULL OR start_time >= $1)
                       AND ($2::timestamptz IS NULL OR start_time <= $2)
                       AND ($3::integer IS NULL OR distance = $3)
                       AND ($4::uuid IS NULL OR id = $4)
                     ORDER BY start_time DESC, id DESC
                     LIMIT 200) AS newest
              JOIN counted_shots AS shots ON shots.session_id = newest.id
              JOIN arrows ON arrows.id = shots.arrow_id
             WHERE shots.x IS NOT NULL AND ($5::uuid IS NULL OR shots.archer_id = $5)
             ORDER BY shots.shot_at DESC, shots.seq DESC
             LIMIT 2000
            """,
            query.start_from,
            query.start_to,
            query.distance,
            query.session_id,
            query.archer_id,
        )
        landed = read_all(LandedShot, rows)
        faces = await self._faces(sorted({shot.session_id for shot in landed}))
        names = await self._names(sorted({shot.arrow_id for shot in landed if shot.arrow_id is not None}))
        # archers aim differently, so each has a block of their own
        shots = [
            Shot(
                (shot.session_id, shot.archer_id),
                shot.arrow_id,
                *fold(faces.get(shot.session_id, ()), shot.x, shot.y),
            )
            for shot in landed
            if shot.arrow_id in names
        ]
        verdicts = [
            ArrowVerdictRead(
                arrow_id=arrow_id,
                human_identifier=names[arrow_id],
                verdict=verdict.kind,
                shots=verdict.shots,
                dx=verdict.dx_mm,
                dy=verdict.dy_mm,
                confidence=verdict.confidence,
                more_shots=verdict.more_shots,
                message=described(verdict_message(verdict, names[arrow_id])),
            )
            for verdict in await asyncio.to_thread(judge, shots)
            if isinstance(arrow_id := verdict.arrow, UUID)
        ]
        return VerdictsRead(
            rate=RATE, shots=len(shots), arrows=sorted(verdicts, key=lambda verdict: verdict.human_identifier)
        )

    async def _faces(self, session_ids: list[UUID]) -> dict[UUID, tuple[Point, ...]]:
        rows = await self._fetch(
            "SELECT * FROM targets WHERE session_id = ANY($1::uuid[]) ORDER BY id LIMIT 10000",
            session_ids,
        )
        return hung_on(read_all(TargetRead, rows))

    async def _names(self, arrow_ids: list[UUID]) -> dict[UUID, str]:
        rows = await self._fetch("SELECT * FROM arrows WHERE id = ANY($1::uuid[]) LIMIT 10000", arrow_ids)
        return {arrow.id: arrow.human_identifier for arrow in read_all(ArrowRead, rows)}
