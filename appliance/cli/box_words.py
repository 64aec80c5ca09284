"""Commands about the box: its address, who may change what, its condition, and its versions of the program."""

import argparse
from pathlib import Path
from uuid import UUID


def box_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these commands to the parser."""
    _finding_words(words)
    _token_words(words)
    _check_words(words)
    _program_words(words)


def _check_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    doctor = words.add_parser("doctor", help="report what is wrong with this box, and what to do")
    doctor.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help="also write all that a helper needs, without secrets; - is standard output",
    )
    doctor.set_defaults(run=_doctor)

    clock = words.add_parser("set-clock", help="set the clock to a phone's time: for systemd")
    clock.set_defaults(run=_set_clock)

    self_test = words.add_parser("self-test", help="score one simulated arrow, without touching stored data")
    self_test.add_argument(
        "--postgres", type=Path, metavar="FOLDER", help="folder of PostgreSQL's programs (default: the embedded server)"
    )
    self_test.set_defaults(run=_self_test)


def _program_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    program = words.add_parser("program", help="print the version that an installed box runs, and the previous one")
    program.set_defaults(run=_program, word="list")
    update = words.add_parser("update", help="update an installed box from a signed file")
    update.set_defaults(run=_update)
    source = update.add_mutually_exclusive_group(required=True)
    source.add_argument("file", type=Path, nargs="?", metavar="FILE")
    source.add_argument("--handed-over", action="store_true", help="the file that the page received: for systemd")
    inner = program.add_subparsers(metavar="COMMAND")
    for word, text in (
        ("list", "print the running version and the previous one (default)"),
        ("back", "return to the previous version"),
        ("trial", "watch a version that is on trial: for systemd"),
        ("prune", "delete all but the current and the previous version"),
    ):
        inner.add_parser(word, help=text).set_defaults(word=word)
    watch = inner.add_parser("watch", help="ask the page for its health, for a trial: for systemd")
    watch.set_defaults(word="watch")
    watch.add_argument("--port", type=int, required=True, metavar="PORT")
    adopt = inner.add_parser("adopt", help="mark a filled folder as a complete version: for the installer")
    adopt.set_defaults(word="adopt")
    adopt.add_argument("folder", type=Path)
    adopt.add_argument("--postgres", required=True, metavar="MAJOR")
    switch = inner.add_parser("switch", help="switch to a version")
    switch.set_defaults(word="switch")
    switch.add_argument("version")
    switch.add_argument("--locked", action="store_true", help="the caller holds the lock")


def _finding_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    address = words.add_parser("address", help="print the address of the page, with a code for a phone to scan")
    address.add_argument("--port", type=int, default=None, help="default: the configured one")
    address.set_defaults(run=_address)

    label = words.add_parser("label", help="show the box's label: codes for its access point and its page")
    label.add_argument("--port", type=int, default=None, help="default: the configured one")
    label.set_defaults(run=_label)

    announce = words.add_parser("announce", help="announce the box's name and light its lamp, where the page may not")
    announce.set_defaults(run=_announce)


def _token_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    token = words.add_parser("token", help="pair programs and phones, list and withdraw pairings, print the PIN")
    kinds = token.add_subparsers(metavar="COMMAND", required=True)
    make = kinds.add_parser("make", help="print a token for a program (Authorization: Bearer ...), this once")
    make.add_argument("name", metavar="NAME", help="what it is for")
    code = kinds.add_parser("code", help="print a code that pairs one phone, once")
    code.add_argument("--minutes", type=int, default=10, metavar="N", help="how long it is valid (default: 10)")
    for each in (make, code):
        each.add_argument("--role", choices=("spectator", "archer", "coach", "judge", "keeper"), default="keeper")
        each.add_argument("--archer", metavar="NAME", help="whose phone it is")
    make.set_defaults(run=_token, what="make")
    code.set_defaults(run=_token, what="code")
    kinds.add_parser("list", help="list the pairings").set_defaults(run=_token, what="list")
    withdraw = kinds.add_parser("withdraw", help="end a pairing")
    withdraw.add_argument("id", type=UUID, metavar="ID", help="as printed by arch-stats token list")
    withdraw.set_defaults(run=_token, what="withdraw")
    pin = kinds.add_parser("pin", help="print the PIN of the label")
    pin.add_argument("--new", action="store_true", help="make a new one; pairings stay")
    pin.set_defaults(run=_token, what="pin")


def _address(arguments: argparse.Namespace) -> int:
    from appliance.commands.address import address

    return address(arguments.port)


def _label(arguments: argparse.Namespace) -> int:
    from appliance.commands.label import label

    return label(arguments.port)


def _announce(arguments: argparse.Namespace) -> int:
    from appliance.commands.announce import announce

    del arguments
    return announce()


def _doctor(arguments: argparse.Namespace) -> int:
    from appliance.commands.doctor import doctor

    return doctor(arguments.file)


def _set_clock(arguments: argparse.Namespace) -> int:
    from appliance.commands.set_clock import set_clock

    del arguments
    return set_clock()


def _self_test(arguments: argparse.Namespace) -> int:
    from appliance.commands.self_test import self_test

    return self_test(arguments.postgres)


def _program(arguments: argparse.Namespace) -> int:
    if arguments.word == "watch":
        from appliance.updates.page_watch import watch_page

        # with nothing else in memory
        return watch_page(arguments.port)
    from appliance.commands import program

    if arguments.word == "adopt":
        return program.adopt(arguments.folder, arguments.postgres)
    if arguments.word == "switch":
        return program.switch(arguments.version, is_locked=arguments.locked)
    words = {"list": program.list_versions, "back": program.back, "trial": program.trial, "prune": program.prune}
    return words[arguments.word]()


def _update(arguments: argparse.Namespace) -> int:
    from appliance.commands.update import update, update_handed_over

    return update_handed_over() if arguments.handed_over else update(arguments.file)


def _token(arguments: argparse.Namespace) -> int:
    from appliance.commands.token import token

    return token(arguments)
