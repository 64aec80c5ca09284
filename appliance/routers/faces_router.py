"""/api/v0/face: the catalogue of faces"""

from aiohttp import web

from appliance.core.message import refusal
from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.models.errors import DBNotFound
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.utils import ok_response, path_word
from appliance.schema.targets import FaceRead, SpotRead, ZoneRead

BASE = f"{API}/face"


def _read(spec: FaceSpec) -> FaceRead:
    return FaceRead(
        kind=spec.kind,
        name=spec.name,
        scoring=spec.scoring,
        counts=list(spec.counts),
        zones=[
            ZoneRead(
                points=z.points,
                radius=z.radius_mm,
                colour=z.colour,
                outline=None if z.outline is None else [list(corner) for corner in z.outline],
            )
            for z in spec.zones
        ],
        x_radius=spec.x_radius_mm,
        spots=[SpotRead(dx=s.dx_mm, dy=s.dy_mm) for s in spec.spots],
        later_points=spec.listed_later_points,
    )


CATALOGUE = {kind: _read(spec) for kind, spec in FACES.items()}


async def get_list(request: web.Request) -> web.Response:
    del request
    return ok_response(list(CATALOGUE.values()))


async def get(request: web.Request) -> web.Response:
    kind = path_word(request, "kind")
    if kind not in CATALOGUE:
        raise DBNotFound(refusal("path.kind", "no_face", face=kind, address=BASE))
    return ok_response(CATALOGUE[kind])


ENDPOINTS = (
    Endpoint("GET", BASE, get_list, "The catalogue of faces", list[FaceRead], least="spectator"),
    Endpoint(
        "GET", f"{BASE}/{{kind}}", get, "One face of the catalogue", FaceRead, refuses=(404, 422), least="spectator"
    ),
)
