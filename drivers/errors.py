"""What goes wrong between a device and us."""

from appliance.core.message import Message, message
from appliance.errors import InvalidValue, Unavailable


class LinkLost(Unavailable, OSError):
    """The link cannot be opened, or was lost; the message says which link and why."""


class FrameError(InvalidValue):
    """A frame whose checksum holds but whose content cannot be; keeps the frame."""

    def __init__(self, reason: Message, frame: bytes) -> None:
        super().__init__(message("frame_wrong", why=reason, frame=frame[:24].hex(" ")))
        self.frame = frame


class VersionError(FrameError):
    """A frame of another protocol version, which `version` is; `node` is the node that it names."""

    def __init__(self, version: int, frame: bytes) -> None:
        super().__init__(message("frame_of_other_version", version=str(version)), frame)
        self.version = version
        self.node = int.from_bytes(frame[1:9], "little")  # there in every version
