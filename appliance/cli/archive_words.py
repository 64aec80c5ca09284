"""Commands for exports, backups and USB sticks."""

import argparse
from pathlib import Path


def archive_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these commands to the parser."""
    export = words.add_parser("export", help="write everything into one file for import")
    export.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="default: arch-stats-<time>.ndjson.gz here; - is standard output",
    )
    export.set_defaults(run=_export)

    import_ = words.add_parser(
        "import", help="add what an export file has and this appliance lacks; repeating it is harmless"
    )
    import_.add_argument("file", type=Path, metavar="FILE", help="- is standard input")
    import_.set_defaults(run=_import)

    backup = words.add_parser("backup", help="make a backup in the data directory, deleting old ones for room")
    backup.add_argument("--verify", action="store_true", help="also restore it into a scratch database and compare")
    backup.add_argument("--before-update", action="store_true", help="mark it as made for an update")
    backup.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="instead, write a new file there, as to a USB stick; - is standard output",
    )
    backup.set_defaults(run=_backup)

    stick = words.add_parser(
        "stick", help="write a backup to a mounted USB stick, or offer its update, and report to the page"
    )
    what = stick.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="FOLDER", help="write one new file there")
    what.add_argument("--look", type=Path, metavar="FOLDER", help="offer its update on the page")
    what.add_argument("--report", choices=("done", "ended"), help="only report this result: for systemd")
    stick.set_defaults(run=_stick)

    restore = words.add_parser("restore", help="add what a backup has and this appliance lacks")
    restore.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="default: the newest backup; - is standard input"
    )
    restore.add_argument(
        "--replace", action="store_true", help="make a backup, then delete everything that is not in the file"
    )
    restore.set_defaults(run=_restore)


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
    from appliance.commands.stick import look_through_stick, publish_stick_word, write_stick

    if arguments.look is not None:
        return look_through_stick(arguments.look)
    return write_stick(arguments.to) if arguments.report is None else publish_stick_word(arguments.report)


def _restore(arguments: argparse.Namespace) -> int:
    from appliance.commands.archive import restore

    return restore(arguments.file, arguments.replace)
