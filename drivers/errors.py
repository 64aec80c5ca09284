"""What goes wrong between a device and us."""

from appliance.errors import InvalidValue, Unavailable


class LinkLost(Unavailable, OSError):
    """The link cannot be opened, or was lost; the message says which link and why."""


class FrameError(InvalidValue):
    """A frame whose checksum holds but whose content cannot be; keeps the frame."""

    def __init__(self, reason: str, frame: bytes) -> None:
        super().__init__(f"{reason}: {frame[:24].hex(' ')}")
        self.frame = frame


class VersionError(FrameError):
    """A frame of another protocol version, which `version` is."""

    def __init__(self, version: int, frame: bytes) -> None:
        super().__init__(f"protocol version {version}", frame)
        self.version = version
