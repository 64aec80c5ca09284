"""The one shape of every answer."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Envelope(BaseModel, Generic[T]):
    """`code` equals the HTTP status; `errors` each start with the place and say what would be right."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)

    code: int
    data: T
    errors: list[str] = []
