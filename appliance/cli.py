"""The words of the command line. Exit status: 0, 1 (it failed), 2 (wrong words)."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from appliance import __version__
from appliance.errors import ArchStatsError

ALL = "all"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word; every expected failure is one line on standard error."""
    arguments = _parser().parse_args(argv)
    _log_in_english()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        status: int = arguments.run(arguments)
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        return 1
    except (ArchStatsError, BaseExceptionGroup) as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(f"arch-stats: {sentence}", file=sys.stderr)
        return 1
    return status


def _log_in_english() -> None:
    from appliance.messages.log_records import log_in_english

    log_in_english()


def _sentence(error: BaseException) -> str | None:
    """The text of a foreseen failure, in the terminal's language; None for anything else."""
    from appliance.commands.terminal import in_terminal_language
    from appliance.core.message import message_of

    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return in_terminal_language()(message_of(error)) if isinstance(error, ArchStatsError) else None


def _version() -> str:
    """The version, on an installed box with the digest of its folder."""
    from appliance.updates.stamp import own_stamp

    stamp = own_stamp()
    return __version__ if stamp is None else f"{stamp.version} ({stamp.digest})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="arch-stats", description="Electronic archery target.")
    parser.add_argument("--version", action="version", version=f"arch-stats {_version()}")
    words = parser.add_subparsers(metavar="WORD", required=True)

    serve = words.add_parser("serve", help="run the appliance for the configured sensors")
    serve.set_defaults(run=_serve)
    for word in (parser, serve):
        word.add_argument(
            "--wing", choices=("both", "sensing", "server"), default="both", help="run only one half (default: both)"
        )
    parser.set_defaults(run=_serve)
    words.required = False

    demo = words.add_parser("demo", help="run it with a simulated butt and an archer who shoots")
    demo.add_argument("--pace", type=float, default=4.0, metavar="SECONDS", help="between two arrows (default: 4)")
    demo.add_argument("--arrows", type=int, default=None, metavar="N", help="stop shooting after N arrows")
    demo.set_defaults(run=_demo)

    bot = words.add_parser("bot", help="shoot simulated arrows into a running appliance, by plain SQL")
    bot.add_argument("--pace", type=float, default=4.0, metavar="SECONDS", help="between two arrows (default: 4)")
    bot.add_argument("--arrows", type=int, default=None, metavar="N", help="stop after N arrows (default: never)")
    bot.set_defaults(run=_bot)

    migrate = words.add_parser("migrate", help="bring the database up to date, and end")
    migrate.set_defaults(run=_migrate)

    replay = words.add_parser("replay", help="play a recorded serial transcript into the configured appliance")
    replay.add_argument("file", type=Path, help="raw bytes, or acoustics-serial/1 JSON")
    replay.set_defaults(run=_replay)

    locate = words.add_parser("locate", help="answer a file of acoustic cases, one line per case")
    locate.add_argument("files", type=Path, nargs="+", metavar="FILE", help="acoustics-cases/1 or acoustics-sound/1")
    locate.set_defaults(run=_locate)

    parse = words.add_parser("parse", help="show what a board said, one message per line")
    parse.add_argument("file", type=Path, metavar="FILE", help="raw bytes, or acoustics-serial/1 JSON")
    parse.add_argument(
        "--protocol", choices=("freetarget", "archstats"), default="freetarget", help="default: freetarget"
    )
    parse.set_defaults(run=_parse)

    _archive_words(words)

    relocate = words.add_parser("relocate", help="place stored measurements again by today's survey and calibration")
    relocate.add_argument("--session", type=UUID, metavar="ID", help="only of this session (default: all)")
    relocate.add_argument("--write", action="store_true", help="write it; old positions are kept, phones follow")
    relocate.add_argument("--picture", type=Path, metavar="FILE", help="draw what changes as SVG")
    relocate.set_defaults(run=_relocate)

    set_aside = words.add_parser("set-aside", help="list the events that could not be worked on, or try them again")
    set_aside.add_argument(
        "--retry",
        type=_one_or_all,
        nargs="?",
        const=ALL,
        default=argparse.SUPPRESS,
        metavar="ID",
        help="try this one, or all of them, again",
    )
    set_aside.set_defaults(run=_set_aside)

    _finding_words(words)
    _token_words(words)

    doctor = words.add_parser("doctor", help="say what is wrong with this box, and what to do")
    doctor.add_argument("--file", type=Path, metavar="FILE", help="also write all that a helper needs, without secrets")
    doctor.set_defaults(run=_doctor)

    self_test = words.add_parser("self-test", help="see one simulated arrow scored, apart from everything stored")
    self_test.add_argument(
        "--postgres", type=Path, metavar="FOLDER", help="of the server's programs (default: the embedded server)"
    )
    self_test.set_defaults(run=_self_test)
    _program_words(words)
    return parser


def _program_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    program = words.add_parser("program", help="which version runs on an installed box, and the one before it")
    program.set_defaults(run=_program, word="list")
    update = words.add_parser("update", help="update an installed box from a signed file")
    update.set_defaults(run=_update)
    source = update.add_mutually_exclusive_group(required=True)
    source.add_argument("file", type=Path, nargs="?", metavar="FILE")
    source.add_argument("--handed-over", action="store_true", help="the file that the page received: for systemd")
    inner = program.add_subparsers(metavar="WORD")
    for word, text in (
        ("list", "the version that runs, and the one before it (default)"),
        ("back", "let the version before run again"),
        ("trial", "watch over a version that is being tried: for systemd"),
        ("prune", "delete folders that are neither of both"),
    ):
        inner.add_parser(word, help=text).set_defaults(word=word)
    adopt = inner.add_parser("adopt", help="declare a folder that was filled to be a whole version: for the installer")
    adopt.set_defaults(word="adopt")
    adopt.add_argument("folder", type=Path)
    adopt.add_argument("--postgres", required=True, metavar="MAJOR")
    switch = inner.add_parser("switch", help="let a version run")
    switch.set_defaults(word="switch")
    switch.add_argument("version")
    switch.add_argument("--locked", action="store_true", help="whoever calls holds the lock")


def _finding_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    address = words.add_parser("address", help="say where the page is, with a code for a phone to scan")
    address.add_argument("--port", type=int, default=None, help="default: the configured one")
    address.set_defaults(run=_address)

    label = words.add_parser("label", help="show the box's label: codes for its access point and its page")
    label.add_argument("--port", type=int, default=None, help="default: the configured one")
    label.set_defaults(run=_label)

    announce = words.add_parser("announce", help="announce the name and light the lamp for a page that may not")
    announce.set_defaults(run=_announce)


def _archive_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = words.add_parser("export", help="write everything into one file that import reads")
    export.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="default: arch-stats-<time>.ndjson.gz here; - is standard output",
    )
    export.set_defaults(run=_export)

    import_ = words.add_parser(
        "import", help="add what an export file has and this appliance has not; twice is harmless"
    )
    import_.add_argument("file", type=Path, metavar="FILE", help="- is standard input")
    import_.set_defaults(run=_import)

    backup = words.add_parser("backup", help="keep a backup in the data directory, and make room for it")
    backup.add_argument("--verify", action="store_true", help="then restore it into a scratch database and compare")
    backup.add_argument("--before-update", action="store_true", help="say that it was made for an update")
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="instead, write a new file there, as to a USB stick")
    backup.set_defaults(run=_backup)

    stick = words.add_parser("stick", help="write everything to a USB stick that is mounted, and tell the page")
    what = stick.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="FOLDER", help="write one new file there")
    what.add_argument(
        "--tell", choices=("done", "unknown-format", "read-only", "full"), help="only tell what became of it"
    )
    stick.set_defaults(run=_stick)

    restore = words.add_parser("restore", help="bring back what a backup has and this appliance has not")
    restore.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="default: the newest backup; - is standard input"
    )
    restore.add_argument("--replace", action="store_true", help="forget everything that is not in it, after a backup")
    restore.set_defaults(run=_restore)


def _token_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    token = words.add_parser("token", help="pair programs and phones, list and withdraw what is paired, say the PIN")
    kinds = token.add_subparsers(metavar="WHAT", required=True)
    make = kinds.add_parser("make", help="print a token for a program (Authorization: Bearer ...), this once")
    make.add_argument("name", metavar="NAME", help="what it is for")
    code = kinds.add_parser("code", help="print a code that pairs one phone, once")
    code.add_argument("--minutes", type=int, default=10, metavar="N", help="how long it is good (default: 10)")
    for each in (make, code):
        each.add_argument("--role", choices=("spectator", "archer", "coach", "keeper"), default="keeper")
        each.add_argument("--archer", metavar="NAME", help="whose phone it is")
    make.set_defaults(run=_token, what="make")
    code.set_defaults(run=_token, what="code")
    kinds.add_parser("list", help="list what is paired").set_defaults(run=_token, what="list")
    withdraw = kinds.add_parser("withdraw", help="end a pairing")
    withdraw.add_argument("id", type=UUID, metavar="ID", help="as arch-stats token list says it")
    withdraw.set_defaults(run=_token, what="withdraw")
    pin = kinds.add_parser("pin", help="say the PIN that stands on the label")
    pin.add_argument("--new", action="store_true", help="make another one; what is paired stays so")
    pin.set_defaults(run=_token, what="pin")


def _one_or_all(text: str) -> UUID | None:
    """None for all of them."""
    try:
        return None if text == ALL else UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ID: arch-stats set-aside lists them") from None


def _serve(arguments: argparse.Namespace) -> int:
    from appliance.runtime.quick_start import imported_quickly

    with imported_quickly():
        from appliance.commands.serve import serve

    return serve(arguments.wing)


def _demo(arguments: argparse.Namespace) -> int:
    from appliance.commands.demo import demo

    return demo(arguments.pace, arguments.arrows)


def _bot(arguments: argparse.Namespace) -> int:
    from appliance.commands.bot import bot

    return bot(arguments.pace, arguments.arrows)


def _migrate(arguments: argparse.Namespace) -> int:
    from appliance.commands.migrate import migrate

    del arguments
    return migrate()


def _replay(arguments: argparse.Namespace) -> int:
    from appliance.commands.replay import replay

    return replay(arguments.file)


def _locate(arguments: argparse.Namespace) -> int:
    from appliance.commands.locate import locate

    return locate(arguments.files)


def _parse(arguments: argparse.Namespace) -> int:
    from appliance.commands.parse import parse

    return parse(arguments.file, arguments.protocol)


def _export(arguments: argparse.Namespace) -> int:
    from appliance.commands.archive import export

    return export(arguments.file)


def _import(arguments: argparse.Namespace) -> int:
    from appliance.commands.archive import import_

    return import_(arguments.file)


def _backup(arguments: argparse.Namespace) -> int:
    from appliance.commands.archive import backup, carry_away

    if arguments.to is not None:
        return carry_away(arguments.to)
    return backup("before_update" if arguments.before_update else "asked", verifies=arguments.verify)


def _stick(arguments: argparse.Namespace) -> int:
    from appliance.commands.stick import tell_of_stick, write_stick

    return write_stick(arguments.to) if arguments.tell is None else tell_of_stick(arguments.tell)


def _restore(arguments: argparse.Namespace) -> int:
    from appliance.commands.archive import restore

    return restore(arguments.file, arguments.replace)


def _set_aside(arguments: argparse.Namespace) -> int:
    from appliance.commands.set_aside import set_aside

    return set_aside(is_retry="retry" in arguments, event_id=getattr(arguments, "retry", None))


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


def _self_test(arguments: argparse.Namespace) -> int:
    from appliance.commands.self_test import self_test

    return self_test(arguments.postgres)


def _program(arguments: argparse.Namespace) -> int:
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


def _relocate(arguments: argparse.Namespace) -> int:
    from appliance.commands.relocate import relocate_command

    return relocate_command(arguments.session, arguments.write, arguments.picture)


def _token(arguments: argparse.Namespace) -> int:
    from appliance.commands.token import token

    return token(arguments)
