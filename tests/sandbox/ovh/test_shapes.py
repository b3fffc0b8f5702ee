# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers have the fields that the provider publishes for them: their names, types, and which of them can be null.

Below are the published types, a letter for each: s text, i whole number, n number, b true or false, l list, o object,
t time, d date. ``?`` can be null, and behind ``=`` are all the words that a text can be. What can be missing stands
behind ``+``.
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
TASK = (
    "taskId:i status:s=cancelled|customerError|doing|done|init|ovhError|todo comment:s? startDate:t doneDate:t?"
    " lastUpdate:t?"
)
SERVER_FUNCTIONS = (
    "INFRA_002_VirtualNetworkInterface|INFRA_002_VirtualNetworkInterface_group|"
    "INFRA_002_VirtualNetworkInterface_ungroup|INFRA_ONE_NETWORK_ONEAPI_VirtualNetworkInterface_group|"
    "INFRA_ONE_NETWORK_ONEAPI_VirtualNetworkInterface_ungroup|INFRA_ONE_NETWORK_VirtualNetworkInterface_group|"
    "INFRA_ONE_NETWORK_VirtualNetworkInterface_ungroup|addVirtualMac|addWindowSplaFromExistingSerial|"
    "applyBackupFtpAcls|applyBackupFtpQuota|bypassAntiDDosGame|changePasswordBackupFTP|changeRipeOrg|checkAndReleaseIp|"
    "createBackupFTP|createOrUpdateRipeOrg|createPrivateNetwork|disableFirewall|enableFirewall|genericMoveFloatingIp|"
    "hardReboot|hardware_update|ipmi/configureSGX|migrateBackupFTP|moveFloatingIp|moveVirtualMac|reagregateBlock|"
    "rebootPower8To|reinstallServer|releaseIp|removeBackupFTP|removeVirtualMac|requestAccessIPMI|resetIPMI|"
    "resetIPMISession|testIPMIhttp|testIPMIpassword|testIPMIping|virtualMacAdd|virtualMacDelete"
)
SITES = (
    "bhs1|bhs2|bhs3|bhs4|bhs5|bhs6|bhs7|bhs8|cch01|crx1|crx2|dc1|eri1|eri2|gra04|gra1|gra2|gra3|gsw|hdf01|hil1|ieb01|"
    "itbsi01|itmil01|itzvf01|lil1-int1|lim1|lim2|lim3|mr901|p19|rbx|rbx-hz|rbx1|rbx10|rbx2|rbx3|rbx4|rbx5|rbx6|rbx7|"
    "rbx8|rbx9|sbg1|sbg2|sbg3|sbg4|sbg5|sgp02|sgp1|syd03|syd1|syd2|vin1|waw1|ynm1|yyz01"
)
INSTANCE_STATES = (
    "ACTIVE|BUILD|BUILDING|DELETED|DELETING|ERROR|HARD_REBOOT|MIGRATING|PASSWORD|PAUSED|REBOOT|REBUILD|RESCUE|RESCUED|"
    "RESCUING|RESIZE|RESIZED|RESUMING|REVERT_RESIZE|SHELVED|SHELVED_OFFLOADED|SHELVING|SHUTOFF|SNAPSHOTTING|"
    "SOFT_DELETED|STOPPED|SUSPENDED|UNKNOWN|UNRESCUING|UNSHELVING|VERIFY_RESIZE"
)
TASK_STATES = (
    "|block_device_mapping|deleting|image_backup|image_pending_upload|image_snapshot|image_snapshot_pending|"
    "image_uploading|migrating|networking|pausing|powering-off|powering-on|reboot_pending|reboot_pending_hard|"
    "reboot_started|reboot_started_hard|reboot_starting|rebooting|rebooting_hard|rebooting_pending_hard|"
    "rebooting_started_hard|rebuild_block_device_mapping|rebuild_spawning|rebuilding|rescuing|resize_confirming|"
    "resize_finish|resize_migrated|resize_migrating|resize_prep|resize_reverting|restoring|resuming|scheduling|shelving|"
    "shelving_image_pending_upload|shelving_image_uploading|shelving_offloading|soft_deleting|spawning|starting|"
    "stopping|suspending|unknown|unpausing|unrescuing|unshelving|updating_password"
)
VOLUME = (
    "status:s=attaching|available|awaiting-transfer|backing-up|creating|deleted|deleting|detaching|downloading|error|"
    "error_backing-up|error_deleting|error_extending|error_restoring|extending|in-use|maintenance|reserved|"
    "restoring-backup|retyping|snapshotting|uploading"
    " type:s=classic|classic-luks|classic-multiattach|high-speed|high-speed-gen2|high-speed-gen2-luks|high-speed-luks"
    " id:s name:s size:i attachedTo:l availabilityZone:s?"
)
OPERATION = (
    "id:s action:s status:s=canceled|completed|created|in-error|in-progress|unknown progress:i startedAt:t?"
    " completedAt:t? regions:l? resourceId:s?"
)
SHAPES = {
    "Project": (
        "project_id:s projectName:s? description:s? status:s=creating|deleted|deleting|ok|suspended"
        " access:s=full|restricted planCode:s creationDate:t expiration:t? manualQuota:b unleash:b orderId:i? iam:o?"
    ),
    "Region": (
        "name:s status:s=DOWN|MAINTENANCE|UP type:s=localzone|region|region-3-az continentCode:s=AF|ASIA|EU|NA|US"
        " countryCode:s datacenterLocation:s availabilityZones:l ipCountries:l services:l"
    ),
    "Quotas": "region:s instance:o? volume:o? network:o? keypair:o? + keymanager:o? loadbalancer:o? share:o?",
    "InstanceUsageQuotas": "maxCores:i maxInstances:i maxRam:i usedCores:i usedInstances:i usedRAM:i",
    "VolumeUsageQuotas": (
        "maxBackupGigabytes:i maxGigabytes:i maxVolumeBackupCount:i maxVolumeCount:i usedBackupGigabytes:i"
        " usedGigabytes:i volumeBackupCount:i volumeCount:i"
    ),
    "NetworkQuotas": (
        "maxFloatingIPs:i maxGateways:i maxNetworks:i maxSubnets:i usedFloatingIPs:i usedGateways:i usedNetworks:i"
        " usedSubnets:i"
    ),
    "Flavor": (
        "id:s name:s region:s ram:i disk:i vcpus:i type:s osType:s inboundBandwidth:i? outboundBandwidth:i? available:b"
        " quota:i planCodes:o capabilities:l"
    ),
    "Image": IMAGE,
    "SshKey": "id:s name:s publicKey:s regions:l",
    "SshKeyDetail": "id:s name:s publicKey:s regions:l fingerPrint:s",
    "Instance": (
        f"id:s name:s status:s={INSTANCE_STATES} region:s created:t flavorId:s imageId:s sshKeyId:s? ipAddresses:l"
        " monthlyBilling:o? planCode:s? operationIds:l currentMonthOutgoingTraffic:i? flavor:o? image:o? sshKey:o?"
        " rescuePassword:s? availabilityZone:s?"
    ),
    "InstanceInRegion": (
        f"id:s name:s status:s={INSTANCE_STATES} taskState:s={TASK_STATES} region:s"
        " regionType:s=localzone|region|region-3-az availabilityZone:s? flavorId:s flavorName:s imageId:s? sshKey:s"
        " addresses:l attachedVolumes:l + flavor:o? image:o? login:s? actions:l? backups:l? pendingTask:b? pricings:l?"
        " volumes:l?"
    ),
    "AddressInRegion": "ip:s version:i type:s?=floating|private|public + subnet:o?",
    "InstanceSnapshot": "snapshotId:s",
    "MonthlyBilling": "since:t status:s=activationPending|ok",
    "IpAddress": "ip:s version:i type:s=private|public networkId:s gatewayIp:s?",
    "Interface": "id:s macAddress:s networkId:s type:s state:s fixedIps:l",
    "InstanceGroup": "id:s name:s region:s type:s=affinity|anti-affinity instance_ids:l",
    "Volume": f"{VOLUME} description:s region:s bootable:b creationDate:t planCode:s?",
    "VolumeInRegion": VOLUME,
    "VolumeSnapshot": (
        "id:s volumeId:s name:s description:s size:i region:s status:s=available|creating|deleting|error|error_deleting"
        " creationDate:t planCode:s?"
    ),
    "Network": "id:s name:s vlanId:i status:s=ACTIVE|BUILDING|DELETING|ERROR type:s?=private|public regions:l",
    "NetworkRegion": "region:s status:s=ACTIVE|BUILDING openstackId:s?",
    "Subnet": "id:s cidr:s gatewayIp:s? dhcpEnabled:b ipPools:l",
    "IPPool": "region:s network:s start:s end:s dhcp:b",
    "FailoverIp": (
        "id:s ip:s? block:s? routedTo:s? status:s=ok|operationPending progress:i geoloc:s? continentCode:s?"
        " subType:s=cloud|ovh"
    ),
    "Operation": f"{OPERATION} createdAt:t subOperations:l?",
    "SubOperation": OPERATION,
    "Dedicated": (
        f"name:s serverId:i ip:s reverse:s? datacenter:s={SITES} availabilityZone:s region:s rack:s commercialRange:s?"
        " os:s state:s=error|hacked|hackedBlocked|ok powerState:s=poweroff|poweron bootId:i? bootScript:s?"
        " rootDevice:s? monitoring:b noIntervention:b rescueMail:s? rescueSshKey:s? linkSpeed:i? supportLevel:s"
        " professionalUse:b newUpgradeSystem:b efiBootloaderPath:s? iam:o?"
    ),
    "Burst": "status:s=active|inactive|inactiveLocked capacity:o?",
    "Boot": "bootId:i bootType:s=harddisk|internal|network|power|rescue kernel:s description:s",
    "InstallTemplate": "ovh:l?",
    "NetworkSpecifications": "bandwidth:o? connection:o? routing:o? vmac:o + ola:o? switching:o? traffic:o? vrack:o?",
    "ServerTask": (
        f"{TASK} function:s={SERVER_FUNCTIONS} needSchedule:b note:s? plannedInterventionId:i? tags:l?"
        " ticketReference:s?"
    ),
    "Service": (
        "serviceId:i domain:s status:s=autorenewInProgress|expired|inCreation|ok|pendingDebt|unPaid creation:d"
        " engagedUpTo:d? expiration:d canDeleteAtExpiration:b contactAdmin:s contactBilling:s contactTech:s"
        " possibleRenewPeriod:l? renew:o?"
        " renewalType:s=automaticForcedProduct|automaticV2012|automaticV2014|automaticV2016|manual|oneShot|option"
    ),
    "Ip": (
        "ip:s type:s=cdn|cloud|dedicated|failover|hosted_ssl|housing|loadBalancing|mail|overthebox|pcc|pci|private|vpn|"
        "vps|vrack|xdsl routedTo:o? description:s? country:s? canBeTerminated:b isAdditionalIp:b version:i regions:l?"
        " campus:s? organisationId:s? bringYourOwnIp:b iam:o? rir:s?"
    ),
    "IpTask": (
        f"{TASK} destination:o? function:s=arinBlockReassign|changeRipeOrg|checkAndReleaseIp|genericMoveFloatingIp|"
        "supernetByoipFailoverPartitioning"
    ),
    "ReverseIp": "ipReverse:s reverse:s",
    "VPS": (
        "name:s displayName:s? zone:s cluster:s memoryLimit:i vcore:i monitoringIpBlocks:l model:o slaMonitoring:b?"
        " state:s=backuping|installing|maintenance|rebooting|rescued|running|stopped|stopping|upgrading"
        " offerType:s=beta-classic|classic|cloud|cloudram|game-classic|lowlat|ssd netbootMode:s=local|rescue"
        " keymap:s?=fr|us zoneType:s=localzone|region lockStatus:o iam:o?"
    ),
    "VPSModel": (
        "name:s offer:s vcore:i memory:i disk:i maximumAdditionnalIp:i availableOptions:l datacenter:l"
        " version:s=2013v1|2014v1|2015v1|2017v1|2017v2|2017v3|2018v1|2018v2|2019v1|2025v1"
    ),
    "VPSTask": (
        "id:i state:s=blocked|cancelled|doing|done|error|paused|todo|waitingAck progress:i date:t"
        " type:s=addVeeamBackupJob|changeRootPassword|createSnapshot|deleteSnapshot|deliverVm|getConsoleUrl|"
        "internalTask|migrate|openConsoleAccess|provisioningAdditionalIp|reOpenVm|rebootVm|reinstallVm|"
        "removeVeeamBackup|rescheduleAutoBackup|restoreFullVeeamBackup|restoreVeeamBackup|restoreVm|revertSnapshot|"
        "setMonitoring|setNetboot|startVm|stopVm|upgradeVm"
    ),
    "VPSIp": (
        "ipAddress:s reverse:s? type:s=additional|primary version:s=v4|v6 gateway:s? macAddress:s? geolocation:s"
    ),
    "VPSDisk": (
        "id:i type:s=additional|primary size:i state:s=connected|disconnected|pending bandwidthLimit:i"
        " + lowFreeSpaceThreshold:i? monitoring:b? serviceName:s?"
    ),
    "VPSTemplate": "id:i name:s distribution:s bitFormat:i locale:s availableLanguage:l",
    "VPSStatus": "ping:s ssh:o http:o https:o smtp:o dns:o tools:s?",
    "Zone": "name:s nameServers:l lastUpdate:t dnssecSupported:b hasDnsAnycast:b + iam:o?",
    "Record": (
        "id:i zone:s subDomain:s? target:s ttl:i?"
        " fieldType:s=A|AAAA|CAA|CNAME|DKIM|DMARC|DNAME|HTTPS|LOC|MX|NAPTR|NS|PTR|RP|SPF|SRV|SSHFP|SVCB|TLSA|TXT"
    ),
    "Soa": "server:s email:s serial:i refresh:i expire:i nxDomainTtl:i ttl:i",
    "ZoneStatus": "isDeployed:b errors:l? warnings:l?",
    "ZoneTask": (
        "id:i function:s status:s=cancelled|doing|done|error|problem|todo comment:s? creationDate:t"
        " lastUpdate:t? doneDate:t? todoDate:t canAccelerate:b canCancel:b canRelaunch:b"
    ),
    "Nichandle": (
        "nichandle:s firstname:s? name:s? email:s country:s currency:o ovhSubsidiary:s"
        " ovhCompany:s=kimsufi|ovh|soyoustart state:s=complete|incomplete customerCode:s? language:s?"
        " legalform:s=administration|association|corporation|individual|other|personalcorporation + address:s?"
        " area:s? city:s? zip:s? phone:s? organisation:s? vat:s?"
    ),
    "Bill": (
        "billId:s date:t orderId:i? category:s? priceWithTax:o priceWithoutTax:o tax:o url:s pdfUrl:s password:s?"
    ),
    "BillDetail": (
        "billDetailId:s domain:s description:s quantity:s unitPrice:o totalPrice:o periodStart:d? periodEnd:d?"
    ),
    "Credential": (
        "credentialId:i applicationId:i status:s=expired|pendingValidation|refused|validated creation:t"
        " expiration:t? lastUse:t? ovhSupport:b allowedIPs:l? rules:l"
    ),
    "Application": "applicationId:i applicationKey:s name:s description:s status:s=active|blocked|inactive|trusted",
    "Details": (
        "account:s user:s? description:s? method:s=account|oauth2_client_credentials|provider|user roles:l?"
        " identities:l allowedRoutes:l?"
    ),
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
    for name, told in (*fields, *more):
        kind, _equals, words = told.partition("=")
        if name not in value or (value[name] is None and kind.endswith("?")):
            continue
        fits = value[name] is not None and TYPES[kind[0]](value[name])
        if not fits or ("=" in told and value[name] not in words.split("|")):
            found.append(f"{name} is {value[name]!r}")
    return found


def test_a_wrong_value_is_found() -> None:
    right = {"status": "active", "capacity": None}
    assert wrong("Burst", right) == []
    assert wrong("Burst", {**right, "new": 1}) == ["new is unknown"]
    assert wrong("Burst", {"status": None}) == ["no capacity", "status is None"]
    assert wrong("Boot", {"bootId": True, "bootType": "rescue", "kernel": "x", "description": 1}) == [
        "bootId is True",
        "description is 1",
    ]
    assert wrong("MonthlyBilling", {"since": "2026-01-01T00:00:00Z", "status": "yes"}) == ["status is 'yes'"]


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
    snapshot = post(f"{instance}/snapshot", {"snapshotName": "s"})
    post(f"{instance}/rescueMode", {"rescue": True})
    region = f"{project}/region/GRA11"
    on_its_way = get(f"{region}/instance")
    small = {"flavor": {"id": made["flavorId"]}, "bootFrom": {"imageId": made["imageId"]}}
    several = {**small, "bulk": 2, "billingPeriod": "hourly", "network": {"public": True}}
    two = post(f"{region}/instance", several)
    volume = post(f"{project}/volume", {"region": "GRA11", "size": 1, "type": "classic"})
    operation = post(f"{region}/volume", {"size": 1, "type": "high-speed"})
    server.settle()
    quotas = get(f"{project}/quota")
    copy = post(f"{project}/volume/{volume['id']}/snapshot")
    failover = get(f"{project}/ip/failover")
    moved = post(f"{project}/ip/failover/{failover[0]['id']}/attach", {"instanceId": made["id"]})
    found |= {
        "Project": [get(project)],
        "Region": [get(f"{project}/region/{name}") for name in get(f"{project}/region")],
        "Quotas": quotas,
        "InstanceUsageQuotas": [it["instance"] for it in quotas],
        "VolumeUsageQuotas": [it["volume"] for it in quotas],
        "NetworkQuotas": [it["network"] for it in quotas],
        "Flavor": [*get(f"{project}/flavor"), made["flavor"]],
        "Image": [*get(f"{project}/image"), *get(f"{project}/snapshot"), made["image"]],
        "SshKey": get(f"{project}/sshkey"),
        "SshKeyDetail": [key, get(f"{project}/sshkey/{key['id']}"), made["sshKey"]],
        "Instance": [
            *get(f"{project}/instance"),
            *bulk,
            made,
            get(instance),
            get(f"{project}/instance/{bulk[0]['id']}"),
        ],
        "InstanceInRegion": [*on_its_way, *get(f"{region}/instance"), get(f"{region}/instance/{made['id']}")],
        "AddressInRegion": on_its_way[0]["addresses"],
        "InstanceSnapshot": [snapshot],
        "MonthlyBilling": [bulk[0]["monthlyBilling"]],
        "IpAddress": get(instance)["ipAddresses"],
        "Interface": get(f"{instance}/interface"),
        "InstanceGroup": [group, *get(f"{project}/instance/group")],
        "Volume": [volume, *get(f"{project}/volume")],
        "VolumeInRegion": get(f"{region}/volume"),
        "VolumeSnapshot": [copy, *get(f"{project}/volume/snapshot")],
        "Network": [network, *get(f"{project}/network/private"), *get(f"{project}/network/public")],
        "NetworkRegion": get(inside)["regions"],
        "Subnet": [subnet, *get(f"{inside}/subnet")],
        "IPPool": subnet["ipPools"],
        "FailoverIp": [*failover, moved],
        "Operation": [operation, two, *get(f"{project}/operation")],
        "SubOperation": [*two["subOperations"], *get(f"{project}/operation/{two['id']}")["subOperations"]],
    }
    dedicated = f"/dedicated/server/{get('/dedicated/server')[0]}"
    task = post(f"{dedicated}/reboot")
    access = post(f"{dedicated}/features/ipmi/access", {"type": "kvmipHtml5URL", "ttl": 5})
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
        "InstallTemplate": [get(f"{dedicated}/install/compatibleTemplates")],
        "NetworkSpecifications": [get(f"{dedicated}/specifications/network")],
        "ServerTask": [task, access, get(f"{dedicated}/task/{task['taskId']}")],
        "Service": [get(f"{path}/serviceInfos") for path in (dedicated, new, zone)],
        "Ip": [get(f"/ip/{segment(it)}") for it in get("/ip")],
        "IpTask": [park, get(f"/ip/{segment(block)}/task/{park['taskId']}")],
        "ReverseIp": [post(f"/ip/{segment(block)}/reverse", reverse)],
        "VPS": [get(new), get(old)],
        "VPSModel": [get(new)["model"], get(old)["model"]],
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
        "Details": [get("/auth/details")],
        "Application": [get(f"/me/api/application/{it}") for it in get("/me/api/application")],
        "Resource": get("/v2/iam/resource"),
    }
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_have_their_published_shapes(answers: dict[str, list[Any]], shape: str) -> None:
    assert answers[shape]
    assert {problem for value in answers[shape] for problem in wrong(shape, value)} == set()
