"""The connection of the board, and its protocol."""

from typing import Annotated

from pydantic import StringConstraints

from appliance.core import limits
from appliance.core.ports import NodeProtocol
from appliance.schema.base import Plain, Sentence, Strict, within

AUTO = "auto"
PORT_PATTERN = (
    r"^(auto|/dev/(tty(USB|ACM|AMA|GS|XR|O|S)[0-9]{1,3}|serial[0-9]|serial/by-(id|path)/[A-Za-z0-9_.:+@-]{1,150}"
    r"|rfcomm[0-9]{1,3}|pts/[0-9]{1,6})|socket://[A-Za-z0-9_.-]{1,100}:[0-9]{1,5})$"
)
"""Only serial ports and network addresses: a phone must not have other kinds of files opened."""


class NodeConnection(Strict):
    """How the board is connected; `url`: a serial port, `socket://host:port`, or `auto` for the first board found.
    `board_name`: the freETarget board of this butt, where several boards send to one address."""

    url: Annotated[str, StringConstraints(pattern=PORT_PATTERN, max_length=limits.NODE_URL.most)]
    protocol: NodeProtocol = "auto"
    baud: Annotated[int, within(limits.BAUD)] = 115200
    board_name: Annotated[str, Plain(limits.BOARD_NAME)] | None = None


class ConnectionRead(Strict):
    """A connection in use; one from the settings may have other forms of URL."""

    url: Sentence
    protocol: NodeProtocol
    baud: int
    board_name: Sentence | None


class SerialPort(Strict):
    """A serial port of this computer, and its description."""

    url: Sentence
    description: Sentence


class NodeConnectionRead(Strict):
    """The board's connection in use (null: none); `is_chosen`: on the page, not by the settings. `ports`: serial ports
    with something plugged in."""

    connection: ConnectionRead | None
    is_chosen: bool
    ports: list[SerialPort]
