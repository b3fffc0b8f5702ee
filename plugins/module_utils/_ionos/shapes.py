# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the API's objects look like, as far as anything here relies on it. Any property may be null."""

from __future__ import annotations

from typing import Any

from .._core.shape import Shape, anything, flag, listing, mapping, maybe, number, record, text, whole

# What properties are, whatever they belong to; one that is not named is as the service has it.
PROPERTIES = record(
    {},
    {
        **dict.fromkeys(("name", "description", "location", "hostname", "cpuFamily", "availabilityZone"), text),
        **dict.fromkeys(("vmState", "type", "bus", "image", "licenceType", "bootServer", "mac", "ip"), text),
        **dict.fromkeys(("protocol", "sourceMac", "sourceIp", "targetIp", "ipVersion", "firewallType"), text),
        **dict.fromkeys(("email", "firstname", "lastname", "imageType", "metroRegion", "key", "value"), text),
        **dict.fromkeys(("cores", "ram", "lan", "portRangeStart", "portRangeEnd", "icmpType", "icmpCode"), whole),
        **dict.fromkeys(("deviceNumber", "pciSlot"), whole),
        "size": number,
        **dict.fromkeys(("dhcp", "public", "firewallActive", "secAuthProtection", "nicMultiQueue"), flag),
        "ips": listing(text),
        "bootVolume": record({"id": text}),
        "bootCdrom": record({"id": text}),
        "ipFailover": listing(record({}, {"ip": text, "nicUuid": text})),
        "imageAliases": listing(text),
    },
)
STATUS = record({}, {"status": text, "message": text, "targets": listing(record({}, {"target": mapping(anything)}))})
METADATA = record(
    {}, {"state": text, "createdDate": text, "createdBy": text, "requestStatus": record({}, {"metadata": STATUS})}
)


def _thing(value: Any) -> dict[str, Any]:
    return THING(value)


# What is in a thing: collections, whose items are things if they were asked for.
INSIDE: Shape[Any] = mapping(maybe(record({}, {"items": listing(_thing)})))
THING = record({"id": text}, {"metadata": METADATA, "properties": PROPERTIES, "entities": INSIDE})
PAGE = record({"items": listing(THING)}, {"limit": whole, "offset": whole, "_links": mapping(anything)})
# A contract has no id but its number.
CONTRACTS = record({"items": listing(record({"properties": record({}, {"contractNumber": whole})}))})
LABELS = record({"items": listing(record({"properties": record({"key": text, "value": text})}))})
REQUEST_STATUS = record({"metadata": record({"status": text}, {"message": text})})
SERVER_OF_INVENTORY = record(
    {"id": text, "datacenter": record({}, {"id": text, "name": text, "location": text})},
    {"metadata": METADATA, "properties": PROPERTIES, "entities": INSIDE},
)
