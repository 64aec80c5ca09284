import pytest

ASSERTING = ("comparing", "matches", "playing", "signing")

pytest.register_assert_rewrite(*(f"tests.evening.{name}" for name in ASSERTING))
