"""Encodes and decodes values: one that Python cannot hold spoils its own row only, never a whole answer.

The driver's own decoders raise for such a value, and the whole result is lost. Here it becomes a value that every model
refuses, so that its row is left out and reported.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUS_INFINITY = -(2**63)
FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
FAR_PAST = datetime.min.replace(tzinfo=UTC)


class NotJson:
    """Stands for a jsonb value that cannot be read."""


def _decode_instant(microseconds: tuple[int]) -> datetime:
    try:
        return _POSTGRES_EPOCH + timedelta(microseconds=microseconds[0])
    except OverflowError:
        return FAR_FUTURE if microseconds[0] > 0 else FAR_PAST


def _encode_instant(instant: datetime) -> tuple[int]:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    # FAR_PAST may stand for an instant before any of Python's; a list that continues below it must come to an end
    return (_MINUS_INFINITY if instant == FAR_PAST else (instant - _POSTGRES_EPOCH) // _MICROSECOND,)


def _decode_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NotJson()


async def set_codecs(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Have a connection convert jsonb to and from Python values, and timestamptz to and from datetimes in UTC."""
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=_decode_json, schema="pg_catalog")
    await connection.set_type_codec(
        "timestamptz", encoder=_encode_instant, decoder=_decode_instant, schema="pg_catalog", format="tuple"
    )
