# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stored facts: one SQLite database, one row a thing. Everything here is values in, values out.

``settle`` brings the rows up to a point in time with the pure functions of ``state``; the server calls
it before it serves a request, so that every row read afterwards is true at that time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import sandbox._core.store

from . import addresses, state
from .envelope import Refused
from .schedule import Backup, Schedule
from .state import Box, Step

TABLES = """
CREATE TABLE boxes (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    host TEXT NOT NULL,
    slot INTEGER NOT NULL UNIQUE,
    plan INTEGER NOT NULL,
    distribution TEXT NOT NULL,
    content_since INTEGER NOT NULL,
    metadata TEXT,
    frozen INTEGER NOT NULL,
    running_since INTEGER,
    copy_of INTEGER,
    starts INTEGER NOT NULL,
    step TEXT,
    step_ends REAL,
    step_fails INTEGER NOT NULL,
    next_plan INTEGER
);
CREATE INDEX boxes_by_name ON boxes (account, name);
CREATE INDEX boxes_under_way ON boxes (step_ends) WHERE step IS NOT NULL;
CREATE TABLE floating (
    slot INTEGER PRIMARY KEY,
    box INTEGER NOT NULL REFERENCES boxes ON DELETE CASCADE
);
CREATE TABLE schedules (
    box INTEGER PRIMARY KEY REFERENCES boxes ON DELETE CASCADE,
    day INTEGER NOT NULL,
    time INTEGER NOT NULL,
    since REAL NOT NULL
);
CREATE TABLE backups (
    box INTEGER NOT NULL REFERENCES boxes ON DELETE CASCADE,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    created REAL NOT NULL,
    PRIMARY KEY (box, type, id)
) WITHOUT ROWID;
CREATE TABLE checks (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts,
    box INTEGER NOT NULL REFERENCES boxes ON DELETE CASCADE,
    ip TEXT NOT NULL,
    facts TEXT NOT NULL,
    step TEXT,
    step_ends REAL
);
CREATE TABLE contact_groups (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts,
    facts TEXT NOT NULL,
    step TEXT,
    step_ends REAL
);
"""
FIRST_IDS = {"boxes": 10001, "checks": 501, "contact_groups": 301}
BUILT_IN_GROUP = "Stammdaten-E-Mail-Adresse"

BOX_COLUMNS = tuple(field.name for field in fields(Box))
INSERT_BOX = f"INSERT INTO boxes VALUES ({', '.join(f':{column}' for column in BOX_COLUMNS)})"
UPDATE_BOX = f"UPDATE boxes SET {', '.join(f'{column} = :{column}' for column in BOX_COLUMNS[1:])} WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Check:
    """A monitoring check. ``facts`` are its parameters as the API names them; ``step`` is CREATING or DELETING."""

    id: int
    account: int
    box: int
    ip: str
    facts: dict[str, Any]
    step: str | None = None
    step_ends: float | None = None

    @property
    def status(self) -> str:
        """The API's word for what it is doing."""
        return f"STATUS_{self.step or ('READY' if self.facts['active'] else 'DEACTIVATED')}"


@dataclass(frozen=True, slots=True)
class Group:
    """A contact group. ``facts`` are ``name`` and ``contacts``; ``step`` is CREATING, UPDATING or DELETING."""

    id: int
    account: int
    facts: dict[str, Any]
    step: str | None = None
    step_ends: float | None = None


class Store(sandbox._core.store.Store):
    """The database. Raises sqlite3.Error when the file cannot be opened, or was made by another kind of sandbox.

    ``machines`` says whether the boxes in it are machines, and ``ranges`` which addresses they therefore have.
    """

    VERSION = 3
    TABLES = TABLES
    FIRST_ACCOUNT = 40001

    def __init__(self, path: str, machines: bool = False) -> None:
        self.machines = machines
        self.ranges = addresses.MACHINES if machines else addresses.IMAGINED
        super().__init__(path, "sandbox.jiffybox --machines" if machines else "sandbox.jiffybox")

    def settle(self, now: float) -> None:
        """Fold in every step that has ended by ``now``."""
        due = self._boxes("step IS NOT NULL AND step_ends <= ?", (now,))
        for box in due:
            settled = state.at(box, now)
            if settled is None:
                self._db.execute("DELETE FROM boxes WHERE id = ?", (box.id,))
            else:
                self.save_box(settled)
        for table in ("checks", "contact_groups"):
            self._db.execute(f"DELETE FROM {table} WHERE step = 'DELETING' AND step_ends <= ?", (now,))
            self._db.execute(f"UPDATE {table} SET step = NULL, step_ends = NULL WHERE step_ends <= ?", (now,))

    def welcome(self, account: int) -> None:
        """Every customer has a contact group from the start."""
        facts = {"name": BUILT_IN_GROUP, "contacts": [f"kunde-{account}@example.com"]}
        self.add_group(Group(self.new_ids("contact_groups"), account, facts))

    def new_ids(self, name: str, count: int = 1, first: int | None = None) -> int:
        """The first of ``count`` consecutive ids that were never used before."""
        return super().new_ids(name, count, FIRST_IDS[name] if first is None else first)

    def new_slots(self, count: int = 1) -> list[int]:
        """Address slots that nothing holds. Raises Refused when the address range is used up."""
        used = {row[0] for row in self._db.execute("SELECT slot FROM boxes UNION ALL SELECT slot FROM floating")}
        slots = list(islice(addresses.free_slots(used), count))
        if len(slots) < count:
            raise Refused("Es sind keine freien IP-Adressen mehr vorhanden.")
        return slots

    # Boxes

    def _boxes(self, condition: str, values: Sequence[Any]) -> list[Box]:
        return [_box(row) for row in self._db.execute(f"SELECT * FROM boxes WHERE {condition} ORDER BY id", values)]

    def boxes(self, account: int) -> list[Box]:
        return self._boxes("account = ?", (account,))

    def box(self, account: int, box: int) -> Box | None:
        return next(iter(self._boxes("account = ? AND id = ?", (account, box))), None)

    def any_box(self, box: int) -> Box | None:
        return next(iter(self._boxes("id = ?", (box,))), None)

    def box_named(self, account: int, name: str) -> Box | None:
        return next(iter(self._boxes("account = ? AND name = ?", (account, name))), None)

    def box_at_slot(self, account: int, slot: int) -> Box | None:
        """The box of the account that holds a slot, as its own or as that of a floating address."""
        condition = "account = ? AND (slot = ? OR id = (SELECT box FROM floating WHERE slot = ?))"
        return next(iter(self._boxes(condition, (account, slot, slot))), None)

    def box_names(self, account: int) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT name FROM boxes WHERE account = ?", (account,))}

    def add_boxes(self, boxes: Iterable[Box]) -> None:
        self._db.executemany(INSERT_BOX, map(_box_row, boxes))

    def save_box(self, box: Box) -> None:
        self._db.execute(UPDATE_BOX, _box_row(box))

    def pending(self) -> list[Box]:
        """The boxes with a step under way that ends when a machine says so."""
        return self._boxes("step IS NOT NULL AND step_ends IS NULL", ())

    def every_box(self) -> list[Box]:
        return self._boxes("TRUE", ())

    def end_step(self, box: int, step: Step, ends: float, fails: bool) -> None:
        """Say when a step ends that no time was set for, unless the box or the step has gone."""
        self._db.execute(
            "UPDATE boxes SET step_ends = ?, step_fails = ? WHERE id = ? AND step = ? AND step_ends IS NULL",
            (ends, fails, box, step),
        )

    def being_copied(self) -> set[int]:
        """The ids of the boxes of which a copy is being created."""
        rows = self._db.execute("SELECT copy_of FROM boxes WHERE step = ? AND copy_of IS NOT NULL", (Step.CREATE,))
        return {row[0] for row in rows}

    # Additionally ordered addresses

    def floating(self, account: int) -> dict[int, list[int]]:
        """Box id to the slots of its floating addresses, for the boxes that have any."""
        rows = self._db.execute(
            "SELECT floating.box, floating.slot FROM floating JOIN boxes ON boxes.id = floating.box"
            " WHERE account = ? ORDER BY floating.slot",
            (account,),
        )
        found: dict[int, list[int]] = {}
        for box, slot in rows:
            found.setdefault(box, []).append(slot)
        return found

    def floating_of(self, box: int) -> list[int]:
        return [row[0] for row in self._db.execute("SELECT slot FROM floating WHERE box = ? ORDER BY slot", (box,))]

    def every_floating(self) -> dict[int, int]:
        """Slot of each floating address to the id of the box that holds it."""
        return dict(self._db.execute("SELECT slot, box FROM floating").fetchall())

    def add_floating(self, box: int, slots: Iterable[int]) -> None:
        self._db.executemany("INSERT INTO floating VALUES (?, ?)", [(slot, box) for slot in slots])

    def move_floating(self, slot: int, box: int) -> None:
        """Route a floating address to another box; what is monitored there moves along."""
        self._db.execute("UPDATE floating SET box = ? WHERE slot = ?", (box, slot))
        self._db.execute("UPDATE checks SET box = ? WHERE ip = ?", (box, self.ranges.public_ip(slot)))

    # Backups

    def schedule(self, box: int) -> Schedule | None:
        row = self._db.execute("SELECT * FROM schedules WHERE box = ?", (box,)).fetchone()
        return Schedule(*row) if row else None

    def set_schedule(self, schedule: Schedule) -> None:
        values = (schedule.box, schedule.day, schedule.time, schedule.since)
        self._db.execute("INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?)", values)

    def drop_schedule(self, box: int) -> None:
        self._db.execute("DELETE FROM schedules WHERE box = ?", (box,))

    def backups(self, box: int) -> list[Backup]:
        return [Backup(*row) for row in self._db.execute("SELECT * FROM backups WHERE box = ?", (box,))]

    def set_backups(self, box: int, backups: Iterable[Backup]) -> None:
        """Make these the stored backups of the box, in place of all others."""
        self._db.execute("DELETE FROM backups WHERE box = ?", (box,))
        rows = [(backup.box, backup.type, backup.id, backup.created) for backup in backups]
        self._db.executemany("INSERT INTO backups VALUES (?, ?, ?, ?)", rows)

    def being_backed_up(self, now: float) -> set[int]:
        """The ids of the boxes whose manual backup is not finished."""
        return {row[0] for row in self._db.execute("SELECT box FROM backups WHERE created > ?", (now,))}

    # Monitoring and contact groups

    def _checks(self, condition: str, values: Sequence[Any]) -> list[Check]:
        rows = self._db.execute(f"SELECT * FROM checks WHERE {condition} ORDER BY id", values)
        return [Check(**{**dict(row), "facts": json.loads(row["facts"])}) for row in rows]

    def checks(self, account: int) -> list[Check]:
        return self._checks("account = ?", (account,))

    def every_check(self) -> list[Check]:
        return self._checks("TRUE", ())

    def add_check(self, check: Check) -> None:
        row = (check.id, check.account, check.box, check.ip, json.dumps(check.facts), check.step, check.step_ends)
        self._db.execute("INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def save_check_step(self, check: Check) -> None:
        self._db.execute(
            "UPDATE checks SET step = ?, step_ends = ? WHERE id = ?", (check.step, check.step_ends, check.id)
        )

    def groups(self, account: int) -> list[Group]:
        rows = self._db.execute("SELECT * FROM contact_groups WHERE account = ? ORDER BY id", (account,))
        return [Group(**{**dict(row), "facts": json.loads(row["facts"])}) for row in rows]

    def add_group(self, group: Group) -> None:
        row = (group.id, group.account, json.dumps(group.facts), group.step, group.step_ends)
        self._db.execute("INSERT INTO contact_groups VALUES (?, ?, ?, ?, ?)", row)

    def save_group(self, group: Group) -> None:
        row = (json.dumps(group.facts), group.step, group.step_ends, group.id)
        self._db.execute("UPDATE contact_groups SET facts = ?, step = ?, step_ends = ? WHERE id = ?", row)


def _box(row: sqlite3.Row) -> Box:
    values = dict(row)
    values["metadata"] = None if row["metadata"] is None else json.loads(row["metadata"])
    values["frozen"] = bool(row["frozen"])
    values["step_fails"] = bool(row["step_fails"])
    values["starts"] = bool(row["starts"])
    values["step"] = row["step"] and Step(row["step"])
    return Box(**values)


def _box_row(box: Box) -> dict[str, Any]:
    row = {column: getattr(box, column) for column in BOX_COLUMNS}
    row["metadata"] = None if box.metadata is None else json.dumps(box.metadata)
    return row
