"""Errors of links and of frames."""

from appliance.core.message import Message, message
from appliance.errors import InvalidValue, Unavailable


class LinkLost(Unavailable, OSError):
    """The link cannot be opened, or was lost; the message says which link and why."""


class FrameError(InvalidValue):
    """A frame with a valid checksum but impossible content; keeps the frame."""

    def __init__(self, reason: Message, frame: bytes) -> None:
        super().__init__(message("frame_wrong", why=reason, frame=frame[:24].hex(" ")))
        self.frame = frame


class VersionError(FrameError):
    """A frame of another protocol version than ours, `version`; `node`: hardware id of the node that sent it."""

    def __init__(self, version: int, frame: bytes) -> None:
        super().__init__(message("frame_of_other_version", version=str(version)), frame)
        self.version = version
        self.node = int.from_bytes(frame[1:9], "little")  # at this place in every version
