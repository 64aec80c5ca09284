"""One file to send to a helper: findings, versions, settings and the latest log, without secrets or names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from appliance.health.findings import Finding
from appliance.messages.translation import in_english
from appliance.schema.health import HealthRead

STRUCK_OUT = "[struck out]"
SOMEBODY = "[archer]"
MOST_LOG = 1_000_000
MARKS = {"well": "ok", "ill": "!!", "unknown": "??"}
_SECRET = re.compile(r"password|passphrase|secret|token|(^|_)key$|(^|_)pin$", re.IGNORECASE)
_NO_SECRETS = ("lamp_pin", "button_pin", "impact_pins")
# credentials that a person may have put into a URL: user:password@
_CREDENTIALS = re.compile(r"//[^/@\s]{1,200}@")
# tokens and digests in a line of the log
_LONG_WORD = re.compile(r"\b(?:[0-9a-f]{32,}|[A-Za-z0-9_-]{40,})\b")


def struck_settings(settings: Mapping[str, object]) -> dict[str, str]:
    """Settings as text; of a secret one only that it is set."""
    out: dict[str, str] = {}
    for name, value in settings.items():
        is_secret = _SECRET.search(name) is not None and name not in _NO_SECRETS
        out[name] = STRUCK_OUT if is_secret and value not in (None, "") else str(value)
    return out


def report_text(
    *,
    made_at: datetime,
    findings: Sequence[Finding],
    health: HealthRead | None,
    settings: Mapping[str, str],
    log: str,
    secrets: Iterable[str],
    names: Iterable[str],
) -> str:
    """The whole file; every occurrence of `secrets` and `names` is removed, in lines of the log too."""
    lines = [f"Arch-Stats, looked at {made_at:%Y-%m-%d %H:%M} UTC", ""]
    for finding in findings:
        advice = f": {in_english(finding.advice)}" if finding.is_ill and finding.advice is not None else ""
        lines.append(f"{MARKS[finding.state]}  {in_english(finding.what)}{advice}")
    if health is not None:
        parts = {"parts", "nodes", "waiting_events", "set_aside", "feed_clients", "uptime_s", "level"}
        lines += ["", "Health", health.model_dump_json(include=parts, indent=1)]
    lines += ["", "Settings", *(f"{name} = {value}" for name, value in sorted(settings.items()))]
    lines += ["", "Log", log[-MOST_LOG:]]
    return without("\n".join(lines), secrets, names)


def without(text: str, secrets: Iterable[str], names: Iterable[str]) -> str:
    """`text` with every secret and every name of a person replaced by a mark."""
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = text.replace(secret, STRUCK_OUT)
    text = _CREDENTIALS.sub(f"//{STRUCK_OUT}@", text)
    text = _LONG_WORD.sub(STRUCK_OUT, text)
    people = sorted({name for name in names if name}, key=len, reverse=True)
    if people:
        whole = "|".join(map(re.escape, people))
        text = re.sub(rf"(?<!\w)(?:{whole})(?!\w)", SOMEBODY, text, flags=re.IGNORECASE)
    return text
