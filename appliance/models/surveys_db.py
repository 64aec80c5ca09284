"""Surveys of the sensors' positions; the newest is in force."""

from uuid import UUID

from appliance.models.base_db import DBBase, read, read_all, read_or_none
from appliance.schema.survey import Survey, SurveyRead, SurveyRevision, SurveySource

MOST_REVISIONS = 50


class SurveysDB(DBBase):
    """The table surveys."""

    async def insert_one(self, survey: Survey, source: SurveySource, file_digest: str | None = None) -> UUID:
        """Store a survey and put it in force; returns its id. One equal to the newest is not stored again."""
        kept: UUID = await self._fetchval(
            "SELECT keep_survey($1, $2, $3)", survey.model_dump(mode="json"), source, file_digest
        )
        return kept

    async def get_newest(self) -> SurveyRead | None:
        """The survey in force; None before the first, or where it cannot be read."""
        row = await self._fetchrow(
            "SELECT id, version, created_at, source, survey FROM surveys ORDER BY version DESC LIMIT 1"
        )
        return read_or_none(SurveyRead, row)

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
            SELECT id, version, created_at, source, jsonb_array_length(survey -> 'sensors') AS sensors
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
