"""Requests to write a tag, and their outcome."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from appliance.core.message import message, refusal
from appliance.core.tags import WrittenOutcome, outcome_message
from appliance.messages.translation import described
from appliance.models.base_db import DBBase
from appliance.models.errors import DBNotFound
from appliance.models.reading import read_all_as
from appliance.schema.tags import ProgrammingRead


@dataclass(frozen=True, slots=True)
class WantedTag:
    """A request to write a tag, open for `left_s` seconds more."""

    id: UUID
    arrow_id: UUID
    left_s: float


class ProgrammingsDB(DBBase):
    """The table programmings: one row, for there is one reader."""

    async def begin(self, arrow_id: UUID) -> ProgrammingRead:
        """Request the arrow's tag to be written. Raises DBNotFound; DBException while a request for another arrow is
        open."""
        await self._one(
            "arrow", "SELECT begin_programming($1) AS id WHERE EXISTS (SELECT FROM arrows WHERE id = $1)", arrow_id
        )
        return await self.get_one(arrow_id)

    async def get_one(self, arrow_id: UUID) -> ProgrammingRead:
        """The arrow's request. Raises DBNotFound where there is none, or another arrow's was requested since."""
        found = await self.get_last()
        if found is None or found.arrow_id != arrow_id:
            raise DBNotFound(refusal("path.id", "row_not_there", what="programming", id=str(arrow_id)))
        return found

    async def get_last(self) -> ProgrammingRead | None:
        """The latest request to write a tag; None when there is none."""
        row = await self._fetchrow(
            """
            SELECT programmings.id, arrow_id, human_identifier, asked_at, expires_at, other_arrow,
                   CASE WHEN outcome IS NOT NULL THEN outcome
                        WHEN now() >= asked_at AND now() < expires_at THEN 'waiting' ELSE 'expired' END AS outcome
              FROM programmings JOIN arrows ON arrows.id = arrow_id
            """
        )
        return None if row is None else next(iter(read_all_as(ProgrammingRead, [row], _programming)), None)

    async def delete_one(self, arrow_id: UUID) -> None:
        """Withdraw the arrow's request. Raises DBNotFound."""
        await self._one("programming", "DELETE FROM programmings WHERE arrow_id = $1 RETURNING id", arrow_id)

    async def wanted(self) -> WantedTag | None:
        """The request without an outcome, if any; `left_s` <= 0 where its time is over, or the clock was set back."""
        row = await self._fetchrow(
            """
            SELECT id, arrow_id, CASE WHEN now() >= asked_at THEN extract(epoch FROM expires_at - now())::float8
                                      ELSE 0 END AS left_s
              FROM programmings WHERE outcome IS NULL
            """
        )
        return None if row is None else WantedTag(*row.values())

    async def others(self, arrow_id: UUID) -> dict[UUID, str]:
        """The names of all other arrows, by id."""
        rows = await self._fetch("SELECT id, human_identifier FROM arrows WHERE id <> $1", arrow_id)
        return {row["id"]: row["human_identifier"] for row in rows}

    async def end(self, programming_id: UUID, arrow_id: UUID, outcome: WrittenOutcome, other: str | None) -> None:
        """Record the outcome of a request, and whether the arrow counts as programmed from now on."""
        await self._fetchval("SELECT end_programming($1, $2, $3, $4)", programming_id, arrow_id, outcome, other)

    async def expire(self, programming_id: UUID) -> None:
        """Record that a request expired."""
        await self._fetchval("SELECT end_programming($1, NULL, 'expired', NULL)", programming_id)


def _programming(fields: dict[str, Any]) -> ProgrammingRead:
    own = {name: fields[name] for name in ("id", "arrow_id", "asked_at", "expires_at", "outcome")}
    # what became of it is one of ours before it is put into words
    found = ProgrammingRead.model_validate(own | {"message": described(message("tag_expired"))})
    result = outcome_message(found.outcome, fields["human_identifier"] or "", fields["other_arrow"] or "")
    return found.model_copy(update={"message": described(result)})
