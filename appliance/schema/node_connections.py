"""Where the board is plugged in, and how it speaks."""

from typing import Annotated

from pydantic import StringConstraints

from appliance.core import limits
from appliance.core.ports import NodeProtocol
from appliance.schema.base import Plain, Sentence, Stored, StoredTime, Strict, within

AUTO = "auto"
PORT_PATTERN = (
    r"^(auto|/dev/(tty(USB|ACM|AMA|GS|XR|O|S)[0-9]{1,3}|serial[0-9]|serial/by-(id|path)/[A-Za-z0-9_.:+@-]{1,150}"
    r"|rfcomm[0-9]{1,3}|pts/[0-9]{1,6})|socket://[A-Za-z0-9_.-]{1,100}:[0-9]{1,5})$"
)
"""Serial ports and network addresses alone: a file of another kind is nothing to be opened from a phone."""


class NodeConnection(Strict):
    """`url`: a serial port, `socket://host:port`, or `auto`: the first board that is plugged in. `board_name`: which
    freETarget board is this butt's, where several send to one place."""

    url: Annotated[str, StringConstraints(pattern=PORT_PATTERN, max_length=limits.NODE_URL.most)]
    protocol: NodeProtocol = "auto"
    baud: Annotated[int, within(limits.BAUD)] = 115200
    board_name: Annotated[str, Plain(limits.BOARD_NAME)] | None = None


class ConnectionRead(Strict):
    """A connection as it is followed, also one of the settings, which may name other places."""

    url: Sentence
    protocol: NodeProtocol
    baud: int
    board_name: Sentence | None


class ChosenConnection(ConnectionRead):
    """A connection that somebody chose at a page."""

    chosen_at: StoredTime
    chosen_by: Annotated[str, Stored(limits.MADE_BY)] | None

    def followed(self) -> ConnectionRead:
        """What of it is followed, without who said so."""
        return ConnectionRead(**{name: getattr(self, name) for name in ConnectionRead.model_fields})


class SerialPort(Strict):
    """A serial port of this computer, and what it says that it is."""

    url: Sentence
    description: Sentence


class NodeConnectionRead(Strict):
    """`connection`: what is followed now; null: nobody said where the board is. `is_chosen`: at a page, not by the
    settings; `chosen_at`, `chosen_by`: when and by whom. `ports`: where something is plugged in now."""

    connection: ConnectionRead | None
    is_chosen: bool
    chosen_at: StoredTime | None
    chosen_by: Annotated[str, Stored(limits.MADE_BY)] | None
    ports: list[SerialPort]
