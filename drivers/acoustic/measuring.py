"""Permits nodes to chirp, and accepts their chirps. Times are arguments."""

import math
from collections.abc import Mapping

from appliance.core.events import ChirpHeard
from appliance.core.ports import MayChirp
from drivers.acoustic.dialect import Reception
from drivers.acoustic.stream import ShotStream
from drivers.wire.believed import believed_chirp
from drivers.wire.messages import Chirp, Header, Measure
from drivers.wire.ranges import Refusals

RENEWED_EVERY_US = 1e6
ALLOWED_FOR_US = 1.5e6
"""Duration of a permission, 1.5 intervals of renewal: a lost renewal makes a pause, a lost host silence."""
UNANSWERED = 15
"""Renewals without a chirp after which a node counts as one without emitters; others pause for 3 s after a trigger."""
ASKED_AGAIN_EVERY_US = 60e6
"""Interval of renewals to a node without emitters: they may be plugged in later."""
ON_ITS_WAY_US = 0.5e6
MOST_A_SECOND = 40.0
"""Largest rate of chirps that are taken: a node sends them 25 ms apart."""
MOST_AT_ONCE = 16.0


def never_permitted(now_us: float) -> bool:
    """False: for an appliance in which nothing listens to chirps."""
    del now_us
    return False


class Permission:
    """The newest permission of one node, and the number of chirps accepted under it."""

    def __init__(self) -> None:
        self._until_us = -math.inf
        self._renew_us = -math.inf
        self._unanswered = 0
        self._room, self._room_us = MOST_AT_ONCE, -math.inf
        self.due_us = math.inf
        """When the next request is due, us, if nothing changes."""

    def request_ms(self, now_us: float, *, is_allowed: bool) -> int | None:
        """For how long the node may chirp from now, ms, 0: be quiet; None: nothing to send."""
        if not is_allowed:
            self.due_us = math.inf
            if now_us >= self._until_us:
                return None
            self._until_us = now_us
            return 0
        if now_us < self._renew_us:
            self.due_us = self._renew_us
            return None
        self._unanswered += 1
        self._until_us = now_us + ALLOWED_FOR_US
        every_us = RENEWED_EVERY_US if self._unanswered < UNANSWERED else ASKED_AGAIN_EVERY_US
        self._renew_us = self.due_us = now_us + every_us
        return round(ALLOWED_FOR_US / 1e3)

    def takes(self, now_us: float) -> bool:
        """Whether a chirp that came now is taken: not without a permission, nor above the largest possible rate."""
        if now_us > self._until_us + ON_ITS_WAY_US:
            return False
        if self._unanswered >= UNANSWERED:
            self._renew_us = self.due_us = now_us
        self._unanswered = 0
        gained = MOST_A_SECOND * max(now_us - self._room_us, 0.0) / 1e6
        self._room, self._room_us = min(self._room + gained, MOST_AT_ONCE), now_us
        if self._room < 1.0:
            return False
        self._room -= 1.0
        return True


class Measuring:
    """The permissions of all nodes on a line, by node and boot."""

    def __init__(self, may_chirp: MayChirp) -> None:
        self._may_chirp = may_chirp
        self._permissions: dict[tuple[int, int], Permission] = {}

    def requests(self, boot_of: Mapping[int, int], now_us: float, *, is_all_known: bool) -> list[Measure]:
        """Permissions to send now to the nodes that run; `boot_of`: their boots by node; `is_all_known`: no shot is
        awaited, which may have been fired just now."""
        is_allowed = is_all_known and self._may_chirp(now_us)
        self._permissions = {key: self._permissions.get(key) or Permission() for key in boot_of.items()}
        asked = [
            (key, permission.request_ms(now_us, is_allowed=is_allowed)) for key, permission in self._permissions.items()
        ]
        return [Measure(Header(*key), for_ms) for key, for_ms in asked if for_ms is not None]

    def due_us(self) -> float:
        """When `requests` has something to send next, us."""
        return min((permission.due_us for permission in self._permissions.values()), default=math.inf)

    def takes(self, chirp: Chirp, now_us: float) -> bool:
        """Whether a chirp that came now is taken."""
        permission = self._permissions.get((chirp.header.node, chirp.header.boot))
        return permission is not None and permission.takes(now_us)


def heard(chirp: Chirp, stream: ShotStream, reception: Reception, refusals: Refusals) -> ChirpHeard | None:
    """The event of a chirp; None where its times are impossible."""
    heard_us = believed_chirp(chirp, refusals)
    if heard_us is None:
        return None
    sent_us = stream.clock.to_host_us(chirp.driven_us)
    return ChirpHeard(
        node=stream.node_name,
        received_at=reception.at,
        loop_us=reception.loop_us,
        sent_us=reception.loop_us if sent_us is None else min(sent_us, reception.loop_us),
        emitter=chirp.emitter,
        heard_us=heard_us,
        tick_hz=float(chirp.tick_hz),
    )
