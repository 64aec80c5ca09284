"""Where the board is plugged in, as chosen on the page."""

from appliance.models.base_db import DBBase, read_or_none
from appliance.models.made_by import MADE_BY
from appliance.schema.node_connections import ConnectionRead, NodeConnection


class NodeConnectionsDB(DBBase):
    """The one row of the table node_connections; without it the settings decide."""

    async def get(self) -> ConnectionRead | None:
        """The connection chosen on the page; None where the settings decide."""
        row = await self._fetchrow("SELECT url, protocol, baud, board_name FROM node_connections")
        return read_or_none(ConnectionRead, row)

    async def put(self, chosen: NodeConnection) -> None:
        """Store the connection that a person chose."""
        await self._set(chosen.url, chosen.protocol, chosen.baud, chosen.board_name)

    async def delete(self) -> None:
        """Forget the chosen connection, so that the settings decide again."""
        await self._set(None, None, None, None)

    async def _set(self, *chosen: str | int | None) -> None:
        await self._fetchval("SELECT set_board($1, $2, $3, $4, $5)", *chosen, MADE_BY.get())
