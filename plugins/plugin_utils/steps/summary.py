# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a run in numbers: what was, or would be, created, changed, deleted and restarted, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

COUNTS = ("created", "changed", "deleted", "restarted", "unchanged", "failed")
_DELETES = ("delete", "remove", "purge", "release", "terminate")
_SORTS = {
    "created": ("create", "clone", "order", "upload", "add"),
    "deleted": _DELETES,
    "restarted": ("restart", "reboot", "reinstall", "rebuild", "restore", "reset", "stop", "shutdown", "rescue"),
}
# What cannot be undone, or is noticed by those who use a thing, the worst first.
_RISKS = (
    _DELETES,
    ("reinstall", "rebuild", "restore"),
    ("restart", "reboot", "reset"),
    ("stop", "shutdown", "freeze", "suspend", "shelve", "rescue"),
    ("move", "detach", "unassign"),
)
Task = Mapping[str, Any]


def summed_up(
    tasks: Iterable[Task], failures: Iterable[Mapping[str, Any]], unknown: Iterable[Mapping[str, Any]], check_mode: bool
) -> dict[str, Any]:
    """The numbers of a run.

    :param tasks: what each task of the run told of its steps, as the file of steps has it.
    :param failures: tasks that failed: host, task, provider, msg, and the names of the actions before that.
    :param unknown: tasks of a dry run that name what an earlier one would make: host, task, msg.
    """
    providers: dict[str, Any] = {}
    changes = []
    for task in tasks:
        counts = providers.setdefault(task["provider"], _nothing())
        for thing in task["things"]:
            counts[_sort(thing)] += 1
            _add_cost(counts["cost"], thing["cost"])
            changes += [
                {
                    "provider": task["provider"],
                    "host": task["host"],
                    "thing": thing["title"],
                    "action": step["action"],
                    "what": step["what"],
                    "risk": _risk(step["action"]),
                }
                for step in thing["steps"]
            ]
    failed = [dict(one) for one in failures]
    for one in failed:
        providers.setdefault(one["provider"], _nothing())["failed"] += 1
    changes.sort(key=lambda change: change["risk"])
    return {
        "check_mode": check_mode,
        "providers": providers,
        "changes": changes,
        "failures": failed,
        "unknown": [dict(one) for one in unknown],
    }


def _nothing() -> dict[str, Any]:
    return {**dict.fromkeys(COUNTS, 0), "cost": {}}


def _sort(thing: Mapping[str, Any]) -> str:
    """The most that happens to a thing."""
    actions = [step["action"] for step in thing["steps"]]
    if not actions:
        return "unchanged"
    for sort in ("deleted", "created"):
        # what happens to a part of it, such as delete_volume, changes it
        if any(action in _SORTS[sort] for action in actions):
            return sort
    return "restarted" if any(_verb(action) in _SORTS["restarted"] for action in actions) else "changed"


def _verb(action: str) -> str:
    return action.partition("_")[0]


def _risk(action: str) -> int:
    """How bad it would be to have overlooked it: 0 is the worst."""
    return next((rank for rank, verbs in enumerate(_RISKS) if _verb(action) in verbs), len(_RISKS))


def _add_cost(costs: dict[str, Any], cost: Mapping[str, Any]) -> None:
    unknown = cost["before"] is None or cost["after"] is None
    entry = costs.setdefault(cost["currency"] or "unknown", {"before": 0.0, "after": 0.0, "unknown": 0})
    entry["before"] = round(entry["before"] + (cost["before"] or 0.0), 4)
    entry["after"] = round(entry["after"] + (cost["after"] or 0.0), 4)
    entry["unknown"] += unknown


def as_table(summary: Mapping[str, Any]) -> list[str]:
    """The numbers for a terminal, line by line."""
    rows = [["", *COUNTS], *([name, *(str(one[count]) for count in COUNTS)] for name, one in _providers(summary))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [f"{name}: {line}" for name, one in _providers(summary) for line in _cost_lines(one["cost"])]
    return [*lines, *_change_lines(summary, "")]


def as_markdown(summary: Mapping[str, Any]) -> str:
    """The numbers for a merge request."""
    title = "What would be changed" if summary["check_mode"] else "What was changed"
    lines = [f"## {title}", "", f"| provider | {' | '.join(COUNTS)} |", "|---" * (len(COUNTS) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(str(one[count]) for count in COUNTS)} |" for name, one in _providers(summary)]
    costs = [f"- {name}: {line}" for name, one in _providers(summary) for line in _cost_lines(one["cost"])]
    changes = [_escaped(line) for line in _change_lines(summary, "- ")]
    for part in (costs, changes):
        lines += ["", *part] if part else []
    return "\n".join(lines) + "\n"


def _providers(summary: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(summary["providers"].items())


def _cost_lines(costs: Mapping[str, Any]) -> list[str]:
    """What things cost, a line for each currency."""
    lines = []
    unknown = sum(entry["unknown"] for entry in costs.values())
    for currency, entry in sorted(costs.items()):
        if currency != "unknown":
            before, after = entry["before"], entry["after"]
            difference = f" ({after - before:+.2f})" if round(after - before, 2) else ""
            lines.append(f"{before:.2f} {currency} a month before, {after:.2f} after{difference}")
    if unknown:
        lines.append(f"of {unknown} things the cost is unknown")
    return lines


def _change_lines(summary: Mapping[str, Any], begin: str) -> list[str]:
    changes = summary["changes"]
    lines = [f"{begin}{change['host']}: {change['what']}" for change in changes]
    lines += [f"{begin}{one['host']}: {one['msg']}" for one in summary["unknown"]]
    return lines + [f"{begin}{one['host']}: FAILED: {one['msg']}" for one in summary["failures"]]


def _escaped(line: str) -> str:
    """The line without what Markdown would obey."""
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`").replace("*", "\\*")
