"""Signatures of ends and score sheets, and what was changed since."""

from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, read_all
from appliance.models.errors import DBNotFound
from appliance.schema.signatures import SignatureCreate, SignatureRead, SignedAs

MOST_SIGNATURES = 10_000


class SignaturesDB(DBBase):
    """The table signatures; the function `signatures_of_sessions` returns those in force."""

    async def find_by_session(self, session_id: UUID) -> list[SignatureRead]:
        """A session's signatures: of sheets, then of ends in their order. Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        return await self.find_by_sessions([session_id])

    async def find_by_sessions(self, session_ids: list[UUID]) -> list[SignatureRead]:
        """The signatures of several sessions, by session."""
        rows = await self._fetch(
            """
            SELECT * FROM signatures_of_sessions($1)
             ORDER BY session_id, end_number NULLS FIRST, archer_id, signed_as LIMIT $2
            """,
            session_ids,
            MOST_SIGNATURES * max(len(session_ids), 1),
        )
        return read_all(SignatureRead, rows)

    async def find_by_ids(self, signature_ids: list[UUID]) -> list[SignatureRead]:
        """The signatures among `signature_ids` that are in force."""
        rows = await self._fetch(
            """
            SELECT * FROM signatures_of_sessions(ARRAY(SELECT session_id FROM signatures WHERE id = ANY($1::uuid[])))
             WHERE id = ANY($1) LIMIT 1000
            """,
            signature_ids,
        )
        return read_all(SignatureRead, rows)

    async def insert_one(
        self,
        session_id: UUID,
        signature: SignatureCreate,
        signed_as: SignedAs,
        signed_by: str | None,
        *,
        round_arrows: int | None,
    ) -> UUID:
        """Store a signature and return its id. `round_arrows`: arrows of its round in the session; None without a
        round.

        Raises DBNotFound, and DBException where the arrows are not those that were signed, the end or sheet is still
        being shot, or somebody else signed it.
        """
        row = await self._one(
            "session",
            "SELECT id FROM sign_arrows($1, $2, $3, $4, $5, $6, $7, $8) AS id WHERE id IS NOT NULL",
            session_id,
            signature.archer_id,
            signature.end_number,
            signed_as,
            signed_by,
            signature.arrows,
            signature.score,
            round_arrows,
        )
        new: UUID = row["id"]
        return new

    async def signer(self, session_id: UUID, signature_id: UUID) -> tuple[SignedAs, str | None]:
        """The capacity in which somebody signed, and who it was by the header X-Made-By. Raises DBNotFound."""
        row = await self._fetchrow(
            "SELECT signed_as, signed_by FROM signatures WHERE session_id = $1 AND id = $2", session_id, signature_id
        )
        if row is None:
            raise _not_there(signature_id)
        return row["signed_as"], row["signed_by"]

    async def withdraw_one(self, session_id: UUID, signature_id: UUID, made_by: str | None) -> None:
        """Withdraw a signature, which is kept as a correction; an earlier one is in force again. Raises DBNotFound."""
        gone = await self._fetchval("SELECT withdraw_signature($1, $2, $3)", session_id, signature_id, made_by)
        if gone is None:
            raise _not_there(signature_id)


def _not_there(signature_id: UUID) -> DBNotFound:
    return DBNotFound(refusal("path.signature_id", "row_not_there", what="signature", id=str(signature_id)))
