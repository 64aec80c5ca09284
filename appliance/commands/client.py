"""A client of a running appliance's API, for commands that act like a phone."""

from datetime import UTC, datetime
from typing import Any

import aiohttp

from appliance.core.message import message
from appliance.core.scoring.faces import FACES, FaceKind
from appliance.errors import StartError


class ApplianceClient:
    """The REST API over a base address such as http://127.0.0.1:8000."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http = http
        self._base = f"{base}/api/v0"

    async def open_session(
        self, *, location: str, distance: int, face: FaceKind, butt_mm: tuple[float, float], arrows_per_end: int = 3
    ) -> str:
        """The id of the open session; a new one with `face` in the middle of the butt when none is open."""
        current = await self._call("GET", "/session/open")
        if current is not None:
            return str(current["id"])
        session_id = await self._call(
            "POST",
            "/session",
            {
                "is_opened": True,
                "start_time": datetime.now(UTC).isoformat(),
                "location": location,
                "is_indoor": True,
                "distance": distance,
                "arrows_per_end": arrows_per_end,
            },
        )
        await self._call("POST", "/target", target_payload(str(session_id), face, *butt_mm))
        return str(session_id)

    async def shots(self) -> list[dict[str, Any]]:
        """The latest shots of all sessions."""
        page: list[dict[str, Any]] = await self._call("GET", "/shot")
        return page

    async def pairing_path(self, *, valid_minutes: int) -> str:
        """A code's path of the page, at which one phone is paired as a keeper's."""
        made = await self._call("POST", "/pairing-code", {"role": "keeper", "valid_minutes": valid_minutes})
        return str(made["path"])

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        async with self._http.request(method, self._base + path, json=body) as response:
            answer = await response.json()
            if answer["errors"]:
                raise StartError(message("request_failed", request=f"{method} {path}", why="; ".join(answer["errors"])))
            return answer["data"]


def target_payload(session_id: str, kind: FaceKind, width_mm: float, height_mm: float) -> dict[str, Any]:
    """A TargetCreate with all spots of a face, centred on the butt."""
    spec = FACES[kind]
    return {
        "session_id": session_id,
        "max_x": width_mm,
        "max_y": height_mm,
        "faces": [
            {
                "x": width_mm / 2 + spot.dx_mm,
                "y": height_mm / 2 + spot.dy_mm,
                "radii": [zone.radius_mm for zone in spec.zones],
                "points": [zone.points for zone in spec.zones],
                "human_identifier": f"{spec.name} {number}" if len(spec.spots) > 1 else spec.name,
                "kind": kind,
                "x_radius": spec.x_radius_mm,
                "outlines": spec.outlines,
                "later_points": spec.later_points,
            }
            for number, spot in enumerate(spec.spots, 1)
        ],
    }
