# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers have the fields that the provider publishes for them: their names, types, and which of them can be null.

Below are the published types, a letter for each: s text, i whole number, n number, b true or false, l list, o object,
t time, d date. ``?`` can be null. What newer versions of the API have, and not all, stands behind ``+``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from ovh_account import KEY, Sandbox, segment

IMAGE = (
    "id:s name:s region:s status:s type:s user:s visibility:s size:n minDisk:i minRam:i creationDate:t flavorType:s?"
    " planCode:s? tags:l?"
)
TASK = "taskId:i function:s status:s comment:s? startDate:t doneDate:t? lastUpdate:t?"
SHAPES = {
    "Project": (
        "project_id:s projectName:s? description:s? status:s access:s planCode:s creationDate:t expiration:t?"
        " manualQuota:b unleash:b orderId:i?"
    ),
    "Region": "name:s status:s type:s continentCode:s datacenterLocation:s ipCountries:l services:l",
    "Quotas": "region:s instance:o? volume:o? network:o? keypair:o?",
    "Flavor": (
        "id:s name:s region:s ram:i disk:i vcpus:i type:s osType:s inboundBandwidth:i? outboundBandwidth:i? available:b"
        " quota:i planCodes:o capabilities:l"
    ),
    "Image": IMAGE,
    "SshKey": "id:s name:s publicKey:s regions:l",
    "SshKeyDetail": "id:s name:s publicKey:s regions:l fingerPrint:s",
    "Instance": (
        "id:s name:s status:s region:s created:t flavorId:s imageId:s sshKeyId:s? ipAddresses:l monthlyBilling:o?"
        " planCode:s? operationIds:l currentMonthOutgoingTraffic:i? + availabilityZone:s? licensePlanCode:s?"
    ),
    "InstanceDetail": (
        "id:s name:s status:s region:s created:t flavor:o image:o? sshKey:o? ipAddresses:l monthlyBilling:o?"
        " planCode:s? operationIds:l currentMonthOutgoingTraffic:i? rescuePassword:s?"
        " + availabilityZone:s? licensePlanCode:s?"
    ),
    "IpAddress": "ip:s version:i type:s networkId:s gatewayIp:s?",
    "Interface": "id:s macAddress:s networkId:s type:s state:s fixedIps:l",
    "InstanceGroup": "id:s name:s region:s type:s instance_ids:l",
    "Volume": (
        "id:s name:s description:s region:s size:i type:s status:s bootable:b attachedTo:l creationDate:t planCode:s?"
        " + availabilityZone:s?"
    ),
    "VolumeSnapshot": ("id:s volumeId:s name:s description:s size:i region:s status:s creationDate:t planCode:s?"),
    "Network": "id:s name:s vlanId:i status:s type:s regions:l",
    "Subnet": "id:s cidr:s gatewayIp:s? dhcpEnabled:b ipPools:l",
    "FailoverIp": "id:s ip:s? block:s? routedTo:s status:s progress:i geoloc:s? continentCode:s? subType:s",
    "Operation": (
        "id:s action:s status:s progress:i createdAt:t startedAt:t? completedAt:t? regions:l? resourceId:s?"
        " subOperations:l?"
    ),
    "Dedicated": (
        "name:s serverId:i ip:s reverse:s? datacenter:s availabilityZone:s region:s rack:s commercialRange:s? os:s"
        " state:s powerState:s bootId:i? bootScript:s? rootDevice:s? monitoring:b noIntervention:b rescueMail:s?"
        " rescueSshKey:s? linkSpeed:i? supportLevel:s professionalUse:b newUpgradeSystem:b"
        " + iam:o? efiBootloaderPath:s?"
    ),
    "Burst": "status:s capacity:o?",
    "Boot": "bootId:i bootType:s kernel:s description:s",
    "ServerTask": f"{TASK} needSchedule:b note:s? plannedInterventionId:i? tags:l? ticketReference:s?",
    "Service": (
        "serviceId:i domain:s status:s creation:d engagedUpTo:d? expiration:d canDeleteAtExpiration:b contactAdmin:s"
        " contactBilling:s contactTech:s possibleRenewPeriod:l? renew:o? renewalType:s"
    ),
    "Ip": (
        "ip:s type:s routedTo:o? description:s? country:s? canBeTerminated:b isAdditionalIp:b version:i regions:l?"
        " campus:s? organisationId:s? bringYourOwnIp:b + iam:o? rir:s?"
    ),
    "IpTask": f"{TASK} destination:o?",
    "ReverseIp": "ipReverse:s reverse:s",
    "VPS": (
        "name:s displayName:s? state:s zone:s cluster:s offerType:s model:o memoryLimit:i vcore:i netbootMode:s"
        " keymap:s? slaMonitoring:b? monitoringIpBlocks:l + zoneType:s iam:o?"
    ),
    "VPSTask": "id:i type:s state:s progress:i date:t",
    "VPSIp": "ipAddress:s reverse:s? type:s version:s gateway:s? macAddress:s? geolocation:s",
    "VPSDisk": "id:i type:s size:i state:s bandwidthLimit:i + lowFreeSpaceThreshold:i? monitoring:b? serviceName:s?",
    "VPSTemplate": "id:i name:s distribution:s bitFormat:i locale:s availableLanguage:l",
    "VPSStatus": "ping:s ssh:o http:o https:o smtp:o dns:o tools:s?",
    "Zone": "name:s nameServers:l lastUpdate:t dnssecSupported:b hasDnsAnycast:b + iam:o?",
    "Record": "id:i zone:s subDomain:s? fieldType:s target:s ttl:i?",
    "Soa": "server:s email:s serial:i refresh:i expire:i nxDomainTtl:i ttl:i",
    "ZoneStatus": "isDeployed:b errors:l? warnings:l?",
    "ZoneTask": (
        "id:i function:s status:s comment:s? creationDate:t lastUpdate:t? doneDate:t? todoDate:t canAccelerate:b"
        " canCancel:b canRelaunch:b"
    ),
    "Nichandle": (
        "nichandle:s firstname:s? name:s? email:s country:s currency:o ovhSubsidiary:s ovhCompany:s state:s legalform:s"
        " language:s? customerCode:s? + address:s? area:s? city:s? zip:s? phone:s? organisation:s? vat:s?"
    ),
    "Bill": (
        "billId:s date:t orderId:i? category:s? priceWithTax:o priceWithoutTax:o tax:o url:s pdfUrl:s password:s?"
    ),
    "BillDetail": (
        "billDetailId:s domain:s description:s quantity:s unitPrice:o totalPrice:o periodStart:d? periodEnd:d?"
    ),
    "Credential": (
        "credentialId:i applicationId:i status:s creation:t expiration:t? lastUse:t? ovhSupport:b allowedIPs:l? rules:l"
    ),
    "Application": "applicationId:i applicationKey:s name:s description:s status:s",
    "Resource": "id:s urn:s name:s displayName:s owner:s type:s tags:o",
}


def is_time(value: Any) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None


TYPES = {
    "s": lambda value: isinstance(value, str),
    "i": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "n": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "b": lambda value: isinstance(value, bool),
    "l": lambda value: isinstance(value, list),
    "o": lambda value: isinstance(value, dict),
    "t": is_time,
    "d": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and bool(date.fromisoformat(value)),
}


def wrong(shape: str, value: dict[str, Any]) -> list[str]:
    """What of a value is not as it is published."""
    published, _plus, newer = SHAPES[shape].partition(" + ")
    fields = [field.split(":") for field in published.split()]
    more = [field.split(":") for field in newer.split()]
    found = [f"no {name}" for name, _kind in fields if name not in value]
    found += [f"{name} is unknown" for name in value if name not in {field[0] for field in (*fields, *more)}]
    for name, kind in (*fields, *more):
        if (
            name in value
            and not (value[name] is None and kind.endswith("?"))
            and (value[name] is None or not TYPES[kind[0]](value[name]))
        ):
            found.append(f"{name} is {value[name]!r}")
    return found


def test_a_wrong_value_is_found() -> None:
    right = {"status": "active", "capacity": None}
    assert wrong("Burst", right) == []
    assert wrong("Burst", {**right, "new": 1}) == ["new is unknown"]
    assert wrong("Burst", {"status": None}) == ["no capacity", "status is None"]
    assert wrong("Boot", {"bootId": True, "bootType": "x", "kernel": "x", "description": 1}) == [
        "bootId is True",
        "description is 1",
    ]


@pytest.fixture(scope="module")
def answers(server: Sandbox) -> dict[str, list[Any]]:
    """Answers of each shape: of calls that make or do something, and of those that read."""
    server.reset()
    get, post, project = server.get, (lambda path, body=None: server.ok("POST", path, body)), server.project
    found: dict[str, list[Any]] = {}
    key = post(f"{project}/sshkey", {"name": "me", "publicKey": KEY})
    network = post(f"{project}/network/private", {"name": "n"})
    server.settle()
    inside = f"{project}/network/private/{network['id']}"
    pool = {"region": "GRA11", "network": "10.0.0.0/24", "start": "10.0.0.2", "end": "10.0.0.9"}
    subnet = post(f"{inside}/subnet", {**pool, "dhcp": True, "noGateway": False})
    group = post(f"{project}/instance/group", {"name": "g", "region": "GRA11", "type": "affinity"})
    made = post(f"{project}/instance", server.instance_body(sshKeyId=key["id"], groupId=group["id"]))
    bulk = post(f"{project}/instance/bulk", server.instance_body(number=2, monthlyBilling=True))
    server.settle()
    instance = f"{project}/instance/{made['id']}"
    post(f"{instance}/snapshot", {"snapshotName": "s"})
    post(f"{instance}/rescueMode", {"rescue": True})
    volume = post(f"{project}/volume", {"region": "GRA11", "size": 1, "type": "classic"})
    operation = post(f"{project}/region/GRA11/volume", {"size": 1, "type": "high-speed"})
    server.settle()
    copy = post(f"{project}/volume/{volume['id']}/snapshot")
    failover = get(f"{project}/ip/failover")
    moved = post(f"{project}/ip/failover/{failover[0]['id']}/attach", {"instanceId": made["id"]})
    found |= {
        "Project": [get(project)],
        "Region": [get(f"{project}/region/{name}") for name in get(f"{project}/region")],
        "Quotas": get(f"{project}/quota"),
        "Flavor": [*get(f"{project}/flavor"), made["flavor"]],
        "Image": [*get(f"{project}/image"), *get(f"{project}/snapshot"), made["image"]],
        "SshKey": get(f"{project}/sshkey"),
        "SshKeyDetail": [key, get(f"{project}/sshkey/{key['id']}"), made["sshKey"]],
        "Instance": [*get(f"{project}/instance"), *bulk],
        "InstanceDetail": [made, get(instance), get(f"{project}/instance/{bulk[0]['id']}")],
        "IpAddress": get(instance)["ipAddresses"],
        "Interface": get(f"{instance}/interface"),
        "InstanceGroup": [group, *get(f"{project}/instance/group")],
        "Volume": [volume, *get(f"{project}/volume")],
        "VolumeSnapshot": [copy, *get(f"{project}/volume/snapshot")],
        "Network": [network, *get(f"{project}/network/private"), *get(f"{project}/network/public")],
        "Subnet": [subnet, *get(f"{inside}/subnet")],
        "FailoverIp": [*failover, moved],
        "Operation": [operation, get(f"{project}/operation/{operation['id']}")],
    }
    dedicated = f"/dedicated/server/{get('/dedicated/server')[0]}"
    task = post(f"{dedicated}/reboot")
    new, old = (f"/vps/{name}" for name in get("/vps"))
    stop = post(f"{new}/stop")
    [block] = get("/ip?type=failover")
    park = post(f"/ip/{segment(block)}/park")
    reverse = {"ipReverse": block.partition("/")[0], "reverse": "web.example.com"}
    zone = "/domain/zone/example.com"
    imported = post(f"{zone}/import", {"zoneFile": get(f"{zone}/export")})
    server.settle()
    found |= {
        "Dedicated": [get(f"/dedicated/server/{name}") for name in get("/dedicated/server")],
        "Burst": [get(f"{dedicated}/burst")],
        "Boot": [get(f"{dedicated}/boot/{number}") for number in get(f"{dedicated}/boot")],
        "ServerTask": [task, get(f"{dedicated}/task/{task['taskId']}")],
        "Service": [get(f"{path}/serviceInfos") for path in (dedicated, new, zone)],
        "Ip": [get(f"/ip/{segment(it)}") for it in get("/ip")],
        "IpTask": [park, get(f"/ip/{segment(block)}/task/{park['taskId']}")],
        "ReverseIp": [post(f"/ip/{segment(block)}/reverse", reverse)],
        "VPS": [get(new), get(old)],
        "VPSTask": [stop, get(f"{new}/tasks/{stop['id']}")],
        "VPSIp": [get(f"{new}/ips/{ip}") for ip in get(f"{new}/ips")],
        "VPSDisk": [get(f"{new}/disks/{disk}") for disk in get(f"{new}/disks")],
        "VPSTemplate": [get(f"{old}/distribution")],
        "VPSStatus": [get(f"{new}/status"), get(f"{old}/status")],
        "Zone": [get(zone)],
        "Record": [get(f"{zone}/record/{number}") for number in get(f"{zone}/record")],
        "Soa": [get(f"{zone}/soa")],
        "ZoneStatus": [get(f"{zone}/status")],
        "ZoneTask": [imported, get(f"{zone}/task/{imported['id']}")],
        "Nichandle": [get("/me")],
        "Bill": [get(f"/me/bill/{bill}") for bill in get("/me/bill")],
        "BillDetail": [get(f"/me/bill/{it}/details/{it}-1") for it in get("/me/bill")],
        "Credential": [get("/auth/currentCredential")],
        "Application": [get(f"/me/api/application/{it}") for it in get("/me/api/application")],
        "Resource": get("/v2/iam/resource"),
    }
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_have_their_published_shapes(answers: dict[str, list[Any]], shape: str) -> None:
    assert answers[shape]
    assert {problem for value in answers[shape] for problem in wrong(shape, value)} == set()
