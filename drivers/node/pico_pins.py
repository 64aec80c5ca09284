"""Which pin of a Pico does what, and what its counting machines go by. README.md has the same in its wiring."""

FIRST_LOWER = 2
"""GP2 to GP9: the comparators of the lower threshold, channel by channel."""
FIRST_UPPER = 10
"""GP10 to GP17: those of the upper threshold, where there are any."""
BURST = 18
"""To the decoder's enable: high for each half of an emitter's period, while it sounds."""
FIRST_ADDRESS = 26
"""GP26 to GP28: the decoder's address, which emitter it is."""
GATE = 22
"""All counting machines begin when this goes high; nothing is wired to it."""
SDA, SCL = 20, 21
TX, RX = 0, 1
SUPPLY_ADC = 29
CYCLES_A_COUNT = 2
COUNT_ANEW = 0xA02B
"""mov(x, invert(null)), as a machine takes it between its restart and the gate."""
