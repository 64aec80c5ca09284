"""Under MicroPython with little memory, beside all of the firmware but pico.py: thousands of shots that nobody
acknowledges, and a host that comes and goes.
"""

import gc
import sys

sys.path.insert(0, sys.argv[1])
# as start.py loads it
gc.threshold(4096)

from drivers.node.conversation import Conversation, Identity
from drivers.node.firmware import VERSION
from drivers.node.setup import Setup
from drivers.wire import fields
from drivers.wire.framer import framed

gc.threshold(-1)
NODE = 0xE661640843275C21
talk = Conversation(Identity(NODE, 7, channels=Setup(b"").channels, firmware=VERSION))
for k in range(3000):
    talk.shot(k, 0xFF, 0, [(c * 1_000_000, 40, 900, 3, 100, 300) for c in range(8)])
    if k % 7 == 0:
        talk.receive(framed(fields.pack_frame(fields.PING, 0, 0, 0, fields.pack_ping(k))), k * 1000)
        talk.receive(framed(fields.pack_frame(fields.REPLAY, NODE, 7, 0, fields.pack_replay(1, k + 1))), k * 1000)
    while talk.next_frame(k * 1000):
        pass
gc.collect()
print(talk.held_shots.held(), gc.mem_free())
