import pytest

pytest.register_assert_rewrite("tests.evening.comparing", "tests.evening.matches", "tests.evening.playing")
