"""A stand-in for MicroPython's `rp2.asm_pio`: assembles the firmware's own program text (RP2040 data sheet, 3.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

JMP, WAIT, OUT, PUSH, MOV = 0x0000, 0x2000, 0x6000, 0x8000, 0xA000
CONDITIONS = {"x_dec": 2, "not_y": 3, "pin": 6}
SOURCES = {"pins": 0, "x": 1, "y": 2, "null": 3, "isr": 6, "osr": 7}
DESTINATIONS = {"x": 1, "y": 2, "isr": 6, "osr": 7}
INVERT = 1 << 3
DELAY = 1 << 8
SHIFT_RIGHT = 1


@dataclass
class Program:
    """Machine code, and where it wraps."""

    opcodes: list[int] = field(default_factory=list)
    wrap_target: int = 0
    wrap_top: int = -1


@dataclass(frozen=True)
class _Inverted:
    name: str


class _Assembler:
    """The words that a program may use; two passes, since labels may come later."""

    def __init__(self, labels: dict[str, int]) -> None:
        self.program = Program()
        self.labels = labels
        self.found: dict[str, int] = {}

    def words(self) -> dict[str, Any]:
        return {
            "wait": self.wait, "jmp": self.jmp, "mov": self.mov, "out": self.out, "push": self.push,
            "label": self.label, "wrap_target": self.wrap_target, "wrap": self.wrap, "invert": _Inverted,
            "gpio": "gpio", "pin": "pin", "pins": "pins", "x_dec": "x_dec", "not_y": "not_y", "noblock": "noblock",
            "x": "x", "y": "y", "null": "null", "isr": "isr", "osr": "osr",
        }  # fmt: skip

    def wait(self, polarity: int, source: str, index: int) -> None:
        assert source == "gpio"
        self.program.opcodes.append(WAIT | polarity << 7 | index)

    def jmp(self, condition: str, label: str | None = None) -> "_Assembler":
        name = condition if label is None else label
        code = 0 if label is None else CONDITIONS[condition]
        self.program.opcodes.append(JMP | code << 5 | self.labels.get(name, 0))
        return self

    def __getitem__(self, cycles: int) -> None:
        """As `jmp(...)[1]`: the instruction before waits for so long."""
        self.program.opcodes[-1] |= cycles * DELAY

    def out(self, destination: str, bits: int) -> None:
        assert destination in {"x", "y"}
        self.program.opcodes.append(OUT | DESTINATIONS[destination] << 5 | bits)

    def mov(self, destination: str, source: str | _Inverted) -> None:
        operation = INVERT if isinstance(source, _Inverted) else 0
        name = source.name if isinstance(source, _Inverted) else source
        self.program.opcodes.append(MOV | DESTINATIONS[destination] << 5 | operation | SOURCES[name])

    def push(self, how: str) -> None:
        assert how == "noblock"
        self.program.opcodes.append(PUSH)

    def label(self, name: str) -> None:
        self.found[name] = len(self.program.opcodes)

    def wrap_target(self) -> None:
        self.program.wrap_target = len(self.program.opcodes)

    def wrap(self) -> None:
        self.program.wrap_top = len(self.program.opcodes) - 1


def asm_pio(*, out_shiftdir: int) -> Callable[[Callable[[], None]], Program]:
    """The decorator. The other way of shifting is MicroPython's own: a program that reads one pin must say this one."""
    assert out_shiftdir == SHIFT_RIGHT

    def assemble(text: Callable[[], None]) -> Program:
        labels: dict[str, int] = {}
        for _ in range(2):
            assembler = _Assembler(labels)
            # as the real one does: nothing of the module itself is known inside a program
            kept = dict(text.__globals__)
            text.__globals__.clear()
            text.__globals__.update(assembler.words())
            try:
                text()
            finally:
                text.__globals__.clear()
                text.__globals__.update(kept)
            labels = assembler.found
        return assembler.program

    return assemble


def rp2() -> ModuleType:
    """A module `rp2` with this alone."""
    module = ModuleType("rp2")
    module.asm_pio = asm_pio  # type: ignore[attr-defined]
    module.PIO = SimpleNamespace(SHIFT_RIGHT=SHIFT_RIGHT)  # type: ignore[attr-defined]
    return module
