"""The program of a counting machine (PIO): times when a pulse rises above each of its thresholds, and when it falls.

2 cycles a count: 16 ns at 125 MHz. All machines wait for one gate and leave it in the same cycle, whichever block they
are in. X is the counter: all ones when armed, and kept when the machine is restarted after a pulse. One machine has
both comparators of a channel: its jump pin is the lower one's, its first input the upper one's. Between the thresholds
a look takes 6 cycles and counts once. `wrap` costs no cycle, so that a counter that reaches zero counts on undisturbed.
"""

# ruff: noqa: F821
# mypy: ignore-errors
# the decorator puts the names of the assembler into the function

import rp2


@rp2.asm_pio(out_shiftdir=rp2.PIO.SHIFT_RIGHT)
def rises_and_fall():
    wait(1, gpio, 22)  # GATE of pico_pins.py: names of this file are not known here
    wrap_target()
    label("low")
    jmp(pin, "rose")
    jmp(x_dec, "low")
    wrap()
    label("rose")
    mov(isr, x)
    push(noblock)
    label("between")
    mov(osr, pins)
    out(y, 1)
    jmp(not_y, "below")
    mov(isr, x)
    push(noblock)
    # both branches lead to the next line: the count goes on, also through zero
    label("above")
    jmp(x_dec, "high")
    label("high")
    jmp(pin, "above")
    jmp("fell")
    label("below")
    jmp(x_dec, "still")
    label("still")
    jmp(pin, "between")[1]
    # it never rose above the upper threshold: the time of the fall is pushed twice
    mov(isr, x)
    push(noblock)
    label("fell")
    mov(isr, x)
    push(noblock)
    # it counts on, so that the count is still right after a restart
    label("done")
    jmp(x_dec, "on")
    label("on")
    jmp("done")
