"""Requests that mean harm, by the thousand: python -m tests.faults.requests 100000 [--seed 1] [--at 127.0.0.1:8000]

Three kinds, each of them so many times: arbitrary bytes, arbitrary requests at every endpoint, arbitrary frames on the
sockets. After each thousand the health must answer. Prints what was answered, how long somebody else waited for the
health meanwhile, and every failure: a 5xx that is neither 503 nor 507 in the envelope, or an answer that is none.
Without --at it starts a server of its own, and looks through its log for traces afterwards.
"""

import argparse
import asyncio
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.faults.hostile_requests import a_request, some_bytes, some_frames

KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "bytes": some_bytes,
    "requests": a_request,
    "frames": some_frames,
}
AT_ONCE = 16
# half a request is never answered: so long it is waited for
ANSWER_WITHIN_S = 0.25
GIVEN_UP_S = 20.0
HEALTH = b"GET /api/v0/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3}) ")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)")


@dataclass
class Report:
    """What came of it."""

    answers: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    health_s: list[float] = field(default_factory=list)

    def count(self, sent: bytes, answer: bytes) -> None:
        """One attack, and what was answered to it."""
        head = _STATUS.match(answer)
        status = head.group(1).decode() if head else "closed" if not answer else "?"
        self.answers[status] += 1
        problem = problem_of(status, answer, has_body=not sent.startswith(b"HEAD "))
        if problem is not None:
            self.failures.append(f"{problem}: {sent[:300]!r} -> {answer[:500]!r}")


def problem_of(status: str, answer: bytes, *, has_body: bool = True) -> str | None:
    """What is wrong with this answer; None when nothing is. Without a body, what follows answers another request."""
    if status == "?":
        return "no HTTP"
    if status == "closed":
        return None
    head, _, body = answer.partition(b"\r\n\r\n")
    if status[0] == "5" and not (status in ("503", "507") and b'"errors"' in body):
        return status
    if status[0] == "4" and has_body:
        try:
            length = _LENGTH.search(head)
            # more answers may follow; that of HEAD has no body
            text = json.loads((body[: int(length.group(1))] if length else b"") or b"null")
        except ValueError:
            return "no envelope" if b"text/html" not in head else None
        if text is not None and (not isinstance(text, dict) or str(text.get("code")) != status or not text["errors"]):
            return "no envelope"
    return None


async def attack(host: str, port: int, kind: str, count: int, seed: int, report: Report) -> None:
    """So many of one kind, AT_ONCE at a time."""
    numbers = iter(range(count))

    async def attacker() -> None:
        for number in numbers:
            # each by itself, so that one that hurts can be sent again alone
            sent = KINDS[kind](random.Random(f"{kind} {seed} {number}"))
            report.count(sent, await exchange(host, port, sent))
            if number % 1000 == 999:
                await look(host, port, report)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(attacker())
    await look(host, port, report)


async def exchange(host: str, port: int, sent: bytes, within_s: float = ANSWER_WITHIN_S) -> bytes:
    """What is answered to `sent`, up to its first 64 KiB; nothing when the connection is closed without a word."""
    try:
        async with asyncio.timeout(GIVEN_UP_S):
            reader, writer = await asyncio.open_connection(host, port)
    except OSError as error:
        return f"no connection: {error}".encode()
    answer = b""
    try:
        writer.write(sent)
        async with asyncio.timeout(within_s):
            while len(answer) < 65536:
                more = await reader.read(65536)
                if not more:
                    break
                answer += more
                if _is_whole(answer):
                    break
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.transport.abort()
    return answer


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return bool(found) and length is not None and len(body) >= int(length.group(1))


async def look(host: str, port: int, report: Report) -> None:
    """Somebody else asks how the appliance is."""
    began = time.perf_counter()
    answer = await exchange(host, port, HEALTH, GIVEN_UP_S)
    report.health_s.append(time.perf_counter() - began)
    if b" 200 " not in answer[:20]:
        report.failures.append(f"the health does not answer: {answer[:200]!r}")


async def run(host: str, port: int, kinds: Iterable[str], count: int, seed: int) -> list[str]:
    """These kinds, with a line for each; every failure."""
    failures: list[str] = []
    for kind in kinds:
        report = Report()
        began = time.perf_counter()
        await attack(host, port, kind, count, seed, report)
        answers = ", ".join(f"{status} {times}" for status, times in sorted(report.answers.items()))
        print(
            f"{kind:9s} {count} in {time.perf_counter() - began:.0f} s: {answers}; health p50"
            f" {statistics.median(report.health_s) * 1e3:.0f} ms, worst {max(report.health_s) * 1e3:.0f} ms;"
            f" {len(report.failures)} failures",
            flush=True,
        )
        for failure in report.failures[:10]:
            print(failure, flush=True)
        failures += report.failures
    return failures


async def run_against_own(kinds: Iterable[str], count: int, seed: int) -> list[str]:
    """A server in a process of its own on a throw-away database; traces in its log are failures too."""
    from tests.faults.own_server import own_server  # noqa: PLC0415  (not needed against another)

    async with own_server() as (host, port, still_runs):
        failures = await run(host, port, kinds, count, seed)
        log = await exchange(host, port, HEALTH.replace(b"/health", b"/log"), GIVEN_UP_S)
        if b"Traceback" in log or b" ERROR " in log:
            failures.append("a trace in the log")
            print(log[-6000:].decode(errors="replace"))
        if not still_runs():
            failures.append("the process has ended")
            print(failures[-1])
        return failures


def main() -> int:
    """Called from the shell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000, help="of each kind")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", help="an appliance that runs already, such as 127.0.0.1:8000")
    given = parser.parse_args()
    if given.at:
        host, _, port = given.at.rpartition(":")
        failures = asyncio.run(run(host, int(port), given.kinds, given.count, given.seed))
    else:
        failures = asyncio.run(run_against_own(given.kinds, given.count, given.seed))
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
