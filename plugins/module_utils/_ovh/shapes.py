# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the API's objects look like, as far as anything here relies on it. Nearly any field may be null."""

from __future__ import annotations

from typing import Any

from .._core.shape import Shape, anything, flag, listing, mapping, record, text, whole


def families(shape: Shape[Any]) -> Shape[list[Any]]:
    """All entries of lists that are told by family: a family that is null has none, and what is no list is none."""

    def read(value: Any) -> list[Any]:
        found = mapping(anything)(value).values()
        return [one for family in found if isinstance(family, list) for one in listing(shape)(family)]

    return read


# Whatever it is, it has fields.
THING = mapping(anything)
CREDENTIAL = record(
    {"status": text},
    {"rules": listing(record({}, {"method": text, "path": text})), "credentialId": whole, "allowedIPs": listing(text)},
)
NEW_CREDENTIAL = record({"consumerKey": text, "validationUrl": text}, {"state": text})
PROJECT = record({"project_id": text}, dict.fromkeys(("description", "projectName", "creationDate"), text))
# A flavor, an image, a group: found by name, used by id.
OFFER = record({"id": text, "name": text}, {"region": text})
SSH_KEY = record({"id": text, "name": text, "publicKey": text}, {"regions": listing(text)})
ADDRESS = record({"ip": text}, {"type": text})
INSTANCE = record(
    {"id": text, "name": text, "status": text, "region": text},
    {
        **dict.fromkeys(("flavorId", "imageId", "sshKeyId", "created", "planCode"), text),
        **dict.fromkeys(("flavor", "image", "sshKey"), record({"id": text}, {"name": text})),
        "ipAddresses": listing(ADDRESS),
        "monthlyBilling": record({}, {"since": text, "status": text}),
    },
)
SNAPSHOT = record({"id": text, "name": text, "status": text}, {"region": text, "creationDate": text})
VOLUME = record(
    {"id": text, "status": text, "region": text, "size": whole},
    {**dict.fromkeys(("name", "description", "type", "creationDate"), text), "attachedTo": listing(text)},
)
SUBNET = record(
    {"id": text, "cidr": text},
    {
        "gatewayIp": text,
        "dhcpEnabled": flag,
        "ipPools": listing(record({}, {**dict.fromkeys(("region", "network", "start", "end"), text), "dhcp": flag})),
    },
)
NETWORK = record(
    {"id": text, "name": text, "status": text},
    {"vlanId": whole, "regions": listing(record({"region": text}, {"status": text}))},
)
FAILOVER_IP = record({"id": text, "status": text}, dict.fromkeys(("ip", "block", "routedTo"), text))
_IAM = record({}, {"displayName": text, "tags": mapping(anything)})
SERVER = record(
    {"name": text},
    {
        **dict.fromkeys(("ip", "os", "state", "powerState", "datacenter", "region", "commercialRange"), text),
        "iam": _IAM,
    },
)
VPS = record(
    {"name": text}, {**dict.fromkeys(("displayName", "state", "zone"), text), "model": record({}), "iam": _IAM}
)
BLOCK = record({"ip": text}, {"routedTo": record({}, {"serviceName": text})})
