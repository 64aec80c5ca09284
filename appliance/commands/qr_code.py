"""An address that a phone reads off a terminal."""

import sys

import segno

# light and dark, for the upper and the lower module; dark ones stay dark on a dark terminal: light ones are drawn
BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}


def qr_code(text: str, encoding: str | None = None) -> str:
    """A QR code in characters of `encoding`, by default the terminal's: two modules a character, or two a module."""
    matrix = [[int(bool(module)) for module in row] for row in segno.make(text, error="l").matrix_iter(border=2)]
    try:
        "".join(BLOCKS.values()).encode(encoding or sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "\n".join("".join("  " if module else "##" for module in row) for row in matrix)
    if len(matrix) % 2:
        matrix.append([0] * len(matrix[0]))
    rows = zip(matrix[::2], matrix[1::2], strict=True)
    return "\n".join("".join(BLOCKS[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in rows)
