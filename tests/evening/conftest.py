from tests.routers.conftest import access_rules, phone

__all__ = ["access_rules", "phone"]
