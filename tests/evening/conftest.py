import pytest

from appliance.access.roles import AccessRules
from tests.routers.conftest import phone

__all__ = ["phone"]


@pytest.fixture
def access_rules() -> AccessRules:
    """Who signs is who is paired, at the box as well."""
    return AccessRules(trusts_loopback=False)
