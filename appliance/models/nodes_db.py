"""Nodes, and the size of their butt."""

from appliance.core.events import NodeStatus
from appliance.core.limits import NODE_NAME, SENTENCE
from appliance.messages.translation import described
from appliance.models.base_db import DBBase, read_all, read_or_none
from appliance.schema.health import ButtRead, NodeRead


class NodesDB(DBBase):
    """The table nodes."""

    async def upsert(self, status: NodeStatus) -> None:
        """Store the latest status of a node; committed asynchronously, as the next one follows soon."""
        await self._fetchval(
            """
            INSERT INTO nodes (node, state, detail, firmware, temp_c, rh_pct, pressure_pa, dropped_frames, updated_at,
                               refused_values, shots_awaited)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
              FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
            ON CONFLICT (node) DO UPDATE
               SET state = excluded.state, detail = excluded.detail, firmware = excluded.firmware,
                   temp_c = excluded.temp_c, rh_pct = excluded.rh_pct, pressure_pa = excluded.pressure_pa,
                   dropped_frames = excluded.dropped_frames, updated_at = excluded.updated_at,
                   refused_values = excluded.refused_values, shots_awaited = excluded.shots_awaited
            """,
            NODE_NAME.plain(status.node),
            status.state,
            [described(one).model_dump(mode="json") for one in status.detail],
            SENTENCE.plain(status.firmware),
            status.air.temp_c,
            status.air.rh_pct,
            status.air.pressure_pa,
            status.dropped_frames,
            status.received_at,
            status.refused_values,
            status.shots_awaited,
        )

    async def find_all(self) -> list[NodeRead]:
        """The nodes of the table, by name."""
        return read_all(NodeRead, await self._fetch("SELECT * FROM nodes ORDER BY node LIMIT 100"))

    async def butt(self) -> ButtRead | None:
        """The butt's size as surveyed; None before the first survey."""
        row = await self._fetchrow(
            "SELECT butt_width_mm AS width_mm, butt_height_mm AS height_mm FROM appliance "
            "WHERE butt_width_mm IS NOT NULL AND butt_height_mm IS NOT NULL"
        )
        return read_or_none(ButtRead, row)

    async def delete_one(self, node: str) -> None:
        """Delete a node that is not read any more."""
        await self._fetchval("DELETE FROM nodes WHERE node = $1", node)
