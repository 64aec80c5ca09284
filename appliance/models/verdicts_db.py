"""Which arrows fly differently from the others, from the shots that are told apart."""

import asyncio
from uuid import UUID

from appliance.core.scoring import HungFace, fold
from appliance.core.verdicts import RATE, Shot, in_words, judge
from appliance.models.base_db import DBBase
from appliance.models.targets_db import hung_faces
from appliance.schema.summary import ArrowVerdictRead, VerdictQuery, VerdictsRead
from appliance.schema.targets import Face


class VerdictsDB(DBBase):
    """Judges the newest 2000 landed shots whose arrow is known, of the newest 200 sessions asked for."""

    async def of_arrows(self, query: VerdictQuery) -> VerdictsRead:
        """A verdict for every arrow among them, by identifier."""
        rows = await self._fetch(
            """
            SELECT shots.session_id, shots.archer_id, shots.arrow_id, arrows.human_identifier, shots.x, shots.y
              FROM (SELECT id FROM sessions
                     WHERE ($1::timestamptz IS NULL OR start_time >= $1)
                       AND ($2::timestamptz IS NULL OR start_time <= $2)
                       AND ($3::integer IS NULL OR distance = $3)
                       AND ($4::uuid IS NULL OR id = $4)
                     ORDER BY start_time DESC, id DESC
                     LIMIT 200) AS newest
              JOIN shots ON shots.session_id = newest.id
              JOIN arrows ON arrows.id = shots.arrow_id
             WHERE shots.x IS NOT NULL AND NOT shots.is_sighter AND ($5::uuid IS NULL OR shots.archer_id = $5)
             ORDER BY shots.shot_at DESC, shots.seq DESC
             LIMIT 2000
            """,
            query.start_from,
            query.start_to,
            query.distance,
            query.session_id,
            query.archer_id,
        )
        faces = await self._faces(sorted({row["session_id"] for row in rows}))
        # archers aim differently, so each has a block of their own
        shots = [
            Shot(
                (row["session_id"], row["archer_id"]),
                row["arrow_id"],
                *fold(faces.get(row["session_id"], ()), row["x"], row["y"]),
            )
            for row in rows
        ]
        names = {row["arrow_id"]: row["human_identifier"] for row in rows}
        verdicts = [
            ArrowVerdictRead(
                arrow_id=arrow_id,
                human_identifier=names[arrow_id],
                verdict=verdict.kind,
                shots=verdict.shots,
                dx=verdict.dx_mm,
                dy=verdict.dy_mm,
                sureness=verdict.sureness,
                more_shots=verdict.more_shots,
                sentence=in_words(verdict, names[arrow_id]),
            )
            for verdict in await asyncio.to_thread(judge, shots)
            if isinstance(arrow_id := verdict.arrow, UUID)
        ]
        return VerdictsRead(
            rate=RATE, shots=len(shots), arrows=sorted(verdicts, key=lambda verdict: verdict.human_identifier)
        )

    async def _faces(self, session_ids: list[UUID]) -> dict[UUID, tuple[HungFace, ...]]:
        rows = await self._fetch(
            "SELECT session_id, faces FROM targets WHERE session_id = ANY($1::uuid[]) ORDER BY id LIMIT 10000",
            session_ids,
        )
        by_session: dict[UUID, list[Face]] = {}
        for row in rows:
            by_session.setdefault(row["session_id"], []).extend(Face.model_validate(face) for face in row["faces"])
        return {session_id: hung_faces(faces) for session_id, faces in by_session.items()}
