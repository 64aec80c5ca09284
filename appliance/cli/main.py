"""Parses the command line and runs one command. Exit status: 0, 1 (the command failed), 2 (wrong arguments)."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from appliance import __version__
from appliance.cli.archive_words import archive_words
from appliance.cli.box_words import box_words
from appliance.cli.node_words import node_words
from appliance.errors import ArchStatsError

ALL = "all"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every expected failure is one line on standard error."""
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
    """The text of an expected failure, in the terminal's language; None for anything else."""
    from appliance.commands.terminal import in_terminal_language
    from appliance.core.message import message_of

    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return in_terminal_language()(message_of(error)) if isinstance(error, ArchStatsError) else None


def _version() -> str:
    """The version; on an installed box with the digest of its folder."""
    from appliance.updates.stamp import own_stamp

    stamp = own_stamp()
    return __version__ if stamp is None else f"{stamp.version} ({stamp.digest})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="arch-stats", description="Electronic archery target.")
    parser.add_argument("--version", action="version", version=f"arch-stats {_version()}")
    words = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = words.add_parser("serve", help="run the appliance for the configured sensors")
    serve.set_defaults(run=_serve)
    for word in (parser, serve):
        word.add_argument(
            "--wing", choices=("both", "sensing", "server"), default="both", help="run only one half (default: both)"
        )
    parser.set_defaults(run=_serve)
    words.required = False

    demo = words.add_parser("demo", help="run the appliance with a simulated butt and archer")
    demo.add_argument("--pace", type=float, default=4.0, metavar="SECONDS", help="between two arrows (default: 4)")
    demo.add_argument("--arrows", type=int, default=None, metavar="N", help="stop shooting after N arrows")
    demo.set_defaults(run=_demo)

    bot = words.add_parser("bot", help="shoot simulated arrows into a running appliance, by plain SQL")
    bot.add_argument("--pace", type=float, default=4.0, metavar="SECONDS", help="between two arrows (default: 4)")
    bot.add_argument("--arrows", type=int, default=None, metavar="N", help="stop after N arrows (default: never)")
    bot.set_defaults(run=_bot)

    migrate = words.add_parser("migrate", help="bring the database up to date, and exit")
    migrate.set_defaults(run=_migrate)

    replay = words.add_parser("replay", help="play a recorded serial transcript into the configured appliance")
    replay.add_argument("file", type=Path, help="raw bytes, or acoustics-serial/1 JSON")
    replay.set_defaults(run=_replay)

    locate = words.add_parser("locate", help="solve files of acoustic cases, one line per case")
    locate.add_argument("files", type=Path, nargs="+", metavar="FILE", help="acoustics-cases/1 or acoustics-sound/1")
    locate.set_defaults(run=_locate)

    parse = words.add_parser("parse", help="decode a recorded serial line, one message per line")
    parse.add_argument("file", type=Path, metavar="FILE", help="raw bytes, or acoustics-serial/1 JSON")
    parse.add_argument("--protocol", default="auto", metavar="LANGUAGE", help="default: auto, which detects it")
    parse.set_defaults(run=_parse)

    archive_words(words)

    relocate = words.add_parser(
        "relocate", help="locate stored measurements again by the present survey and calibration"
    )
    relocate.add_argument("--session", type=UUID, metavar="ID", help="only of this session (default: all)")
    relocate.add_argument(
        "--write", action="store_true", help="store the new positions; old ones are kept, phones are updated"
    )
    relocate.add_argument("--picture", type=Path, metavar="FILE", help="draw the changes as SVG")
    relocate.set_defaults(run=_relocate)

    set_aside = words.add_parser("set-aside", help="list the events that could not be processed, or try them again")
    set_aside.add_argument(
        "--retry",
        type=_one_or_all,
        nargs="?",
        const=ALL,
        default=argparse.SUPPRESS,
        metavar="ID",
        help="try this event again, or all of them",
    )
    set_aside.set_defaults(run=_set_aside)

    box_words(words)
    node_words(words)
    return parser


def _one_or_all(text: str) -> UUID | None:
    """The ID of one event; None for all of them."""
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


def _set_aside(arguments: argparse.Namespace) -> int:
    from appliance.commands.set_aside import set_aside

    return set_aside(is_retry="retry" in arguments, event_id=getattr(arguments, "retry", None))


def _relocate(arguments: argparse.Namespace) -> int:
    from appliance.commands.relocate import relocate_command

    return relocate_command(arguments.session, arguments.write, arguments.picture)
