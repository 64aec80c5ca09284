"""Where the board is plugged in, as chosen on the page."""

from appliance.models.base_db import DBBase, read_or_none
from appliance.models.made_by import MADE_BY
from appliance.schema.node_connections import ChosenConnection, ConnectionRead, NodeConnection


class NodeConnectionsDB(DBBase):
    """The one row of the table node_connections; without it the settings hold."""

    async def get(self) -> ConnectionRead | None:
        """The connection chosen on the page."""
        row = await self._fetchrow("SELECT url, protocol, baud, board_name FROM node_connections")
        return read_or_none(ConnectionRead, row)

    async def get_chosen(self) -> ChosenConnection | None:
        """The same, with who chose it, and when."""
        row = await self._fetchrow("SELECT url, protocol, baud, board_name, chosen_at, chosen_by FROM node_connections")
        return read_or_none(ChosenConnection, row)

    async def put(self, chosen: NodeConnection) -> None:
        """Choose."""
        await self._fetchval(
            """
            INSERT INTO node_connections (url, protocol, baud, board_name, chosen_by) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (only_row) DO UPDATE
               SET url = excluded.url, protocol = excluded.protocol, baud = excluded.baud,
                   board_name = excluded.board_name, chosen_at = now(), chosen_by = excluded.chosen_by
            """,
            chosen.url,
            chosen.protocol,
            chosen.baud,
            chosen.board_name,
            MADE_BY.get(),
        )

    async def delete(self) -> None:
        """Forget the chosen connection, so that the settings decide again."""
        await self._fetchval("DELETE FROM node_connections")
