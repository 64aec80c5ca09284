"""What a handler raises to refuse a request."""

from collections.abc import Sequence

from appliance.errors import ArchStatsError


class BadRequest(ArchStatsError):
    """What a client sent cannot be taken; each error starts with the place."""

    def __init__(self, code: int, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.code = code
        self.errors = list(errors)
