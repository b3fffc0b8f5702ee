# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the doc module: the service describing itself, in its own language. API reference: doc.

The names and lines of the modules, and the texts of the module Doc, are recorded; the other texts are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox._core.answer import Answer

from .call import Call
from .envelope import Refused, result


@dataclass(frozen=True, slots=True)
class Explained:
    """What a call does, and what its parameters mean: those that must and those that may be sent."""

    line: str
    must: Mapping[str, str] = field(default_factory=dict)
    may: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Module:
    """A line about a module, and its calls by verb and path below the module."""

    line: str
    calls: Mapping[str, Explained]


NAME = {"name": "1 bis 30 Zeichen"}
PLAN = {"planid": "ID oder Name des Tarifs"}
METADATA = {"metadata": "JSON-Objekt, höchstens 4096 Byte"}
SCHEDULE = {"dayid": "0 (Sonntag) bis 6 (Samstag)", "timeid": "1 (00-04 Uhr), 2 (04-06 Uhr) oder 6 (22-24 Uhr)"}
CONTACTS = {"contacts": "1 bis 10 E-Mail-Adressen"}
CHECK_MUST = {
    "name": "Name des Checks",
    "ip": "IP-Adresse einer eigenen JiffyBox",
    "checkType": "ping, portTcp, portUdp, http, https, smtp, mysql, pop3, imap, ftp, dns oder ssh",
}
CHECK_MAY = {
    "port": "Port, bei allen ausser ping nötig",
    "contactgroups": "IDs der Kontaktgruppen",
    "checkInterval": "Sekunden, 300",
    "reminderInterval": "Sekunden, 3600",
    "retryTolerance": "Anzahl, 3",
    "timeout": "Sekunden, 30",
    "active": "true oder false, true",
    "sendMsg": "nur portUdp",
    "expectMsg": "nur portUdp",
    "domainname": "nur http, https",
    "path": "nur http, https",
    "username": "nur smtp, mysql, pop3, imap, http, https, ftp",
    "password": "nur smtp, mysql, pop3, imap, http, https, ftp",
    "ssl": "nur pop3, imap: true oder false",
    "dnsType": "nur dns",
    "zone": "nur dns",
    "expectedAnswer": "nur dns",
}

MODULES = {
    "Monitoring": Module(
        "Modul zur Monitoring-Verwaltung",
        {
            "GET /": Explained("Alle Checks"),
            "POST /": Explained("Einen Check anlegen", CHECK_MUST, CHECK_MAY),
            "GET /<id>": Explained("Ein Check"),
            "POST /<id>": Explained("Einen Check mit mindestens einer Änderung kopieren", may=CHECK_MUST | CHECK_MAY),
            "DELETE /<id>": Explained("Einen Check löschen"),
            "GET /<id>/status": Explained("Das Ergebnis, nach ID des Checks oder nach IP-Adresse"),
        },
    ),
    "JiffyBoxes": Module(
        "Modul zum Auflisten und Manipulieren von JiffyBoxen",
        {
            "GET /": Explained("Alle JiffyBoxen"),
            "POST /": Explained(
                "Eine JiffyBox anlegen",
                NAME | PLAN,
                {
                    "distribution": "Schlüssel der Distribution, oder aber backupid",
                    "backupid": "ID eines Backups, oder aber distribution",
                    "password": "Passwort für root",
                    "use_sshkey": "true oder false",
                    **METADATA,
                },
            ),
            "GET /<id>": Explained("Eine JiffyBox"),
            "POST /<id>": Explained("Eine JiffyBox kopieren", NAME | PLAN, METADATA),
            "PUT /<id>": Explained(
                "Status, Tarif oder Metadaten ändern",
                may={
                    "status": "START, SHUTDOWN, PULLPLUG, FREEZE, THAW oder PLAN",
                    "planid": "bei THAW und PLAN: ID oder Name des Tarifs",
                    **METADATA,
                },
            ),
            "DELETE /<id>": Explained("Eine JiffyBox löschen"),
        },
    ),
    "Doc": Module(
        "Dokumentationsmodul",
        {
            "GET /": Explained(
                "Hiermit bekommen Sie eine Übersicht aller verfügbaren Module mit einer Kurzbeschreibung,"
                " was diese machen."
            ),
            "GET /<module>": Explained(
                "Hiermit lesen Sie die Kurzdokumentation eines Moduls aus. Eine Liste aller Module gibt es unter /."
            ),
        },
    ),
    "Distributions": Module(
        "Modul zum Auflisten von installierbaren Linux-Distributionen",
        {"GET /": Explained("Alle Distributionen"), "GET /<key>": Explained("Eine Distribution")},
    ),
    "Ips": Module(
        "Modul zum Auflisten und ändern von IP-Adressen",
        {
            "GET /": Explained("Die IP-Adressen aller JiffyBoxen"),
            "GET /<boxid>": Explained("Die IP-Adressen einer JiffyBox"),
            "PUT /<boxid>/<ipid>/move": Explained(
                "Eine zusätzliche IP-Adresse verschieben", {"targetid": "ID der Ziel-JiffyBox"}
            ),
        },
    ),
    "Plans": Module(
        "Modul zum Auflisten von JiffyBox-Tarifen",
        {"GET /": Explained("Alle Tarife"), "GET /<id>": Explained("Ein Tarif, nach ID oder Name")},
    ),
    "Backups": Module(
        "Modul zum Auflisten und Beantragen von Backups",
        {
            "GET /": Explained("Die Backups aller JiffyBoxen"),
            "GET /<boxid>": Explained("Die Backups einer JiffyBox"),
            "POST /<boxid>": Explained("Automatische Backups aktivieren", SCHEDULE),
            "PUT /<boxid>": Explained("Automatische Backups ändern", may=SCHEDULE),
            "DELETE /<boxid>": Explained("Automatische Backups deaktivieren"),
            "POST /<boxid>/manual": Explained("Ein manuelles Backup erstellen"),
            "POST /<boxid>/<type>/<backupid>": Explained("Ein Backup einspielen"),
            "DELETE /<boxid>/<type>/<backupid>": Explained("Ein Backup löschen"),
        },
    ),
    "ContactGroups": Module(
        "Modul zur Verwaltung von Kontaktgruppen",
        {
            "GET /": Explained("Alle Kontaktgruppen"),
            "POST /": Explained("Eine Kontaktgruppe anlegen", NAME | CONTACTS),
            "GET /<id>": Explained("Eine Kontaktgruppe"),
            "POST /<id>": Explained("Eine Kontaktgruppe mit mindestens einer Änderung kopieren", may=NAME | CONTACTS),
            "PUT /<id>": Explained("Eine Kontaktgruppe ändern", may=NAME | CONTACTS),
            "DELETE /<id>": Explained("Eine Kontaktgruppe löschen"),
        },
    ),
}


def unknown_module(name: str) -> str:
    """What the service says of a module that there is not."""
    return f"Das Modul {name} existiert nicht"


def list_modules(call: Call) -> Answer:
    """``GET /doc``: map of module name to one line."""
    return result({name: module.line for name, module in MODULES.items()})


def get_module(call: Call) -> Answer:
    """``GET /doc/{module}``: its line, and map of path to map of verb to what the call does and takes."""
    asked = call.parts["module"]
    for name, module in MODULES.items():
        if name.lower() == asked.lower():
            return result(_explained(module))
    raise Refused(unknown_module(asked))


def _explained(module: Module) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for call, explained in module.calls.items():
        verb, path = call.split()
        parameters = {"must": dict(explained.must), "may": dict(explained.may)}
        paths.setdefault(path, {})[verb] = {"description": explained.line, "parameters": parameters}
    return {"description": module.line, **paths}
