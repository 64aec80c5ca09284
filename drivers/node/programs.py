"""The program of a counting machine (PIO): when its line rises, and when it falls again.

2 cycles a count: 16 ns at 125 MHz. All machines wait for one gate and leave it in the same cycle, whichever block they
are in. `wrap` costs no cycle, so that a counter that reaches zero goes on as if nothing were.
"""

# ruff: noqa: F821
# mypy: ignore-errors
# the words of the assembler are put into the function by its decorator

import rp2


@rp2.asm_pio()
def rise_and_fall():
    wait(1, gpio, 22)  # GATE of pico_pins.py: no name of this file is known in here
    mov(x, invert(null))
    wrap_target()
    label("low")
    jmp(pin, "rose")
    jmp(x_dec, "low")
    wrap()
    label("rose")
    mov(isr, x)
    push(noblock)
    # both ways lead to the next line: the count goes on, also through zero
    label("still")
    jmp(x_dec, "high")
    label("high")
    jmp(pin, "still")
    mov(isr, x)
    push(noblock)
    label("done")
    jmp("done")
