"""Parses the database's notices, the payloads of NOTIFY; nothing else does."""

import json
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

Operation = Literal["insert", "update", "delete"]
Table = Literal[
    "sessions",
    "targets",
    "rosters",
    "shots",
    "detections",
    "calibrations",
    "signatures",
    "brackets",
    "matches",
    "nodes",
    "tags_held",
    "programmings",
    "set_aside",
    "sensor_tests",
    "surveys",
    "node_connections",
    "turns",
    "pairings",
    "button_presses",
    "shooting_timer",
]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
MAX_SEQ = 2**63 - 1
TABLES: tuple[Table, ...] = get_args(Table)


@dataclass(frozen=True, slots=True)
class Notice:
    """A change of a row; `seq` and `id` are None for tables whose changes are not numbered."""

    op: Operation
    table: Table
    seq: int | None = None
    id: UUID | None = None
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Resync:
    """The listener was disconnected: anything may have changed."""


def parse_notice(payload: str) -> Notice | None:
    """The notice in a payload; None when it is not one of ours."""
    try:
        data = json.loads(payload)
        op, table = data["op"], data["table"]
        if op not in OPERATIONS or table not in TABLES:
            return None
        seq = data.get("seq")
        if seq is not None and not (type(seq) is int and 0 < seq <= MAX_SEQ):
            return None
        return Notice(
            op=op,
            table=table,
            seq=seq,
            id=UUID(data["id"]) if data.get("id") else None,
            session_id=UUID(data["session_id"]) if data.get("session_id") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
