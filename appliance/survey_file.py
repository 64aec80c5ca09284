"""Reads a survey file, TOML or JSON."""

import hashlib
import json
from pathlib import Path

from pydantic import ValidationError

from appliance.core.message import message, message_of
from appliance.errors import InvalidValue
from appliance.messages.values import of_value
from appliance.schema.survey import Survey


class SurveyError(InvalidValue):
    """A survey file that cannot be used; the text says where, and what would be right."""


def digest_of(survey: Survey) -> str:
    """A digest of a survey file's content, independent of comments and the order of keys."""
    return hashlib.sha256(survey.model_dump_json().encode()).hexdigest()


def read_survey(path: Path) -> Survey:
    """Read the survey in `path`. Raises SurveyError."""
    import tomllib  # noqa: PLC0415  (only if there is a file)

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SurveyError(message("survey_unreadable", file=str(path), why=message_of(error))) from error
    try:
        if path.suffix == ".json":
            return Survey.model_validate_json(text)
        # through JSON, so that both formats are validated by the same rules
        return Survey.model_validate_json(json.dumps(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise SurveyError(message("survey_not_toml", file=str(path), why=str(error))) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "survey"
        raise SurveyError(message("survey_value", file=str(path), place=where, why=of_value(first))) from error
