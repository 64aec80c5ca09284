"""Surveys of the sensors' positions; the newest that can be read is in force."""

import itertools
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase, read, read_all
from appliance.models.reading import read_all_as
from appliance.schema.survey import Survey, SurveyRead, SurveyRevision, SurveySource

MOST_REVISIONS = 50


class StoredSurvey(NamedTuple):
    """A row: the digest of the file that it came from, if any, and the survey; None where that cannot be read."""

    file_digest: str | None
    given: SurveyRead | None


class SurveysDB(DBBase):
    """The table surveys."""

    async def insert_one(self, survey: Survey, source: SurveySource, file_digest: str | None = None) -> UUID:
        """Store a survey and put it in force; returns its id. One equal to the newest is not stored again."""
        kept: UUID = await self._fetchval(
            "SELECT keep_survey($1, $2, $3)", survey.model_dump(mode="json"), source, file_digest
        )
        return kept

    async def get_newest(self) -> SurveyRead | None:
        """The newest survey that can be read; None where there is none."""
        async for stored in self.newest_first():
            if stored.given is not None:
                return stored.given
        return None

    async def newest_first(self) -> AsyncIterator[StoredSurvey]:
        """All surveys, each fetched when it is asked for, since nearly always the first is the one in force."""
        for passed in itertools.count():
            row = await self._fetchrow(
                """
                SELECT id, version, created_at, source, survey, file_digest
                  FROM surveys ORDER BY version DESC, id OFFSET $1 LIMIT 1
                """,
                passed,
            )
            if row is None:
                return
            read_rows = read_all_as(SurveyRead, [row], _without_digest)
            yield StoredSurvey(row["file_digest"], next(iter(read_rows), None))

    async def get_one_by_id(self, survey_id: UUID) -> SurveyRead:
        """A survey by id. Raises DBNotFound, DBUnreadable."""
        row = await self._one(
            "survey", "SELECT id, version, created_at, source, survey FROM surveys WHERE id = $1", survey_id
        )
        return read(SurveyRead, row)

    async def find_revisions(self) -> list[SurveyRevision]:
        """The newest 50 surveys, newest first."""
        rows = await self._fetch(
            """
            SELECT id, version, created_at, source,
                   CASE WHEN jsonb_typeof(survey -> 'sensors') = 'array'
                        THEN jsonb_array_length(survey -> 'sensors') END AS sensors
              FROM surveys ORDER BY version DESC LIMIT $1
            """,
            MOST_REVISIONS,
        )
        return read_all(SurveyRevision, rows)

    async def newest_file_digest(self) -> str | None:
        """The digest of the file that was stored last, if any."""
        digest: str | None = await self._fetchval(
            "SELECT file_digest FROM surveys WHERE file_digest IS NOT NULL ORDER BY version DESC LIMIT 1"
        )
        return digest


def _without_digest(fields: dict[str, Any]) -> SurveyRead:
    return SurveyRead.model_validate({name: value for name, value in fields.items() if name != "file_digest"})
