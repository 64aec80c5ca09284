"""Under MicroPython: plays a trace through the conversation and prints every frame that it says.

A line of the trace is `TIME hear HEX` or `TIME shoot COUNTS`; frames are written as they are.
"""

import sys

sys.path.insert(0, sys.argv[1])

from drivers.node.conversation import Conversation, Identity

talk = Conversation(Identity(0xE661640843275C21, 7, firmware="node trace"), capacity=20)
for line in sys.stdin:
    at, order, value = line.split(" ")
    now_us = int(at)
    if order == "hear":
        talk.receive(bytes.fromhex(value.strip()), now_us)
    else:
        counts = [int(count) for count in value.split(",")]
        talk.shot(now_us, 0xFF, 0, [(count, 40, 900, 3, 0, 0) for count in counts])
    while True:
        frame = talk.next_frame(now_us)
        if not frame:
            break
        sys.stdout.write(frame.decode())
