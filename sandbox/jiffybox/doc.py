# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the doc module: the service describing itself, in its own language. API reference: doc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox._core.answer import Answer

from .call import Call
from .envelope import Refused, php_map, result


@dataclass(frozen=True, slots=True)
class Module:
    """A line about a module, and its calls: verb and path, a line, and parameter to meaning."""

    line: str
    calls: tuple[tuple[str, str, dict[str, str]], ...]


NAME = "Name, 1 bis 30 Zeichen"
PLAN = "ID oder Name des Plans"
METADATA = "optional: JSON-Objekt, hoechstens 4096 Byte"
SCHEDULE = {"dayid": "0 (Sonntag) bis 6 (Samstag)", "timeid": "1 (00-04 Uhr), 2 (04-06 Uhr) oder 6 (22-24 Uhr)"}
GROUP = {"name": NAME, "contacts": "1 bis 10 E-Mail-Adressen"}
CHECK = {
    "name": "Name des Checks",
    "ip": "IP-Adresse einer eigenen JiffyBox",
    "checkType": "ping, portTcp, portUdp, http, https, smtp, mysql, pop3, imap, ftp, dns oder ssh",
    "contactgroups": "IDs der Kontaktgruppen",
    "port": "alle ausser ping: Port",
    "checkInterval": "optional: Sekunden, 300",
    "reminderInterval": "optional: Sekunden, 3600",
    "retryTolerance": "optional: Anzahl, 3",
    "timeout": "optional: Sekunden, 30",
    "active": "optional: true oder false, true",
    "sendMsg, expectMsg": "portUdp",
    "domainname, path": "http, https",
    "username, password": "smtp, mysql, pop3, imap; optional bei http, https, ftp",
    "ssl": "pop3, imap: true oder false",
    "dnsType, zone, expectedAnswer": "dns",
}

MODULES = {
    "JiffyBoxes": Module(
        "Anlegen, Auflisten, Aendern und Loeschen von JiffyBoxen",
        (
            ("GET /jiffyBoxes", "Alle JiffyBoxen", {}),
            ("GET /jiffyBoxes/{id}", "Eine JiffyBox", {}),
            (
                "POST /jiffyBoxes",
                "Eine JiffyBox anlegen",
                {
                    "name": NAME,
                    "planid": PLAN,
                    "distribution": "Schluessel der Distribution, oder aber backupid",
                    "backupid": "ID eines Backups, oder aber distribution",
                    "password": "optional: Passwort fuer root",
                    "use_sshkey": "optional: true oder false",
                    "metadata": METADATA,
                },
            ),
            ("POST /jiffyBoxes/{id}", "Eine JiffyBox kopieren", {"name": NAME, "planid": PLAN, "metadata": METADATA}),
            (
                "PUT /jiffyBoxes/{id}",
                "Status, Plan oder Metadaten aendern",
                {
                    "status": "START, SHUTDOWN, PULLPLUG, FREEZE, THAW oder PLAN",
                    "planid": f"nur bei THAW und PLAN: {PLAN}",
                    "metadata": METADATA,
                },
            ),
            ("DELETE /jiffyBoxes/{id}", "Eine JiffyBox loeschen", {}),
        ),
    ),
    "Backups": Module(
        "Automatische und manuelle Backups",
        (
            ("GET /backups", "Die Backups aller JiffyBoxen", {}),
            ("GET /backups/{boxid}", "Die Backups einer JiffyBox", {}),
            ("POST /backups/{boxid}", "Automatische Backups aktivieren", SCHEDULE),
            ("PUT /backups/{boxid}", "Automatische Backups aendern", SCHEDULE),
            ("DELETE /backups/{boxid}", "Automatische Backups deaktivieren", {}),
            ("POST /backups/{boxid}/manual", "Ein manuelles Backup erstellen", {}),
            ("POST /backups/{boxid}/{type}/{backupid}", "Ein Backup einspielen", {}),
            ("DELETE /backups/{boxid}/{type}/{backupid}", "Ein Backup loeschen", {}),
        ),
    ),
    "Plans": Module(
        "Verfuegbare Plaene",
        (("GET /plans", "Alle Plaene", {}), ("GET /plans/{id}", "Ein Plan, nach ID oder Name", {})),
    ),
    "Distributions": Module(
        "Verfuegbare Distributionen",
        (
            ("GET /distributions", "Alle Distributionen", {}),
            ("GET /distributions/{key}", "Eine Distribution", {}),
        ),
    ),
    "Ips": Module(
        "IP-Adressen der JiffyBoxen",
        (
            ("GET /ips", "Die IP-Adressen aller JiffyBoxen", {}),
            ("GET /ips/{boxid}", "Die IP-Adressen einer JiffyBox", {}),
            (
                "PUT /ips/{boxid}/{ipid}/move",
                "Eine zusaetzliche IP-Adresse verschieben",
                {"targetid": "ID der Ziel-JiffyBox"},
            ),
        ),
    ),
    "Monitoring": Module(
        "Monitoring-Checks",
        (
            ("GET /monitoring", "Alle Checks", {}),
            ("GET /monitoring/{id}", "Ein Check", {}),
            ("POST /monitoring", "Einen Check anlegen", CHECK),
            ("POST /monitoring/{id}", "Einen Check mit mindestens einer Aenderung kopieren", CHECK),
            ("DELETE /monitoring/{id}", "Einen Check loeschen", {}),
            ("GET /monitoring/{id}/status", "Das Ergebnis, nach ID des Checks oder nach IP-Adresse", {}),
        ),
    ),
    "ContactGroups": Module(
        "Kontaktgruppen fuer das Monitoring",
        (
            ("GET /contactGroups", "Alle Kontaktgruppen", {}),
            ("GET /contactGroups/{id}", "Eine Kontaktgruppe", {}),
            ("POST /contactGroups", "Eine Kontaktgruppe anlegen", GROUP),
            ("POST /contactGroups/{id}", "Eine Kontaktgruppe mit mindestens einer Aenderung kopieren", GROUP),
            ("PUT /contactGroups/{id}", "Eine Kontaktgruppe aendern", GROUP),
            ("DELETE /contactGroups/{id}", "Eine Kontaktgruppe loeschen", {}),
        ),
    ),
    "Doc": Module(
        "Diese Dokumentation",
        (("GET /doc", "Alle Module", {}), ("GET /doc/{module}", "Die Aufrufe eines Moduls", {})),
    ),
}


def list_modules(call: Call) -> Answer:
    """``GET /doc``: map of module name to one line."""
    return result({name: module.line for name, module in MODULES.items()})


def get_module(call: Call) -> Answer:
    """``GET /doc/{module}``: map of call to what it does and takes."""
    asked = call.parts["module"]
    for name, module in MODULES.items():
        if name.lower() == asked.lower():
            return result({path: _call(line, takes) for path, line, takes in module.calls})
    raise Refused(f"Das Modul {asked} existiert nicht.")


def _call(line: str, takes: dict[str, str]) -> dict[str, Any]:
    return {"description": line, "parameters": php_map(takes)}
