"""What a handler raises to refuse a request."""

from collections.abc import Mapping, Sequence

from appliance.core.message import Message
from appliance.errors import ArchStatsError


class BadRequest(ArchStatsError):
    """A refused request; each error names its place. `headers` go with the answer."""

    def __init__(self, code: int, errors: Sequence[Message], headers: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.code = code
        self.errors = list(errors)
        self.headers = dict(headers or {})
