"""A part of a resource that was forgotten fails here; its table, grants and export fail in their own tests."""

import importlib
import pkgutil
import re
from pathlib import Path

import appliance.models
import appliance.routers
from appliance.models.base_db import DBBase
from appliance.routers import ENDPOINTS

ROOT = Path(__file__).parents[2]


def test_every_router_is_in_the_list_of_routes() -> None:
    names = [module.name for module in pkgutil.iter_modules(appliance.routers.__path__)]
    routers = [importlib.import_module(f"appliance.routers.{name}") for name in names if name.endswith("_router")]
    assert len(routers) > 10
    for router in routers:
        assert set(router.ENDPOINTS) <= set(ENDPOINTS), router.__name__


def test_every_class_of_the_models_is_used() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "appliance").rglob("*.py"))
    for module in pkgutil.iter_modules(appliance.models.__path__):
        for name, kind in vars(importlib.import_module(f"appliance.models.{module.name}")).items():
            if isinstance(kind, type) and issubclass(kind, DBBase) and kind.__module__.endswith(module.name):
                assert len(re.findall(rf"\b{name}\b", written)) > 1, f"{name} is asked by nobody"
