"""The survey in force: the newest in the database, into which a survey file is stored each time that it changed."""

from dataclasses import dataclass

from appliance.models.base_db import Queryable
from appliance.models.surveys_db import SurveysDB
from appliance.schema.survey import Survey


@dataclass(frozen=True, slots=True)
class GivenSurvey:
    """A survey that was read from a file, and the digest of that file."""

    survey: Survey
    digest: str


class SurveyInForce:
    """Reads the survey in force.

    A survey file is stored once: after that a survey entered on the page replaces it, until the file itself changes.
    """

    def __init__(self, source: Queryable, given: GivenSurvey | None = None) -> None:
        self._surveys = SurveysDB(source)
        self._given = given
        self._is_taken = False

    async def read(self) -> Survey | None:
        """The survey in force; None where there is none. Raises DBUnavailable."""
        if self._given is not None and not self._is_taken:
            if self._given.digest != await self._surveys.newest_file_digest():
                await self._surveys.insert_one(self._given.survey, "file", self._given.digest)
            self._is_taken = True
        newest = await self._surveys.get_newest()
        if newest is not None:
            return newest.survey
        return None if self._given is None else self._given.survey
