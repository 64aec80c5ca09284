"""The shot streams of all nodes that share a line, one for each boot, and which boot of each node is running."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping

from drivers.acoustic.stream import ShotStream

MOST_STREAMS = 16


class ShotStreams:
    """Holds a stream for each node and boot; above MOST_STREAMS the least recently used one is dropped."""

    def __init__(self) -> None:
        self._streams: OrderedDict[tuple[int, int], ShotStream] = OrderedDict()
        self._running: dict[int, int] = {}

    def __iter__(self) -> Iterator[ShotStream]:
        return iter(self._streams.values())

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def running(self) -> Mapping[int, int]:
        """The running boot of each node; the node heard last is at the end."""
        return self._running

    @property
    def awaited(self) -> int:
        """Number of shots that exist and have not arrived."""
        return sum(stream.outstanding.count for stream in self)

    @property
    def is_complete(self) -> bool:
        """Whether no shot of a running boot is awaited."""
        return not any(self._streams[key].outstanding.count for key in self._running.items() if key in self._streams)

    def find(self, node: int, boot: int) -> ShotStream | None:
        """The stream of a boot; None where there is none."""
        return self._streams.get((node, boot))

    def find_by_name(self, node: str, boot: int) -> Iterator[ShotStream]:
        """The streams of a boot by the name of its node."""
        return (stream for stream in self if stream.boot == boot and stream.node_name == node)

    def use(self, node: int, boot: int) -> ShotStream:
        """The stream of a boot, created if there is none."""
        key = (node, boot)
        stream = self._streams.pop(key, None) or ShotStream(*key)
        self._streams[key] = stream
        if len(self._streams) > MOST_STREAMS:
            self._streams.popitem(last=False)
        return stream

    def is_running(self, stream: ShotStream) -> bool:
        """Whether a stream is of the boot that its node runs."""
        return self._running.get(stream.node) == stream.boot

    def note_running(self, stream: ShotStream) -> bool:
        """Note that the boot of a stream runs, which ends the one before; returns whether it did not run before."""
        last_boot = self._running.pop(stream.node, None)
        self._running[stream.node] = stream.boot
        if len(self._running) > MOST_STREAMS:
            self._running.pop(next(iter(self._running)))
        if last_boot == stream.boot:
            return False
        ended = None if last_boot is None else self.find(stream.node, last_boot)
        if ended is not None:
            ended.rest()
        return True
