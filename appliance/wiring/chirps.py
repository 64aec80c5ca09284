"""Wires chirps: the permission to chirp, and the evaluation of air and distances."""

from collections.abc import Callable

from appliance.core.events import BowReleased, Event
from appliance.core.message import Message
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.runtime.supervise import Part
from appliance.schema.chirps import ChirpsRead
from appliance.sensing.chirp_permission import ChirpPermission
from appliance.sensing.chirps import Chirps
from appliance.sensing.items import Clock
from appliance.sensing.placing import Placer


class ChirpWiring:
    """Permission and evaluation of chirps; without `is_on` no node may ever chirp."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        placer: Placer,
        *,
        is_on: bool,
        now_us: Callable[[], float],
        hush: Callable[[], None],
    ) -> None:
        self._is_on = is_on
        self._permission = ChirpPermission(source, clock, hush, is_on=is_on, now_us=now_us)
        self._chirps = Chirps(placer, self._permission, now_us)

    def may(self, now_us: float) -> bool:
        """Whether a node may chirp now; called by its driver."""
        return self._permission.allows(now_us)

    def note(self, event: Event) -> None:
        """Note an event of the board or of the impact sensors."""
        self._permission.note(event)
        self._chirps.note(event)

    def note_release(self, released: BowReleased) -> None:
        """Note a release of a bow."""
        self._permission.note_release(released)

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        self._permission.on_notice(notice)

    def read(self) -> ChirpsRead | None:
        """The present results of chirps."""
        return self._chirps.read()

    def troubles(self) -> list[Message]:
        """Warnings about the chirps."""
        return self._chirps.troubles()

    def parts(self) -> list[Part]:
        """The parts that run beside the pipeline."""
        if not self._is_on:
            return []
        return [Part("chirps allowed", self._permission.run), Part("chirps", self._chirps.run)]
