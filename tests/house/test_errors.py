"""Every error that is raised on purpose has one root, so that one `except` reaches all of them."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import appliance
import drivers
from appliance.errors import ArchStatsError, InvalidValue, StartError, Unavailable

ROOTS_AND_BRANCHES = {ArchStatsError, InvalidValue, StartError, Unavailable}

OF_THE_BOARD = {f"drivers.node.{name}" for name in ("main", "pico", "programs", "start")} | {
    f"drivers.bow.{name}" for name in ("main", "pico", "wifi")
}
"""They import what MicroPython has on a board alone, and define no class of error."""


def own_errors() -> Iterator[type[BaseException]]:
    for package in (appliance, drivers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name == "appliance.__main__" or module.name in OF_THE_BOARD:
                continue
            for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(kind, BaseException) and kind.__module__ == module.name:
                    yield kind


def test_every_error_of_ours_has_the_one_root() -> None:
    found = set(own_errors())
    assert {kind.__qualname__ for kind in found if not issubclass(kind, ArchStatsError)} == set()
    assert len(found - ROOTS_AND_BRANCHES) > 10


def test_branches_stay_few() -> None:
    branches = set(ArchStatsError.__subclasses__()) & ROOTS_AND_BRANCHES
    assert branches == ROOTS_AND_BRANCHES - {ArchStatsError}
