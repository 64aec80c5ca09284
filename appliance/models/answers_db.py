"""Responses to requests that may be repeated, stored in the transaction of the request."""

from appliance.core import limits
from appliance.models.base_db import DBBase

MOST_KEPT = 500
"""Phones repeat a request within minutes; an evening has fewer requests than this."""


class AnswersDB(DBBase):
    """The table answers."""

    async def find(self, asker: str, path: str, key: str) -> str | None:
        """The body of the response; None where the request is new."""
        body: str | None = await self._fetchval(
            "SELECT body FROM answers WHERE asker = $1 AND path = $2 AND key = $3", asker, path, key
        )
        return body if body is not None and limits.ANSWER.holds(body) else None

    async def keep(self, asker: str, path: str, key: str, body: str) -> None:
        """Store a response and delete the oldest beyond MOST_KEPT."""
        await self._fetchval(
            """
            WITH kept AS (INSERT INTO answers (asker, path, key, body) VALUES ($1, $2, $3, $4)
                          ON CONFLICT (asker, path, key) DO NOTHING RETURNING number)
            DELETE FROM answers USING kept WHERE answers.number <= kept.number - $5
            """,
            asker,
            path,
            key,
            body,
            MOST_KEPT,
        )
