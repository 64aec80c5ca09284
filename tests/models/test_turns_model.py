"""Any interleaving of shots, words of people and corrections gives what an independent model of turns says."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.database.location import DatabaseLocation
from appliance.models.shots_db import ShotsDB
from appliance.models.turns_db import TurnsDB
from appliance.schema.shots import ShotCreate, ShotUpdate
from appliance.schema.turns import TurnCreate
from tests.builders import a_face
from tests.models.helpers import Tables
from tests.models.turns_model import Archer, Config, Mark, Record, Shot, Stage

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EVERYBODY = "ABCD"
SPOT_X, SHARED_X = 1000.0, 300.0


def us(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def when(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


class Both:
    """A session in the database, and the same in the model."""

    def __init__(self, tables: Tables, session_id: UUID, archers: dict[Archer, UUID], record: Record) -> None:
        self.tables, self.session_id, self.archers, self.record = tables, session_id, archers, record
        self.shots_db, self.turns_db = ShotsDB(tables.admin), TurnsDB(tables.admin)
        self.ids: dict[int, UUID] = {}
        self.gone: dict[int, Shot] = {}
        self.marks: dict[UUID, Mark] = {}
        self.arrivals = 0

    def id_of(self, archer: Archer | None) -> UUID | None:
        return self.archers[archer] if archer else None

    def name(self, archer_id: UUID | None) -> Archer:
        return next((name for name, one in self.archers.items() if one == archer_id), "")

    async def now(self) -> int:
        return us(await self.tables.admin.fetchval("SELECT clock_timestamp()"))

    async def moment(self, part: float | None) -> int:
        """Now, or late: between two events that are on record."""
        times = sorted({*(shot.at for shot in self.record.shots.values()), *(m.at for m in self.record.marks[1:])})
        if part is None or not times:
            return await self.now()
        at = times[int(part * len(times))]
        return at + 1 if at + 1 not in times else at - 1

    def _shot(self, at: int, arrow: dict[str, Any]) -> Shot:
        mark = self.record.mark_at(at)
        owner = next(iter(mark.config.with_spot), None) if arrow["on_spot"] else None
        known = arrow["archer"] or owner
        is_called = arrow["is_sighter"]
        kind: Any = "owner" if owner else "order"
        if arrow["archer"]:
            kind = "entry" if arrow["end"] else "next"
        if is_called and (known is not None or mark.state.stage == "scoring"):
            kind = "sighter"
        return Shot(at, self._arrival(), kind, known, arrow["points"], None, arrow["end"], is_called or None)

    def _arrival(self) -> int:
        self.arrivals += 1
        return self.arrivals

    async def shoot(self, arrows: list[dict[str, Any]]) -> None:
        """In one statement."""
        rows = []
        for k, arrow in enumerate(arrows):
            at = await self.moment(arrow["late"])
            # no two in one microsecond, nor when one that was deleted comes back: arrival alone would order them
            taken = {shot.at for shot in (*self.record.shots.values(), *self.gone.values())}
            while at in taken:
                at += 1
            shot = self._shot(at, arrow)
            self.record.put(shot)
            rows.append({
                "n": k, "at": when(at).isoformat(), "x": SPOT_X if arrow["on_spot"] else SHARED_X,
                "is_sighter": arrow["is_sighter"], "archer_id": str(self.id_of(arrow["archer"]) or "") or None,
                "end_number": arrow["end"], "points_called": arrow["points"], "arrival": shot.arrival,
            })  # fmt: skip
        found = await self.tables.admin.fetch(
            """
            INSERT INTO shots (session_id, arrow_landing_time, x, y, is_sighter, archer_id, end_number, points_called,
                               note)
            SELECT $1, at, x, 650, is_sighter, archer_id, end_number, points_called, arrival
              FROM jsonb_to_recordset($2) AS one(
                   n integer, at timestamptz, x float8, is_sighter boolean, archer_id uuid, end_number integer,
                   points_called integer, arrival text)
             ORDER BY n
            RETURNING id, note
            """,
            self.session_id,
            rows,
        )
        self.ids.update({int(row["note"]): row["id"] for row in found})

    async def enter(self, archer: Archer | None, end: int | None, points: int) -> None:
        """By hand: a miss, or an arrow that is called; late where its end is said."""
        shot_id = await self.shots_db.insert_one(ShotCreate.model_validate(
            {"session_id": self.session_id, "archer_id": self.id_of(archer), "end_number": end, "points_called": points}
        ))  # fmt: skip
        at = us(await self.tables.admin.fetchval("SELECT shot_at FROM shots WHERE id = $1", shot_id))
        kind: Any = "order" if archer is None else "next" if end is None else "entry"
        shot = Shot(at, self._arrival(), kind, archer, points, None, end)
        self.ids[shot.arrival] = shot_id
        self.record.put(shot)
        # entered arrows may have moved on with the one that was pushed behind them
        for arrival, one in self.record.shots.items():
            one.at = us(await self.tables.admin.fetchval("SELECT shot_at FROM shots WHERE id = $1", self.ids[arrival]))

    async def move(self, arrival: int, changes: dict[str, Any]) -> None:
        shot = self.record.shots[arrival]
        sent = {**changes, **({"archer_id": self.id_of(changes["archer_id"])} if "archer_id" in changes else {})}
        await self.shots_db.update_one(self.ids[arrival], ShotUpdate.model_validate(sent))
        shot.given_archer = changes.get("archer_id", shot.given_archer)
        shot.given_end = changes.get("end_number", shot.given_end)
        shot.given_sighter = changes.get("is_sighter", shot.given_sighter)
        if shot.kind in ("entry", "next", "sighter"):
            shot.known = shot.given_archer or shot.known

    async def set_turn(self, stage: Stage | None, end: int | None, archer: Archer | None) -> None:
        config = max(self.record.marks, key=lambda mark: mark.at).config
        if archer not in config.in_turns:
            archer = None
        if stage is None and end is None and archer is None:
            end = self.record.fold().end + 1
        given = TurnCreate(stage=stage, end_number=end, archer_id=self.id_of(archer))
        mark_id = await self.turns_db.insert_one(self.session_id, given)
        at = us(await self.tables.admin.fetchval("SELECT holds_from FROM turn_marks WHERE id = $1", mark_id))
        self.marks[mark_id] = self.record.set_turn(at, stage, end, archer)

    async def take_back(self, part: float) -> None:
        if self.marks:
            mark_id = list(self.marks)[int(part * len(self.marks))]
            await self.turns_db.delete_one(self.session_id, mark_id)
            self.record.marks.remove(self.marks.pop(mark_id))

    async def set_up(self, config: Config) -> None:
        """The roster, or only the length of ends."""
        newest = max(self.record.marks, key=lambda mark: mark.at).config
        if config.per_end != newest.per_end:
            await self.tables.admin.execute(
                "UPDATE sessions SET arrows_per_end = $2 WHERE id = $1", self.session_id, config.per_end
            )
            same = newest.per_turn if newest.everybody - {""} else config.per_end
            await self._set_up(replace(newest, per_end=config.per_end, per_turn=same))
        listed = [
            {"archer_id": str(self.archers[one]), "detail": k + 1, "face": None}
            for k, detail in enumerate(config.details)
            for one in detail
            if one
        ]
        listed += [{"archer_id": str(self.archers[one]), "detail": 1, "face": "spot"} for one in config.with_spot]
        for k, row in enumerate(listed):
            row.update({"letter": "ABCDEF"[k], "shooting_order": k + 1})
        await self.tables.admin.fetchval(
            "SELECT set_roster($1, $2, $3, $4)", self.session_id, config.per_turn, listed, config.rotates
        )
        await self._set_up(config)

    async def _set_up(self, config: Config) -> None:
        at = await self.tables.admin.fetchval(
            "SELECT max(holds_from) FROM turn_marks WHERE session_id = $1", self.session_id
        )
        self.record.set_up(us(at), config)

    async def compare(self) -> None:
        state = self.record.fold()
        found = {}
        arrivals = {shot_id: arrival for arrival, shot_id in self.ids.items()}
        for shot in (await self.shots_db.read_session(self.session_id)).rows:
            found[arrivals[shot.id]] = (self.name(shot.archer_id), shot.end_number, shot.is_sighter, shot.is_surplus)
        expected = {
            arrival: (shot.archer, shot.end, shot.is_sighter, shot.is_surplus)
            for arrival, shot in self.record.shots.items()
        }
        assert found == expected
        turn = await self.turns_db.get_one(self.session_id)
        config = max(self.record.marks, key=lambda mark: mark.at).config
        arrows = 0 if state.whose is None else state.taken.get(state.whose, 0)
        whose = self.name(turn.archer_id)
        assert (turn.stage, turn.end_number, whose, turn.arrow) == (
            state.stage,
            state.end,
            state.whose or "",
            arrows + 1,
        )
        assert tuple(map(self.name, turn.order)) == tuple(filter(None, config.order(state.end)))


LATE = st.one_of(st.none(), st.none(), st.floats(0, 0.999))
ARROW = st.fixed_dictionaries({
    "late": LATE,
    "archer": st.sampled_from([None, None, None, None, "A", "B", "C", "D"]),
    "end": st.sampled_from([None, None, None, None, 1, 2]),
    "is_sighter": st.sampled_from([False, False, False, False, True]),
    "on_spot": st.booleans(),
    "points": st.integers(1, 10),
})  # fmt: skip


@st.composite
def configs(draw: st.DrawFn) -> Config:
    per_end = draw(st.integers(1, 4))
    archers = draw(st.permutations(EVERYBODY))[: draw(st.integers(0, 3))]
    if not archers:
        return Config(per_end, per_end)
    spot = frozenset(archers[:1] if draw(st.booleans()) else [])
    others = tuple(one for one in archers if one not in spot)
    split = draw(st.integers(0, len(others)))
    details = tuple(detail for detail in (others[:split], others[split:]) if detail)
    return Config(per_end, draw(st.integers(1, per_end)), details, draw(st.booleans()), spot)


STEP = st.one_of(
    st.tuples(st.just("shoot"), st.lists(ARROW, min_size=1, max_size=5)),
    st.tuples(st.just("shoot"), st.lists(ARROW, min_size=1, max_size=5)),
    st.tuples(st.just("enter"), st.tuples(
        st.sampled_from([None, "A", "B", "C"]), st.sampled_from([None, 1, 2]), st.integers(0, 10))),
    st.tuples(st.just("move"), st.tuples(st.floats(0, 0.999), st.fixed_dictionaries({}, optional={
        "archer_id": st.sampled_from("ABC"), "end_number": st.integers(1, 3), "is_sighter": st.booleans()}))),
    st.tuples(st.just("set_turn"), st.tuples(st.sampled_from([None, None, "sighters", "scoring"]),
        st.sampled_from([None, None, 1, 2, 3]), st.sampled_from([None, "A", "B", "C"]))),
    st.tuples(st.just("take_back"), st.floats(0, 0.999)),
    st.tuples(st.just("set_up"), configs()),
    st.tuples(st.just("delete"), st.floats(0, 0.999)),
    st.tuples(st.just("restore"), st.floats(0, 0.999)),
)  # fmt: skip


async def do(both: Both, step: tuple[str, Any]) -> None:
    kind, given = step
    shots = sorted(both.record.shots)
    if kind == "shoot":
        await both.shoot(given)
    elif kind == "enter":
        await both.enter(*given)
    elif kind == "move" and shots and given[1]:
        await both.move(shots[int(given[0] * len(shots))], given[1])
    elif kind == "set_turn":
        await both.set_turn(*given)
    elif kind == "take_back":
        await both.take_back(given)
    elif kind == "set_up":
        await both.set_up(given)
    elif kind == "delete" and shots:
        arrival = shots[int(given * len(shots))]
        both.gone[arrival] = both.record.shots.pop(arrival)
        await both.shots_db.delete_one(both.ids[arrival])
    elif kind == "restore" and both.gone:
        arrival = sorted(both.gone)[int(given * len(both.gone))]
        both.record.put(both.gone.pop(arrival))
        await both.shots_db.restore_one(both.ids[arrival])


async def follow(tables: Tables, first: Config, *, begins_with_sighters: bool, steps: list[tuple[str, Any]]) -> None:
    """Does all of it in a session of its own, and compares after each step."""
    await tables.admin.execute("UPDATE sessions SET is_opened = false WHERE is_opened")
    session_id = await tables.session(begins_with_sighters=begins_with_sighters, arrows_per_end=3)
    faces = [a_face(x=SHARED_X, human_identifier="shared"), a_face(x=SPOT_X, human_identifier="spot")]
    await tables.target(session_id, faces=faces)
    archers = {name: await tables.archer(name) for name in EVERYBODY}
    record = Record(Config(3, 3), "sighters" if begins_with_sighters else "scoring")
    both = Both(tables, session_id, archers, record)
    await both.set_up(first)
    for step in steps:
        await do(both, step)
        await both.compare()


def arrows(*given: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """A step: one arrow for each, of which only so much is said."""
    plain = {"late": None, "archer": None, "end": None, "is_sighter": False, "on_spot": False, "points": 1}
    return "shoot", [plain | one for one in given]


FOUND_BY_SEARCH: list[tuple[Config, list[tuple[str, Any]]]] = [
    # who begins an end that nobody has shot in has begun nothing: sighters go on with it
    (Config(3, 3, (("A",), ("B",))), [("set_turn", (None, 1, "B")), ("set_turn", ("sighters", None, None))]),
    # the first arrow of an end is deleted behind a tap that counts it: the second one begins the end
    (
        Config(2, 1, (("A",),)),
        [
            arrows({"archer": "B"}), arrows({}, {}, {}, {}, {}), ("move", (0.5, {"archer_id": "B"})), arrows({}),
            ("set_turn", (None, None, "A")), ("delete", 0.0), arrows({}, {}, {"archer": "B"}), ("delete", 0.0),
            ("set_up", Config(1, 1, (("B",),))),
        ],
    ),
    # the same behind another roster, and dealt once more
    (
        Config(1, 1),
        [
            arrows({}, {}, {}, {"archer": "C", "end": 2}, {"archer": "C"}), ("enter", (None, None, 0)),
            ("enter", (None, None, 0)), ("set_up", Config(4, 1, (("A",),))), arrows({}), ("delete", 0.5), arrows({}),
            ("enter", ("C", None, 0)), ("set_up", Config(3, 3)),
        ],
    ),
    # a tap that began an end is taken back behind another roster: the end goes on being one of an arrow there
    (
        Config(4, 1, (("A", "B", "C"),)),
        [
            ("set_turn", (None, None, "C")), arrows({}), ("set_up", Config(1, 1)), arrows({"archer": "C"}),
            arrows({}, {}, {}, {"archer": "C", "late": 0.0}, {}), ("take_back", 0.0),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("first", "steps"), FOUND_BY_SEARCH)
async def test_what_a_long_search_found_stays_right(
    tables: Tables, first: Config, steps: list[tuple[str, Any]]
) -> None:
    await follow(tables, first, begins_with_sighters=False, steps=steps)


@settings(max_examples=50, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=configs(), begins_with_sighters=st.booleans(), steps=st.lists(STEP, min_size=3, max_size=14))
async def test_any_interleaving_gives_what_the_model_says(
    tables: Tables, first: Config, begins_with_sighters: bool, steps: list[tuple[str, Any]]
) -> None:
    await follow(tables, first, begins_with_sighters=begins_with_sighters, steps=steps)


async def test_two_writers_at_once_deal_every_shot_once(tables: Tables, location: DatabaseLocation) -> None:
    session_id = await tables.session()
    archers = [await tables.archer(name) for name in "AB"]
    await tables.roster(session_id, archers)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    writers = [await asyncpg.connect(**location.connect_arguments(name)) for name in ("tests 1", "tests 2")]
    try:
        await asyncio.gather(*(write_every_other(writer, session_id, now, k) for k, writer in enumerate(writers)))
    finally:
        for writer in writers:
            await writer.close()
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [(shot.archer_id, shot.end_number) for shot in shots] == [
        (archers[k // 3 % 2], 1 + k // 6) for k in range(60)
    ]
    places = await tables.admin.fetch("SELECT DISTINCT dealt_to, dealt_end, dealt_arrow FROM shots")
    assert len(places) == 60
    ends = await TurnsDB(tables.admin).find_ends(session_id)
    assert [(end.arrows, end.closed_by) for end in ends] == [(3, "arrows")] * 20
    turn = await TurnsDB(tables.admin).get_one(session_id)
    assert (turn.end_number, turn.archer_id, turn.arrow) == (11, archers[0], 1)


async def write_every_other(writer: "asyncpg.Connection[Any]", session_id: UUID, began: datetime, first: int) -> None:
    """Arrows of even or of odd seconds; some alone, some in a transaction that stays open over the next."""
    for k in range(first, 60, 4):
        async with writer.transaction():
            for second in (k, k + 2):
                await writer.execute(
                    "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, $2, 1, 1)",
                    session_id, began + timedelta(seconds=second),
                )  # fmt: skip
