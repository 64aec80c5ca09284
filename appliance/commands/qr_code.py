"""QR codes of text characters, which phones scan from a terminal."""

import sys

import segno

# character for an upper and a lower module, 1 being dark; light modules are drawn, for terminals are dark
BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}


def qr_code(text: str, encoding: str | None = None) -> str:
    """A QR code in characters of `encoding`, by default the terminal's: two modules a character, or two characters a
    module."""
    matrix = [[int(bool(module)) for module in row] for row in segno.make(text, error="l").matrix_iter(border=2)]
    try:
        "".join(BLOCKS.values()).encode(encoding or sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "\n".join("".join("  " if module else "##" for module in row) for row in matrix)
    if len(matrix) % 2:
        matrix.append([0] * len(matrix[0]))
    rows = zip(matrix[::2], matrix[1::2], strict=True)
    return "\n".join("".join(BLOCKS[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in rows)
