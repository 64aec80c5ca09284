"""The survey that is followed: the newest in the database, among which the file counts as often as it changes."""

from dataclasses import dataclass

from appliance.models.base_db import Queryable
from appliance.models.surveys_db import SurveysDB
from appliance.schema.survey import Survey


@dataclass(frozen=True, slots=True)
class GivenSurvey:
    """A survey from outside the database, and the digest of the file that it stood in."""

    survey: Survey
    digest: str


class SurveyInForce:
    """Reads the survey that is followed.

    What a file says is taken once: after that a person may say better at a page, until the file itself changes.
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
