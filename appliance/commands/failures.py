"""Failures that a person can act on: their text is told, not their trace."""

from appliance.database.errors import DatabaseUnavailable, MigrationRefused
from appliance.errors import StartError
from appliance.models.errors import DBException, DBNotFound
from appliance.settings import SettingsError
from appliance.survey_file import SurveyError
from drivers.errors import LinkLost

EXPECTED = (
    StartError,
    SettingsError,
    SurveyError,
    DatabaseUnavailable,
    MigrationRefused,
    LinkLost,
    DBException,
    DBNotFound,
)
