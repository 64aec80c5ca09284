"""The form of every response."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Envelope(BaseModel, Generic[T]):
    """The body of every answer; `code` is the HTTP status, `errors` begin with their place (body.name)."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)

    code: int
    data: T
    errors: list[str] = []
