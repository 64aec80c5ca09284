"""Where the board is plugged in, as somebody chose at a page."""

from appliance.models.base_db import DBBase, read_or_none
from appliance.schema.node_connections import ConnectionRead, NodeConnection


class NodeConnectionsDB(DBBase):
    """The one row of the table node_connections; without it the settings hold."""

    async def get(self) -> ConnectionRead | None:
        """What was chosen."""
        row = await self._fetchrow("SELECT url, protocol, baud, board_name FROM node_connections")
        return read_or_none(ConnectionRead, row)

    async def put(self, chosen: NodeConnection) -> None:
        """Choose."""
        await self._fetchval(
            """
            INSERT INTO node_connections (url, protocol, baud, board_name) VALUES ($1, $2, $3, $4)
            ON CONFLICT (only_row) DO UPDATE
               SET url = excluded.url, protocol = excluded.protocol, baud = excluded.baud,
                   board_name = excluded.board_name, chosen_at = now()
            """,
            chosen.url,
            chosen.protocol,
            chosen.baud,
            chosen.board_name,
        )

    async def delete(self) -> None:
        """As the settings say again."""
        await self._fetchval("DELETE FROM node_connections")
