"""Pairings of phones, one-time codes to pair by, and presses of the box's button."""

from datetime import timedelta
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, read_all, read_or_none
from appliance.models.errors import DBException
from appliance.schema.access import PairingCodeCreate, PairingGrant, PairingRead, Role, StoredPairing

MOST_PAIRINGS = 200
"""Largest number of pairings, of a club's phones and programs: all are held in memory."""
MOST_CODES = 50
WITHDRAWN_KEPT = 100
"""Number of withdrawn pairings that are kept for people to look at."""
IN_USE = timedelta(hours=1)
"""Shortest time between two writes that a pairing is in use, to spare the card."""


class PairingsDB(DBBase):
    """The table pairings."""

    async def find(self) -> list[PairingRead]:
        """The pairings in force, newest first."""
        return read_all(
            PairingRead,
            await self._fetch(
                """
                SELECT id, name, role, archer_id, made_at, used_at FROM pairings
                 WHERE withdrawn_at IS NULL ORDER BY made_at DESC, id
                """
            ),
        )

    async def find_stored(self) -> list[StoredPairing]:
        """The pairings in force with the digests of their tokens."""
        return read_all(
            StoredPairing,
            await self._fetch(
                """
                SELECT id, name, role, archer_id, made_at, used_at, token_digest FROM pairings
                 WHERE withdrawn_at IS NULL
                """
            ),
        )

    async def insert_one(self, name: str, role: Role, archer_id: UUID | None, token_digest: str) -> UUID:
        """Store a pairing and return its id. Raises DBException when there are too many."""
        new: UUID | None = await self._fetchval(
            """
            WITH old AS (
                DELETE FROM pairings WHERE id IN (
                    SELECT id FROM pairings WHERE withdrawn_at IS NOT NULL ORDER BY withdrawn_at DESC, id OFFSET $6)
            )
            INSERT INTO pairings (name, role, archer_id, token_digest)
            SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM pairings WHERE withdrawn_at IS NULL) < $5::bigint
            RETURNING id
            """,
            name,
            role,
            archer_id,
            token_digest,
            MOST_PAIRINGS,
            WITHDRAWN_KEPT,
        )
        if new is None:
            raise DBException(refusal("body", "too_many_pairings", most=MOST_PAIRINGS))
        return new

    async def withdraw_one(self, pairing_id: UUID) -> None:
        """Withdraw a pairing, so that its token is refused from now on. Raises DBNotFound."""
        await self._one(
            "pairing",
            "UPDATE pairings SET withdrawn_at = now() WHERE id = $1 AND withdrawn_at IS NULL RETURNING id",
            pairing_id,
        )

    async def note_use(self, pairing_id: UUID) -> None:
        """Record the use of a pairing, at most once an hour."""
        await self._fetchval(
            "UPDATE pairings SET used_at = now() WHERE id = $1 AND (used_at IS NULL OR used_at < now() - $2::interval)",
            pairing_id,
            IN_USE,
        )


class PairingCodesDB(DBBase):
    """The table pairing_codes."""

    async def insert_one(self, code_digest: str, code: PairingCodeCreate) -> PairingGrant:
        """Store a code that is valid for `valid_minutes`. Raises DBException when too many are unused."""
        row = await self._fetchrow(
            """
            WITH old AS (
                DELETE FROM pairing_codes WHERE expires_at <= now() OR expires_at > now() + interval '1 day 1 minute'
                RETURNING code_digest
            )
            INSERT INTO pairing_codes (code_digest, role, archer_id, expires_at)
            SELECT $1, $2, $3, now() + $4::interval
             WHERE (SELECT count(*) FROM pairing_codes) - (SELECT count(*) FROM old) < $5::bigint
            RETURNING role, archer_id, expires_at
            """,
            code_digest,
            code.role,
            code.archer_id,
            timedelta(minutes=code.valid_minutes),
            MOST_CODES,
        )
        granted = read_or_none(PairingGrant, row)
        if granted is None:
            raise DBException(refusal("body", "too_many_codes", most=MOST_CODES))
        return granted

    async def use(self, code_digest: str) -> PairingGrant | None:
        """Use a code up and return its grant; None for one that is unknown, used or expired."""
        return read_or_none(
            PairingGrant,
            await self._fetchrow(
                """
                WITH used AS (DELETE FROM pairing_codes WHERE code_digest = $1 RETURNING role, archer_id, expires_at)
                SELECT role, archer_id, expires_at FROM used WHERE expires_at > now()
                """,
                code_digest,
            ),
        )


class ButtonPressesDB(DBBase):
    """The one row of the table button_presses."""

    async def insert_one(self) -> None:
        """Record that the button was pressed now."""
        await self._fetchval(
            """
            INSERT INTO button_presses DEFAULT VALUES
            ON CONFLICT (only_row) DO UPDATE SET pressed_at = now(), used_at = NULL
            """
        )

    async def use(self, within: timedelta) -> bool:
        """Whether the button was pressed within this time and has paired no phone by that press; uses the press up."""
        return bool(
            await self._fetchval(
                """
                UPDATE button_presses SET used_at = now()
                 WHERE used_at IS NULL AND pressed_at BETWEEN now() - $1::interval AND now() RETURNING true
                """,
                within,
            )
        )
