"""The pins of a Pico, and the constants of its counting machines. README.md has the same wiring."""

FIRST_LOWER = 2
"""GP2 to GP9: the comparators of the lower threshold, channel by channel."""
FIRST_UPPER = 10
"""GP10 to GP17: the comparators of the upper threshold, if there are any."""
BURST = 18
"""The decoder's enable: high for half of each period while an emitter sounds."""
FIRST_ADDRESS = 26
"""GP26 to GP28: the decoder's address, which selects the emitter."""
GATE = 22
"""All counting machines start when this goes high; nothing is wired to it."""
SDA, SCL = 20, 21
TX, RX = 0, 1
SUPPLY_ADC = 29
CYCLES_A_COUNT = 2
COUNT_ANEW = 0xA02B
"""Machine code of mov(x, invert(null)), which sets a machine's counter between its restart and the gate."""
