"""The survey in force: the newest in the database, into which a survey file is stored each time that it changed."""

from dataclasses import dataclass

from appliance.core.message import Message, message
from appliance.models.base_db import Queryable
from appliance.models.surveys_db import SurveysDB
from appliance.schema.survey import Survey


@dataclass(frozen=True, slots=True)
class GivenSurvey:
    """A survey that was read from a file, and the digest of that file."""

    survey: Survey
    digest: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A survey, None where there is none, and its version, None where it is of the file.

    `passed_over`: how many newer ones cannot be read.
    """

    survey: Survey | None
    version: int | None
    passed_over: int


async def followed(surveys: SurveysDB, given: GivenSurvey | None) -> Followed:
    """The newest survey that can be read; a row of the given file holds what the file says, readable or not."""
    passed_over = 0
    async for stored in surveys.newest_first():
        if stored.given is not None:
            return Followed(stored.given.survey, stored.given.version, passed_over)
        passed_over += 1
        if given is not None and stored.file_digest == given.digest:
            break
    return Followed(None if given is None else given.survey, None, passed_over)


class SurveyInForce:
    """Reads the survey in force.

    A survey file is stored once: after that a survey entered on the page replaces it, until the file itself changes.
    """

    def __init__(self, source: Queryable, given: GivenSurvey | None = None) -> None:
        self._surveys = SurveysDB(source)
        self._given = given
        self._is_taken = False
        self._followed: Followed | None = None

    async def read(self) -> Survey | None:
        """The survey in force; None where there is none. Raises DBUnavailable."""
        if self._given is not None and not self._is_taken:
            if self._given.digest != await self._surveys.newest_file_digest():
                await self._surveys.insert_one(self._given.survey, "file", self._given.digest)
            self._is_taken = True
        found = await followed(self._surveys, self._given)
        if self._given is not None and found.version is None and found.passed_over == 1:
            # what the page shows too, for nothing newer than the file was ever said
            await self._surveys.insert_one(self._given.survey, "file", self._given.digest)
            found = await followed(self._surveys, self._given)
        self._followed = found
        return found.survey

    def troubles(self) -> list[Message]:
        """By what arrows are placed where the newest survey cannot be read."""
        found = self._followed
        if found is None or not found.passed_over:
            return []
        if found.survey is None:
            return [message("survey_unreadable_none")]
        if found.version is None:
            return [message("survey_unreadable_file")]
        return [message("survey_unreadable_older", version=found.version)]
