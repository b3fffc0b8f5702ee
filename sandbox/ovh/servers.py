# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Dedicated servers: what they boot, burst, monitoring, and the tasks that reboot and reinstall them.

What a server keeps beside what the API shows: ``_burst``, ``_booted`` (the bootId of the last start), ``_console`` (the
sort of remote console that is open), ``_installing`` (when an installation began, and what it installs).
"""

from __future__ import annotations

import ipaddress
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, services, stages, tasks
from .call import VOID, Call, shown
from .errors import bad, bad_value, classed, conflict, no_object
from .fields import Field, flag, list_of, mapping, one_of, text, whole, word
from .store import Store

BASE = "/dedicated/server"
SERVER = f"{BASE}/{{service}}"
DATACENTERS = ("sbg1", "gra2", "rbx8", "bhs5")
# bootId: type, kernel, description.
BOOTS = {
    1: ("harddisk", "hd", "Boot from the hard drive"),
    22: ("rescue", "rescue-customer", "Rescue system (Linux)"),
    46371: ("power", "poweroff", "Power off"),
    1122: ("network", "ipxe-shell", "iPXE shell"),
}
SYSTEMS = ("debian11_64", "debian12_64", "ubuntu2204-server_64", "ubuntu2404-server_64", "alma9_64", "byoi_64")
SCHEME = "default"
BURSTS = ("active", "inactive")
WRITABLE = (
    Field("bootId", whole(0)),
    Field("bootScript", text),
    Field("efiBootloaderPath", text),
    Field("rootDevice", text),
    Field("monitoring", flag, default=False),
    Field("noIntervention", flag, default=False),
    Field("rescueMail", text),
    Field("rescueSshKey", text),
    Field("state", one_of("ok", "error", "hacked", "hackedBlocked"), default="ok"),
)
STEPS = ("Preparing the installation", "Partitioning the disks", "Installing the system", "Rebooting on the disk")


def plant(store: Store, account: int, now: float, datacenter: str) -> Document:
    """A new server, which the API cannot order."""
    number = store.new_ids("server", first=1_000_001)
    [ip] = addresses.public(store)
    region = f"{'ca-east' if datacenter.startswith('bhs') else 'eu-west'}-{datacenter[:3]}"
    name = f"ns{number}.{'ip-' + '-'.join(ip.split('.')[:3])}.eu"
    value = {
        "name": name,
        "serverId": number,
        "ip": ip,
        "reverse": f"{name}.",
        "datacenter": datacenter,
        "availabilityZone": f"{region}-a",
        "region": region,
        "rack": "S01A01",
        "commercialRange": "advance",
        "os": "debian12_64",
        "state": "ok",
        "powerState": "poweron",
        "bootId": 1,
        "bootScript": None,
        "efiBootloaderPath": None,
        "rootDevice": None,
        "monitoring": False,
        "noIntervention": False,
        "rescueMail": None,
        "rescueSshKey": None,
        "linkSpeed": 1000,
        "supportLevel": "pro",
        "professionalUse": False,
        "newUpgradeSystem": True,
        "_burst": {"status": "inactive", "capacity": {"unit": "Mbps", "value": 1000}},
        "_booted": 1,
        "_installing": None,
        "_console": None,
    }
    return services.plant(store, "server", "dedicatedServer", name, account, value, now)


def own(call: Call) -> Document:
    return call.service("server")


def get_all(call: Call) -> Answer:
    return Answer([it.id for it in services.tagged(call, call.listed("server"))])


def get(call: Call) -> Answer:
    return Answer(shown(own(call).value))


def put(call: Call) -> Answer:
    server = own(call)
    changes = call.changes(*WRITABLE)
    boot = changes.get("bootId")
    if boot is not None and boot not in BOOTS:
        raise no_object("bootId", boot)
    if "bootId" in changes and boot is None:
        changes["bootId"] = server.value["bootId"]
    call.change(server, **changes)
    return VOID


# Burst


def get_burst(call: Call) -> Answer:
    return Answer(own(call).value["_burst"])


def put_burst(call: Call) -> Answer:
    server = own(call)
    before, sent = server.value["_burst"], call.changes(Field("status", one_of(*BURSTS), default="inactive"))
    if before["status"] == "inactiveLocked" and sent.get("status") == "active":
        raise classed(403, "Burst is locked because of overuse")
    call.change(server, _burst={**before, **{name: value for name, value in sent.items() if value}})
    return VOID


# Boots


def get_boots(call: Call) -> Answer:
    own(call)
    wanted = call.query.get("bootType")
    return Answer([number for number, boot in BOOTS.items() if wanted in (None, "", boot[0])])


def _boot(call: Call) -> dict[str, Any]:
    own(call)
    sent = call.parts["item"]
    found = BOOTS.get(int(sent)) if sent.isdecimal() and len(sent) < 10 else None
    if found is None:
        raise no_object("bootId", sent)
    return {"bootId": int(sent), "bootType": found[0], "kernel": found[1], "description": found[2]}


def get_boot(call: Call) -> Answer:
    return Answer(_boot(call))


def get_boot_options(call: Call) -> Answer:
    _boot(call)
    return Answer([])


# Reboot and installation


def _busy(call: Call, server: Document) -> None:
    """Raises Refused while a task of the server runs that another one would disturb."""
    if tasks.pending(call, server, "hardReboot", "reinstallServer"):
        raise conflict("Action pending for this server")


def reboot(call: Call) -> Answer:
    """It is a hard one, and what is to be booted counts from now on."""
    server = own(call)
    _busy(call, server)
    boot = server.value["bootId"]
    power = "poweroff" if BOOTS[boot][0] == "power" else "poweron"
    done = stages.merge("server", server.id, powerState=power, _booted=boot)
    return tasks.begun(call, server, "hardReboot", [done])


def _install(call: Call, server: Document, system: str) -> Answer:
    _busy(call, server)
    installed = stages.merge(
        "server", server.id, os=system, _installing=None, powerState="poweron", bootId=1, _booted=1, rescueSshKey=None
    )
    stopped = stages.merge("server", server.id, _installing=None)
    call.change(server, _installing={"since": call.now, "system": system})
    return tasks.begun(call, server, "reinstallServer", [installed], [stopped])


def reinstall(call: Call) -> Answer:
    server = own(call)
    sent = call.complete(
        Field("operatingSystem", word, needed=True),
        Field("customizations", mapping),
        Field("properties", mapping),
        Field("storage", list_of(mapping)),
    )
    if sent["operatingSystem"] not in SYSTEMS:
        raise bad_value("operatingSystem")
    for each in sent["storage"] or []:
        partitioning = each.get("partitioning")
        scheme = partitioning.get("schemeName", SCHEME) if isinstance(partitioning, dict) else SCHEME
        _known_scheme(scheme, sent["operatingSystem"])
    custom = sent["customizations"] or {}
    if sent["operatingSystem"] == "byoi_64" and not custom.get("imageURL"):
        raise bad("Missing parameter(s): imageURL")
    return _install(call, server, sent["operatingSystem"])


def _known_scheme(scheme: object, system: str) -> None:
    if scheme != SCHEME:
        raise classed(404, f"Partition scheme {scheme} not found for template {system}")


def get_templates(call: Call) -> Answer:
    own(call)
    return Answer({"ovh": list(SYSTEMS)})


def get_install_status(call: Call) -> Answer:
    server = own(call)
    installing = server.value["_installing"]
    if installing is None:
        raise classed(404, "Server is not being installed or reinstalled at the moment")
    elapsed = call.now - installing["since"]
    at = min(int(elapsed / max(call.core.step_seconds, 0.001) * len(STEPS)), len(STEPS) - 1)
    words = ["done" if place < at else "doing" if place == at else "todo" for place in range(len(STEPS))]
    progress = [{"comment": step, "status": said, "error": None} for step, said in zip(STEPS, words, strict=True)]
    return Answer({"elapsedTime": int(elapsed), "progress": progress})


# Facts


def get_ips(call: Call) -> Answer:
    server = own(call)
    routed = [it.id for it in call.listed("ip") if (it.value["routedTo"] or {}).get("serviceName") == server.id]
    return Answer(routed)


def get_hardware(call: Call) -> Answer:
    own(call)
    return Answer(
        {
            "bootMode": "uefi",
            "description": "AMD Epyc 4244P",
            "processorName": "Epyc4244P",
            "processorArchitecture": "x86_64",
            "numberOfProcessors": 1,
            "coresPerProcessor": 6,
            "threadsPerProcessor": 12,
            "memorySize": {"unit": "MB", "value": 32768},
            "diskGroups": [
                {
                    "diskGroupId": 1,
                    "diskType": "NVMe",
                    "numberOfDisks": 2,
                    "diskSize": {"unit": "GB", "value": 960},
                    "description": "2 X Disk NVMe 960 GB, JBOD",
                }
            ],
        }
    )


def get_bandwidth(call: Call) -> Answer:
    server = own(call)
    speed = {"unit": "Mbps", "value": server.value["linkSpeed"]}
    network = ipaddress.ip_network(f"{server.value['ip']}/24", strict=False)
    return Answer(
        {
            "bandwidth": {"InternetToOvh": speed, "OvhToInternet": speed, "OvhToOvh": speed, "type": "standard"},
            "connection": speed,
            "routing": {"ipv4": {"ip": server.value["ip"], "network": str(network), "gateway": str(network[-2])}},
            "vmac": {"supported": True, "quota": 16},
        }
    )


def _mac(server: Document) -> str:
    digits = f"{server.value['serverId']:06x}"[-6:]
    return "d0:50:99:" + ":".join(digits[at : at + 2] for at in (0, 2, 4))


def get_cards(call: Call) -> Answer:
    return Answer([_mac(own(call))])


def get_card(call: Call) -> Answer:
    mac = _mac(own(call))
    if call.parts["item"] != mac:
        raise no_object("mac", call.parts["item"])
    return Answer({"mac": mac, "linkType": "public", "virtualNetworkInterface": None})


# The remote console

CONSOLES = ("kvmipJnlp", "kvmipHtml5URL", "serialOverLanURL", "serialOverLanSshKey")


def ask_console(call: Call) -> Answer:
    server = own(call)
    sent = call.complete(
        Field("type", one_of(*CONSOLES), needed=True),
        Field("ttl", whole(1, 1440), needed=True),
        Field("ipToAllow", text),
    )
    ready = stages.merge("server", server.id, _console=sent["type"])
    return tasks.begun(call, server, "requestAccessIPMI", [ready])


def get_console(call: Call) -> Answer:
    server, wanted = own(call), call.query.get("type")
    if wanted not in CONSOLES:
        raise bad_value("type")
    if server.value["_console"] != wanted:
        raise classed(404, "No access for this type")
    return Answer({"value": f"https://console.example/{server.id}", "expiration": None})


ROUTES = (
    Route("GET", BASE, get_all),
    Route("GET", SERVER, get),
    Route("PUT", SERVER, put),
    Route("GET", f"{SERVER}/burst", get_burst),
    Route("PUT", f"{SERVER}/burst", put_burst),
    Route("GET", f"{SERVER}/boot", get_boots),
    Route("GET", f"{SERVER}/boot/{{item}}", get_boot),
    Route("GET", f"{SERVER}/boot/{{item}}/option", get_boot_options),
    Route("POST", f"{SERVER}/reboot", reboot),
    Route("POST", f"{SERVER}/reinstall", reinstall),
    Route("GET", f"{SERVER}/install/compatibleTemplates", get_templates),
    Route("GET", f"{SERVER}/install/status", get_install_status),
    Route("GET", f"{SERVER}/ips", get_ips),
    Route("GET", f"{SERVER}/specifications/hardware", get_hardware),
    Route("GET", f"{SERVER}/specifications/network", get_bandwidth),
    Route("GET", f"{SERVER}/networkInterfaceController", get_cards),
    Route("GET", f"{SERVER}/networkInterfaceController/{{item}}", get_card),
    Route("POST", f"{SERVER}/features/ipmi/access", ask_console),
    Route("GET", f"{SERVER}/features/ipmi/access", get_console),
    *tasks.routes("server", SERVER),
    *services.facts_routes("server", SERVER),
)
