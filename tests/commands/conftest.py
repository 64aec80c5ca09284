from tests.models.conftest import tables

__all__ = ["tables"]
