"""Targets: which faces hang on the butt, and where."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from appliance.core.message import refusal
from appliance.core.scoring.faces import FaceSpec
from appliance.core.scoring.points import Point
from appliance.core.scoring.tapped_face import tapped_face
from appliance.models.base_db import DBBase, page, read, read_all
from appliance.models.errors import DBException
from appliance.schema.base import Page, decode_cursor
from appliance.schema.calibrations import FACE_TAPS, CalibrationRead
from appliance.schema.sessions import SessionRead
from appliance.schema.targets import (
    Face,
    TargetCreate,
    TargetFilters,
    TargetProposal,
    TargetRead,
    TargetUpdate,
    faces_problem,
)


def hung_on(targets: Iterable[TargetRead]) -> dict[UUID, tuple[Point, ...]]:
    """The centres of the faces of each session, mm in the butt's frame, in the order of `targets`."""
    by_session: dict[UUID, list[Point]] = {}
    for target in targets:
        by_session.setdefault(target.session_id, []).extend((face.x, face.y) for face in target.faces)
    return {session_id: tuple(centres) for session_id, centres in by_session.items()}


def face_of(spec: FaceSpec, x_mm: float, y_mm: float, name: str | None = None) -> Face:
    """A single face of the catalogue with its centre at (x, y) mm, under `name` or its name in the catalogue."""
    return Face(
        x=x_mm,
        y=y_mm,
        radii=[zone.radius_mm for zone in spec.zones],
        points=[zone.points for zone in spec.zones],
        human_identifier=name or spec.name,
        kind=spec.kind,
        x_radius=spec.x_radius_mm,
        outlines=corners_of(spec),
        later_points=spec.listed_later_points,
    )


def corners_of(spec: FaceSpec) -> list[list[list[float]] | None] | None:
    """The outlines of a face of the catalogue as JSON stores them: [x, y] per corner, None for a circle."""
    if spec.outlines is None:
        return None
    return [None if outline is None else [[x, y] for x, y in outline] for outline in spec.outlines]


def _as_json(faces: list[Face]) -> list[dict[str, Any]]:
    return [face.model_dump(mode="json") for face in faces]


class TargetsDB(DBBase):
    """The table targets."""

    async def insert_one(self, target: TargetCreate) -> UUID:
        """Store a target and return its id. Raises DBException when the session does not exist."""
        new: UUID = await self._fetchval(
            "INSERT INTO targets (session_id, max_x, max_y, faces) VALUES ($1, $2, $3, $4) RETURNING id",
            target.session_id,
            target.max_x,
            target.max_y,
            _as_json(target.faces),
        )
        return new

    async def get_one_by_id(self, target_id: UUID) -> TargetRead:
        """A target by id. Raises DBNotFound, DBUnreadable."""
        return read(TargetRead, await self._one("target", "SELECT * FROM targets WHERE id = $1", target_id))

    async def find_by_ids(self, ids: list[UUID]) -> list[TargetRead]:
        """The targets among `ids` that exist, in no order."""
        return read_all(TargetRead, await self._fetch("SELECT * FROM targets WHERE id = ANY($1::uuid[])", ids))

    async def find_by_session(self, session_id: UUID) -> list[TargetRead]:
        """The targets of a session, by id."""
        return read_all(
            TargetRead,
            await self._fetch("SELECT * FROM targets WHERE session_id = $1 ORDER BY id LIMIT 1000", session_id),
        )

    async def find(self, filters: TargetFilters) -> Page[TargetRead]:
        """A page of targets, by id."""
        last = None
        if filters.cursor is not None:
            (last,) = decode_cursor(filters.cursor, UUID)
        rows = await self._fetch(
            """
            SELECT * FROM targets
             WHERE ($1::uuid IS NULL OR session_id = $1)
               AND ($2::float8 IS NULL OR max_x = $2)
               AND ($3::float8 IS NULL OR max_y = $3)
               AND ($4::text IS NULL OR faces @> jsonb_build_array(jsonb_build_object('human_identifier', $4::text)))
               AND ($5::uuid IS NULL OR id > $5)
             ORDER BY id
             LIMIT $6
            """,
            filters.session_id,
            filters.max_x,
            filters.max_y,
            filters.human_identifier,
            last,
            filters.limit + 1,
        )
        return page(TargetRead, rows, filters.limit, "id")

    async def propose(self, session: SessionRead | None, taps: CalibrationRead | None) -> TargetProposal:
        """The target proposed by taps on a face's centre and outermost line. Raises DBException with advice."""
        if session is None:
            raise DBException(refusal("target", "no_session_to_hang_in"))
        if taps is None:
            raise DBException(refusal("target", "no_face_taps"))
        places = [(tap.x_mm, tap.y_mm) for tap in taps.taps[:FACE_TAPS]]
        placed = [(x, y) for x, y in places if x is not None and y is not None]
        if len(placed) < FACE_TAPS:
            raise DBException(refusal("target", "tap_not_placed"))
        centre, on_line = placed
        tapped = tapped_face(centre, on_line, taps.face_kind)
        if tapped.spec is None:
            raise DBException(refusal("target", "no_face_of_this_size", radius_mm=round(tapped.radius_mm)))
        butt = await self._one(
            "survey", "SELECT butt_width_mm AS x, butt_height_mm AS y FROM appliance WHERE butt_width_mm > $1", 0.0
        )
        try:
            faces = [face_of(tapped.spec, tapped.x_mm, tapped.y_mm)]
            return TargetProposal(session_id=session.id, max_x=butt["x"], max_y=butt["y"], faces=faces)
        except ValidationError as error:
            raise DBException(refusal("target", "centre_tapped_outside")) from error

    async def update_one(self, target_id: UUID, update: TargetUpdate) -> set[UUID]:
        """Change the fields that were sent; changed faces have the session's shots scored again, in one transaction.

        Returns the sessions of the target before and after. Raises DBNotFound, DBException.
        """
        old = await self.get_one_by_id(target_id)
        new = old.model_copy(update={name: getattr(update, name) for name in update.model_fields_set})
        problem = faces_problem(new.faces, new.max_x, new.max_y)
        if problem is not None:
            raise DBException(problem.at(f"body.{problem.place}"))
        await self._one(
            "target",
            """
            UPDATE targets AS old
               SET (session_id, max_x, max_y, faces)
                 = (SELECT new.session_id, new.max_x, new.max_y, new.faces FROM jsonb_populate_record(old, $2) AS new)
             WHERE id = $1
            RETURNING id
            """,
            target_id,
            update.changes(),
        )
        return {old.session_id, new.session_id}

    async def delete_one(self, target_id: UUID) -> UUID | None:
        """Delete a target and return its session's id, None for one that was damaged. Raises DBNotFound."""
        gone = await self._one("target", "DELETE FROM targets WHERE id = $1 RETURNING session_id", target_id)
        session_id: UUID | None = gone["session_id"]
        return session_id
