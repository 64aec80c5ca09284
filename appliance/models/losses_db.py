"""Shots that a node had and could not send again."""

from appliance.models.base_db import DBBase
from appliance.schema.set_aside import LossCreate


class LossesDB(DBBase):
    """The table losses."""

    async def insert_one(self, loss: LossCreate) -> None:
        """Record it; the same loss told twice is one. Raises DBException."""
        await self._fetchval(
            """
            INSERT INTO losses (node, boot, first_sequence, last_sequence, lost_from, lost_until, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (node, boot, first_sequence, last_sequence) DO NOTHING
            RETURNING id
            """,
            loss.node,
            loss.boot,
            loss.first_sequence,
            loss.last_sequence,
            loss.lost_from,
            loss.lost_until,
            loss.reason,
        )
