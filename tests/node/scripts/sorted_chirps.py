"""Under MicroPython: sorts chirps and prints each verdict.

A chirp is a line, a channel the words of its pulses in hex: `w,w,w/w,w,w w,w,w ...`
"""

import sys

sys.path.insert(0, sys.argv[1])

from drivers.node.ports import Counters
from drivers.node.pulses import Pulses
from drivers.node.usual_chirp import UsualChirp


class Taken(Counters):
    """What is handed in."""

    def __init__(self, pulses):
        self.pulses = pulses

    def take(self):
        return [(k, of_channel.pop(0)) for k, of_channel in enumerate(self.pulses) if of_channel]


usual = UsualChirp(8, 8_000_000)
for line in sys.stdin:
    channels = [[each.split(",") for each in channel.split("/") if each] for channel in line.strip("\n").split(" ")]
    counters = Taken([[[int(word, 16) for word in words] for words in of_channel] for of_channel in channels])
    pulses = Pulses(counters, 8, 8_000_000)
    while [1 for of_channel in counters.pulses if of_channel]:
        pulses.step()
    found = usual.sort(pulses.fronts)
    print(found.is_chirp, found.others)
    if found.is_learning or found.earlier:
        print("learning", found.earlier)
