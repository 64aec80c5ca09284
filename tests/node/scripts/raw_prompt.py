"""Under MicroPython's unix port: the raw prompt of a board, whose flash is the folder in which it runs.

`micropython raw_prompt.py MACHINE`: the board is called so. The unix port has a prompt for people alone; what is sent
here is run by the interpreter itself. Ends with 3 where it is told to reset.
"""

import io
import sys

RESET = 3
GREETING = b"raw REPL; CTRL-B to exit\r\n>"
RAW, PERSON, INTERRUPT, RUN, PASTE = 1, 2, 3, 4, 5
NO_PASTE = b"R\x00"


class Module:
    pass


def called(machine):
    """The module that says who the board is."""
    made, who = Module(), Module()
    who.version, who._machine = sys.implementation.version, machine
    made.implementation, made.stdin, made.stdout = who, sys.stdin, sys.stdout
    return made


def reset():
    raise SystemExit


def run(code, names, out):
    """As a board's prompt answers: what was printed, then what went wrong."""
    out.write(b"OK")
    trace = io.StringIO()
    try:
        exec(code.decode(), names)
    except SystemExit:
        sys.exit(RESET)
    except BaseException as error:
        sys.print_exception(error, trace)
    out.write(b"\x04" + trace.getvalue().encode() + b"\x04>")


sys.modules["sys"], sys.modules["machine"] = called(sys.argv[1]), Module()
sys.modules["machine"].reset = reset
names, code = {}, b""
source, out = sys.stdin.buffer, sys.stdout.buffer
while True:
    byte = source.read(1)
    if not byte:
        break
    if byte[0] == RAW:
        code = b""
        out.write(GREETING)
    elif byte[0] in (PERSON, INTERRUPT):
        code = b""
    elif byte[0] == PASTE:
        source.read(2)
        out.write(NO_PASTE)
    elif byte[0] == RUN:
        run(code, names, out)
        code = b""
    else:
        code += byte
