"""Every table as it was laid out, but for a few odd values at a time; what a request changed is put back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

import asyncpg

from tests.models.helpers import Tables
from tests.odd_rows import TABLES, Odd, odd_values, of_before

Marks = Mapping[str, tuple[int, int]]


class Spot(NamedTuple):
    """An odd value, and the table and the number of the row that it stands in."""

    table: str
    odd: Odd
    row: int

    def __str__(self) -> str:
        value = self.odd.value
        return f"{self.table}.{self.odd.column} = {value if value is None else value[:20]!r}"


def statements(spots: Iterable[Spot]) -> str:
    """Writes them, without a parameter, to go with others: from the last row of a table to the first, for a row that
    was written is its last."""
    by_row: dict[tuple[str, int], list[str]] = {}
    for table, odd, row in spots:
        value = "NULL" if odd.value is None else f"$odd${odd.value}$odd$"
        by_row.setdefault((table, row), []).append(f'"{odd.column}" = {value}::text::{odd.kind}')
    return "".join(
        f"UPDATE {table} SET {', '.join(columns)} WHERE ctid = "  # noqa: S608  (our own)
        f"(SELECT ctid FROM {table} {of_before(table)} ORDER BY ctid OFFSET {row} LIMIT 1);"
        for (table, row), columns in sorted(by_row.items(), reverse=True)
    )


class Spoiled:
    """The tables of one database. Made by `of`, after the constraints are gone."""

    def __init__(self, tables: Tables, rows: Mapping[str, int]) -> None:
        self._tables = tables
        self._rows = rows
        self._marks: Marks = {}
        self._spots: Sequence[Spot] = ()

    @classmethod
    async def of(cls, tables: Tables) -> Self:
        """Keeps every row as it is now."""
        run = tables.admin.execute
        await run("CREATE SCHEMA kept")
        await run("".join(f"CREATE TABLE kept.{table} AS TABLE public.{table};" for table in TABLES))
        found = await tables.admin.fetch(_union("SELECT '{0}' AS name, count(*) AS found FROM {0}"))
        spoiled = cls(tables, {row["name"]: row["found"] for row in found})
        await spoiled.spoil(())
        return spoiled

    async def spots(self, tried: Mapping[str, tuple[str, ...]]) -> list[Spot]:
        """All odd values that the database takes; those of one table in one row after the other."""
        found = []
        for table in TABLES:
            taken = [odd for odd in await odd_values(self._tables, table, tried) if await self._is_taken(table, odd)]
            found += [Spot(table, odd, k % self._rows[table]) for k, odd in enumerate(taken)]
        return found

    async def _is_taken(self, table: str, odd: Odd) -> bool:
        undone = self._tables.admin.transaction()
        await undone.start()
        try:
            await self._tables.admin.execute(f"{_UNHEARD}{statements([Spot(table, odd, 0)])}")
        except asyncpg.PostgresError:
            return False
        finally:
            await undone.rollback()
        return True

    async def spoil(self, spots: Sequence[Spot]) -> None:
        """These values stand in the tables, and no others."""
        touched = {spot.table for spot in (*self._spots, *spots)} if self._marks else set(TABLES)
        self._spots = spots
        await self._put_back(touched)

    async def changed(self) -> Mapping[str, int]:
        """How many rows each table has that is not as it was put; nothing is put back."""
        now = await self._read_marks()
        return {table: now[table][0] - self._marks[table][0] for table in TABLES if now[table] != self._marks[table]}

    async def mend(self, changed: Mapping[str, int]) -> None:
        """What `changed` told is as it was put."""
        if changed:
            await self._put_back(set(changed))

    async def _put_back(self, names: set[str]) -> None:
        if names:
            whole = (_WHOLE.format(name) for name in names)
            odd = statements(spot for spot in self._spots if spot.table in names)
            async with self._tables.admin.transaction():
                await self._tables.admin.execute(_UNHEARD + "".join(whole) + odd)
        self._marks = await self._read_marks()

    async def _read_marks(self) -> Marks:
        """Of each table how many rows it has, and the newest transaction that wrote one."""
        rows = await self._tables.admin.fetch(_union(_MARK))
        return {row["name"]: (row["found"], row["newest"]) for row in rows}


_UNHEARD = "SET LOCAL session_replication_role = replica;"
"""Past every trigger, as a damaged row is."""
_WHOLE = "DELETE FROM {0}; INSERT INTO {0} OVERRIDING SYSTEM VALUE TABLE kept.{0};"
_MARK = "SELECT '{0}' AS name, count(*) AS found, coalesce(max(xmin::text::bigint), 0) AS newest FROM {0}"


def _union(each: str) -> str:
    return " UNION ALL ".join(each.format(table) for table in TABLES)
