"""Each role may do what those before it may."""

from uuid import uuid4

import pytest

from appliance.access.roles import HERE, NOBODY, ROLES, WATCHER, Caller
from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import Endpoint


def test_a_larger_role_may_do_more() -> None:
    may = {role: [Caller(role, "pairing", uuid4()).may(least) for least in ROLES] for role in ROLES}
    assert may == {
        "spectator": [True, False, False, False, False],
        "archer": [True, True, False, False, False],
        "coach": [True, True, True, False, False],
        "judge": [True, True, True, True, False],
        "keeper": [True, True, True, True, True],
    }
    assert [NOBODY.may(least) for least in (None, *ROLES)] == [True, False, False, False, False, False]
    assert HERE.may("keeper")
    assert not WATCHER.may("archer")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: f"{e.method} {e.path}")
def test_what_changes_something_takes_more_than_watching(endpoint: Endpoint) -> None:
    is_watching = endpoint.least in (None, "spectator")
    # whoever sees that somebody is in front of the butt stops the shooting
    is_for_all = "/pairing" in endpoint.path or endpoint.path.endswith("/timer/emergency-stop")
    assert not is_watching or endpoint.method == "GET" or is_for_all
