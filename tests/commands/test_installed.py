"""The command line of an installed box: the program runs as the appliance's user, and never learns a file's name."""

import os
import re
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "systemd" / "arch-stats"
PROGRAM = """#!/bin/sh
echo "$*" >>{log}
case "$*" in "import "*-|"restore "*-) cat >{read} ;; esac
printf '%s' "$CONTENT"
exit "$STATUS"
"""
ID = """#!/bin/sh
if [ "$1" = -un ]; then echo "$CALLER"; elif [ "$CALLER" = root ]; then echo 0; else echo 1000; fi
"""
SETPRIV = """#!/bin/sh
echo "$*" >>{dropped}
if [ -n "$REFUSED" ]; then echo "setpriv: setresuid failed: Operation not permitted" >&2; exit 127; fi
while [ "$1" != env ]; do shift; done
exec "$@"
"""
SUDO = """#!/bin/sh
case "$*" in
"-n -u arch-stats -l "*) [ "$CALLER" = member ] ;;
"-n -u arch-stats "*) shift 3; CALLER=arch-stats exec "$@" ;;
esac
"""


class Box:
    """The script, with a program that writes down how it was called, and what it read; `caller` runs it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._log = folder, folder / "called"
        self._read, self._dropped = folder / "read", folder / "dropped"
        self.split = folder / "split.env"
        self.program = folder / "program"
        self.caller, self.is_refused = "arch-stats", False
        (folder / "bin").mkdir()
        for name, text in (
            ("program", PROGRAM.format(log=self._log, read=self._read)),
            ("bin/id", ID),
            ("bin/setpriv", SETPRIV.format(dropped=self._dropped)),
            ("bin/sudo", SUDO),
            (
                "arch-stats",
                SCRIPT.read_text()
                .replace("/opt/arch-stats/current/venv/bin/arch-stats", str(self.program))
                .replace("/etc/arch-stats/split.env", str(self.split)),
            ),
        ):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        self.place = folder / "place"
        self.place.mkdir()

    def type(self, *words: str, content: str = "content", status: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self._folder}/bin:{os.environ['PATH']}", "CONTENT": content, "STATUS": str(status),
            "CALLER": self.caller, "REFUSED": "1" if self.is_refused else "",
        }  # fmt: skip
        return subprocess.run(
            [self._folder / "arch-stats", *words],
            capture_output=True, text=True, check=False, env=environment, cwd=self.place,
        )  # fmt: skip

    @property
    def called(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []

    @property
    def read(self) -> str:
        return self._read.read_text()

    @property
    def dropped(self) -> list[str]:
        """How setpriv was called: who the program runs as."""
        return self._dropped.read_text().splitlines() if self._dropped.exists() else []

    @property
    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.place.iterdir()}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.mark.parametrize("words", [("--file", "report.txt"), ("--file=report.txt",), ("--f", "report.txt")])
def test_the_doctors_file_is_the_callers_also_where_something_is_not_well(box: Box, words: tuple[str, ...]) -> None:
    for status in (0, 1):
        done = box.type("doctor", *words, content=f"found {status}", status=status)
        assert (done.returncode, done.stdout, done.stderr) == (status, "", "report.txt\n")
        assert box.files == {"report.txt": f"found {status}"}
    assert box.called == ["doctor --file -"] * 2


def test_without_a_file_the_doctor_just_talks(box: Box) -> None:
    done = box.type("doctor")
    assert (done.stdout, box.called, box.files) == ("content", ["doctor"], {})
    assert (box.type("doctor", "--file", "-").stdout, box.files) == ("content", {})


@pytest.mark.parametrize(
    ("content", "end"), [("rows", ".ndjson.gz"), ("age-encryption.org/v1\nsealed", ".ndjson.gz.age")]
)
def test_a_backup_for_elsewhere_is_the_callers_and_named_for_what_it_is(box: Box, content: str, end: str) -> None:
    assert box.type("backup", "--to", ".", content=content).returncode == 0
    ((name, kept),) = box.files.items()
    assert (name.startswith("arch-stats-"), name.endswith(f"Z{end}"), kept) == (True, True, content)
    assert box.called == ["backup --to -"]


def test_a_backup_for_the_box_itself_is_the_programs(box: Box) -> None:
    box.type("backup", "--verify")
    assert (box.called, box.files) == (["backup --verify"], {})


def test_a_picture_is_the_callers(box: Box) -> None:
    assert box.type("relocate", "--write", "--picture", "moved.svg").returncode == 0
    assert (box.called, box.files) == (["relocate --write --picture moved.svg --picture -"], {"moved.svg": "content"})


@pytest.mark.parametrize("words", [("export", "x"), ("backup", "--to", "."), ("doctor", "--file", "x")])
def test_what_failed_leaves_nothing(box: Box, words: tuple[str, ...]) -> None:
    assert box.type(*words, content="", status=3).returncode == 3
    assert box.type(*words, content="", status=0).returncode == 1
    assert box.files == {}


@pytest.mark.parametrize("words", [("export", "x"), ("backup", "--to", ".")])
def test_half_a_backup_is_none(box: Box, words: tuple[str, ...]) -> None:
    assert box.type(*words, content="half", status=1).returncode == 1
    assert box.files == {}


@pytest.mark.parametrize("words", [("export", "x"), ("doctor", "--file", "x"), ("relocate", "--picture", "x")])
def test_what_is_no_plain_file_is_not_replaced(box: Box, words: tuple[str, ...]) -> None:
    os.mkfifo(box.place / "x")
    done = box.type(*words)
    assert (done.returncode, "not a regular file" in done.stderr, box.called) == (1, True, [])
    (box.place / "x").unlink()
    (box.place / "x").symlink_to("elsewhere")
    assert box.type(*words).returncode == 1
    assert not (box.place / "elsewhere").exists()


CALLERS = ("arch-stats", "root", "member")


@pytest.mark.parametrize("caller", CALLERS)
def test_an_export_is_the_callers_file_and_the_program_learns_no_name(box: Box, caller: str) -> None:
    box.caller = caller
    done = box.type("export", "all.gz")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "all.gz\n")
    assert (box.called, box.files) == (["export -"], {"all.gz": "content"})


def test_an_export_without_a_name_is_called_by_its_moment_and_one_to_standard_output_is_no_file(box: Box) -> None:
    assert box.type("export", "-").stdout == "content"
    assert box.files == {}
    named = box.type("export").stderr.strip()
    assert re.fullmatch(r"arch-stats-\d{8}T\d{6}Z\.ndjson\.gz", named)
    assert box.files == {named: "content"}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(
    ("words", "called"),
    [
        (("import", "rows.gz"), "import -"),
        (("restore", "rows.gz", "--replace"), "restore --replace -"),
        (("restore", "--replace", "rows.gz"), "restore --replace -"),
    ],
)
def test_what_is_imported_or_restored_is_read_by_the_caller(
    box: Box, caller: str, words: tuple[str, ...], called: str
) -> None:
    box.caller = caller
    (box.place / "rows.gz").write_text("rows")
    assert box.type(*words).returncode == 0
    assert (box.called, box.read) == ([called], "rows")


@pytest.mark.parametrize("word", ["import", "restore"])
def test_a_file_that_the_caller_cannot_read_never_comes_to_the_program(box: Box, word: str) -> None:
    done = box.type(word, "nothing.gz")
    assert (done.returncode != 0, "nothing.gz" in done.stderr, box.called) == (True, True, [])


def test_a_restore_without_a_file_is_the_programs_own(box: Box) -> None:
    box.type("restore", "--replace")
    assert box.called == ["restore --replace"]


def test_of_root_nothing_is_left_where_the_program_runs(box: Box) -> None:
    box.caller = "root"
    box.type("label")
    config = "ARCH_STATS_CONFIG=/etc/arch-stats/arch-stats.toml"
    assert box.dropped == [f"--reuid arch-stats --regid arch-stats --init-groups env {config} {box.program} label"]
    box.split.write_text("# of install.bash --split\nPOSTGRES_USER=archive\n")
    box.type("migrate")
    owner = f"--reuid arch-stats-owner --regid arch-stats-owner --clear-groups env {config} {box.program} migrate"
    assert box.dropped[1:] == [owner]


def test_where_the_right_to_be_somebody_else_is_refused_nothing_is_written_or_read(box: Box) -> None:
    (box.place / "rows.gz").write_text("rows")
    box.caller, box.is_refused = "root", True
    for words in (("export", "all.gz"), ("backup", "--to", "."), ("doctor", "--file", "x"), ("import", "rows.gz")):
        done = box.type(*words)
        assert (done.returncode, "setpriv: setresuid failed" in done.stderr) == (127, True)
    assert (box.called, box.files) == ([], {"rows.gz": "rows"})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("label",), "run this as root, or join the group and log in again: sudo adduser robin arch-stats"),
        (("program", "back"), "run this as root: sudo arch-stats program back"),
        (("update", "x.update"), "run this as root: sudo arch-stats update x.update"),
        (("migrate",), "the owner of the database is another user here: run this as root"),
    ],
)
def test_who_may_not_is_told_what_to_do(box: Box, words: tuple[str, ...], sentence: str) -> None:
    box.caller = "robin"
    box.split.write_text("POSTGRES_USER=archive\n")
    done = box.type(*words)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"arch-stats: {sentence}\n")
    assert (box.called, box.dropped) == ([], [])
