"""Under MicroPython: reads the wire from stdin, and prints each frame read and made again, then what was dropped."""

import sys

sys.path.insert(0, sys.argv[1])

from drivers.wire import fields
from drivers.wire.framer import Framer, framed

AGAIN = {
    fields.HELLO: lambda p: fields.pack_hello(*fields.unpack_hello(p)),
    fields.SHOT: lambda p: fields.pack_shot(*fields.unpack_shot(p)),
    fields.STATUS: lambda p: fields.pack_status(*fields.unpack_status(p)),
    fields.GONE: lambda p: fields.pack_gone(*fields.unpack_gone(p)),
    fields.CHIRP: lambda p: fields.pack_chirp(*fields.unpack_chirp(p)),
    fields.REPLAY: lambda p: fields.pack_replay(*fields.unpack_replay(p)),
    fields.PING: lambda p: fields.pack_ping(fields.unpack_ping(p)),
    fields.REFUSE: lambda p: fields.pack_refuse(*fields.unpack_refuse(p)),
    fields.MEASURE: lambda p: fields.pack_measure(fields.unpack_measure(p)),
}


def again(frame: bytes) -> bytes:
    """The same frame, by way of its values."""
    kind, node, boot, sequence = fields.unpack_header(frame)
    make = AGAIN.get(kind)
    return fields.pack_frame(kind, node, boot, sequence, make(frame[fields.HEADER_BYTES :]) if make else b"")


framer = Framer()
out = sys.stdout.buffer
while True:
    data = sys.stdin.buffer.read(64)
    if not data:
        break
    for frame in framer.feed(data):
        out.write(framed(again(frame)))
out.write(b"dropped %d junk %d\n" % (framer.dropped, framer.junk_bytes))
