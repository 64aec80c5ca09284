"""Follows one impact through the code: which rooms (packages) it is carried into, by which door, in which order."""

import inspect
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
CARRIERS = frozenset(
    [
        "Shot",
        "Burst",
        "BurstKey",
        "Entry",
        "Item",
        "Impact",
        "Found",
        "Prepared",
        "Place",
        "Timing",
        "Arrival",
        "Hypothesis",
        "Fix",
        "DetectionCreate",
    ]
)
"""The types by which one impact is handed from function to function."""
VALUES = (
    "appliance/core/arrival.py",
    "appliance/core/events.py",
    "appliance/core/identity.py",
    "appliance/sensing/items.py",
)
"""The carriers themselves, and what is read off them: nobody goes there."""
SIMULATOR = "drivers.sim"
DEEP, WIDE, LONG = 2, 3, 50
"""A list in a list is looked into, its first few, unless it is long."""


class Stay(NamedTuple):
    """A module that the impact was carried into, and the one that called; None: a task that went on by itself."""

    module: str
    caller: str | None

    @property
    def room(self) -> str:
        """The package."""
        return _room(self.module)


@dataclass
class Walk:
    """The stays of the impact, module by module, as `appliance.sensing.intake`."""

    stays: list[Stay] = field(default_factory=list)
    _begun: set[FrameType] = field(default_factory=set)

    def through(self, modules: frozenset[str]) -> list[str]:
        """The stays in these modules, in their order."""
        found: list[str] = []
        for stay in self.stays:
            if stay.module in modules and found[-1:] != [stay.module]:
                found.append(stay.module)
        return found

    def doors(self) -> dict[str, set[str]]:
        """From which rooms each room was entered. Whoever goes back to a room that lies on the way here returns."""
        entered: dict[str, set[str]] = {}
        way: dict[str, tuple[str, ...]] = {}
        for stay in self.stays:
            before = None if stay.caller is None else _room(stay.caller)
            if stay.room not in way:
                way[stay.room] = (*way.get(before or "", ()), stay.room)
            if before is not None and before != stay.room and stay.room not in way.get(before, ()):
                entered.setdefault(stay.room, set()).add(before)
        return entered

    def note(self, frame: FrameType, what: str, _: Any) -> None:
        """Called by the interpreter for every call in every thread."""
        if what != "call" or not _is_given_a_carrier(frame) or frame in self._begun:
            return
        if frame.f_code.co_flags & inspect.CO_COROUTINE:
            # it is called again whenever what it waited for has come
            self._begun.add(frame)
        module, caller = _module_of(frame), _caller_of(frame)
        if module is not None and caller != SIMULATOR:
            self.stays.append(Stay(module, caller))


@contextmanager
def followed() -> Iterator[Walk]:
    """Everything that is called meanwhile, in this thread and in those that begin."""
    walk = Walk()
    threading.setprofile(walk.note)
    sys.setprofile(walk.note)
    try:
        yield walk
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def _module_of(frame: FrameType) -> str | None:
    """The module of ours that this is a function of; None for others, for values and for comprehensions."""
    name = frame.f_code.co_filename.removeprefix(f"{ROOT}/")
    if frame.f_code.co_name.startswith("<") or name in VALUES or not name.startswith(("appliance/", "drivers/")):
        return None
    module = name.removesuffix(".py").replace("/", ".")
    return SIMULATOR if module.startswith(SIMULATOR) else module


def _caller_of(frame: FrameType) -> str | None:
    """The nearest function of ours that has the impact and waits for this one."""
    back = frame.f_back
    while back is not None and (_module_of(back) is None or not _is_given_a_carrier(back)):
        back = back.f_back
    return None if back is None else _module_of(back)


def _room(module: str) -> str:
    return module.rpartition(".")[0]


def _is_given_a_carrier(frame: FrameType) -> bool:
    code = frame.f_code
    given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return any(_carries(frame.f_locals.get(name)) for name in given)


def _carries(value: Any, depth: int = 0) -> bool:
    if type(value).__name__ in CARRIERS:
        return True
    if depth == DEEP or not isinstance(value, list | tuple) or len(value) > LONG:
        return False
    return any(_carries(one, depth + 1) for one in value[:WIDE])
