"""The error by which a handler refuses a request."""

from collections.abc import Mapping, Sequence

from appliance.core.message import Message
from appliance.errors import ArchStatsError


class BadRequest(ArchStatsError):
    """A refused request; each error names its place. `headers` are added to the response."""

    def __init__(self, code: int, errors: Sequence[Message], headers: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.code = code
        self.errors = list(errors)
        self.headers = dict(headers or {})
