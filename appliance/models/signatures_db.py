"""Signatures of score sheets: made, taken back, and what is otherwise since."""

from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, read_all
from appliance.models.errors import DBNotFound
from appliance.schema.signatures import SignatureCreate, SignatureRead, SignedAs

MOST_SIGNATURES = 10_000


class SignaturesDB(DBBase):
    """The table signatures. `signature_read` is the view of those that count."""

    async def find_by_session(self, session_id: UUID) -> list[SignatureRead]:
        """Sheets first, then ends in their order. Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        rows = await self._fetch(
            """
            SELECT * FROM signature_read WHERE session_id = $1
             ORDER BY end_number NULLS FIRST, archer_id, signed_as LIMIT $2
            """,
            session_id,
            MOST_SIGNATURES,
        )
        return read_all(SignatureRead, rows)

    async def find_by_ids(self, signature_ids: list[UUID]) -> list[SignatureRead]:
        """Those of them that count."""
        rows = await self._fetch("SELECT * FROM signature_read WHERE id = ANY($1::uuid[]) LIMIT 1000", signature_ids)
        return read_all(SignatureRead, rows)

    async def insert_one(
        self, session_id: UUID, signature: SignatureCreate, signed_as: SignedAs, signed_by: str | None
    ) -> UUID:
        """Its id. Raises DBNotFound, and DBException where something else stands there, or another hand signed it."""
        row = await self._one(
            "session",
            "SELECT id FROM sign_arrows($1, $2, $3, $4, $5, $6, $7) AS id WHERE id IS NOT NULL",
            session_id,
            signature.archer_id,
            signature.end_number,
            signed_as,
            signed_by,
            signature.arrows,
            signature.score,
        )
        new: UUID = row["id"]
        return new

    async def signed_by(self, session_id: UUID, signature_id: UUID) -> str | None:
        """By whom it is. Raises DBNotFound."""
        row = await self._fetchrow(
            "SELECT signed_by FROM signatures WHERE session_id = $1 AND id = $2", session_id, signature_id
        )
        if row is None:
            raise _not_there(signature_id)
        found: str | None = row["signed_by"]
        return found

    async def delete_one(self, session_id: UUID, signature_id: UUID) -> None:
        """Take it back; one before it counts again. Raises DBNotFound."""
        gone = await self._fetchval(
            "DELETE FROM signatures WHERE session_id = $1 AND id = $2 RETURNING id", session_id, signature_id
        )
        if gone is None:
            raise _not_there(signature_id)


def _not_there(signature_id: UUID) -> DBNotFound:
    return DBNotFound(refusal("path.signature_id", "row_not_there", what="signature", id=str(signature_id)))
