# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A witness from outside: the package ``ionoscloud``, today's official client, against the sandbox, unchanged.

It makes objects of every answer, so that one of another shape would be an error there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ionoscloud
import pytest
from ionos_account import KEY, PASSWORD, TOKEN, USER, Sandbox
from ionoscloud import ApiException
from ionoscloud.exceptions import ApiFailedRequest


@pytest.fixture
def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package's client, whose pauses move the sandbox's clock."""
    monkeypatch.setattr(ionoscloud.api_client.time, "sleep", sandbox.advance)
    configuration = ionoscloud.Configuration(host=sandbox.api, username=USER, password=PASSWORD)
    return ionoscloud.ApiClient(configuration)


@pytest.fixture
def done(client: Any) -> Callable[..., Any]:
    """Makes a call, waits for its request as the package does, and returns the object of the answer."""

    def run(call: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        api = call.__self__  # type: ignore[attr-defined]
        with_headers = getattr(api, f"{call.__name__}_with_http_info")
        made, status, headers = with_headers(*arguments, **more)
        assert status == 202
        client.wait_for_completion(headers["Location"].split("/")[-2])
        return made

    return run


def boot(**more: Any) -> Any:
    properties = ionoscloud.VolumeProperties(
        name="boot", size=10, type="SSD", image_alias="debian:12", ssh_keys=[KEY], **more
    )
    return ionoscloud.Volume(properties=properties)


def test_what_it_connects_to(client: Any, sandbox: Sandbox) -> None:
    by_token = ionoscloud.ApiClient(ionoscloud.Configuration(host=sandbox.api, token=TOKEN))
    assert ionoscloud.DataCentersApi(by_token).datacenters_get().items == []
    wrong = ionoscloud.ApiClient(ionoscloud.Configuration(host=sandbox.api, username=USER, password="wrong"))
    with pytest.raises(ApiException) as refused:
        ionoscloud.DataCentersApi(wrong).datacenters_get()
    assert refused.value.status == 401


def test_a_data_center_lives_its_whole_life(client: Any, done: Callable[..., Any]) -> None:
    centers = ionoscloud.DataCentersApi(client)
    rule = ionoscloud.FirewallRule(
        properties=ionoscloud.FirewallruleProperties(name="ssh", protocol="TCP", port_range_start=22, port_range_end=22)
    )
    card = ionoscloud.Nic(
        properties=ionoscloud.NicProperties(name="eth0", lan=1, firewall_active=True),
        entities=ionoscloud.NicEntities(firewallrules=ionoscloud.FirewallRules(items=[rule])),
    )
    server = ionoscloud.Server(
        properties=ionoscloud.ServerProperties(name="web", cores=2, ram=2048),
        entities=ionoscloud.ServerEntities(
            volumes=ionoscloud.AttachedVolumes(items=[boot()]), nics=ionoscloud.Nics(items=[card])
        ),
    )
    lan = ionoscloud.Lan(properties=ionoscloud.LanProperties(name="public", public=True))
    data = ionoscloud.Volume(properties=ionoscloud.VolumeProperties(name="data", size=5, licence_type="OTHER"))
    whole = ionoscloud.Datacenter(
        properties=ionoscloud.DatacenterProperties(name="dc", location="de/txl"),
        entities=ionoscloud.DataCenterEntities(
            servers=ionoscloud.Servers(items=[server]),
            lans=ionoscloud.Lans(items=[lan]),
            volumes=ionoscloud.Volumes(items=[data]),
        ),
    )
    made = done(centers.datacenters_post, whole)
    assert (made.metadata.state, made.properties.version) == ("BUSY", None)
    deep = centers.datacenters_find_by_id(made.id, depth=6)
    assert (deep.metadata.state, deep.properties.location) == ("AVAILABLE", "de/txl")
    [web] = deep.entities.servers.items
    assert (web.properties.vm_state, web.properties.boot_volume.type) == ("RUNNING", "volume")
    [nic] = web.entities.nics.items
    assert nic.properties.ips[0].startswith("198.")
    assert nic.entities.firewallrules.items[0].properties.port_range_start == 22
    assert {volume.properties.name for volume in deep.entities.volumes.items} == {"boot", "data"}
    changed = done(centers.datacenters_patch, made.id, ionoscloud.DatacenterPropertiesPut(description="x"))
    assert changed.properties.description == "x"
    done(centers.datacenters_delete, made.id)
    with pytest.raises(ApiException) as gone:
        centers.datacenters_find_by_id(made.id)
    assert gone.value.status == 404


@pytest.fixture
def place(sandbox: Sandbox) -> tuple[str, str]:
    """The ids of a data centre with a public LAN, and of a running server in it."""
    datacenter = sandbox.datacenter()
    sandbox.public_lan(datacenter)
    server = sandbox.server(datacenter, nics=[{"properties": {"lan": 1}}])
    return datacenter.split("/")[2], server.split("/")[4]


def test_a_server_is_resized_stopped_and_deleted(
    client: Any, done: Callable[..., Any], place: tuple[str, str], sandbox: Sandbox
) -> None:
    api, (center, _server) = ionoscloud.ServersApi(client), place
    assert done(api.datacenters_servers_patch, *place, ionoscloud.ServerProperties(cores=4)).properties.cores == 4
    whole = ionoscloud.Server(properties=ionoscloud.ServerProperties(name="db", cores=1, ram=1024))
    assert done(api.datacenters_servers_put, *place, whole).properties.ram == 1024
    done(api.datacenters_servers_stop_post, *place)
    stopped = api.datacenters_servers_find_by_id(*place)
    assert (stopped.metadata.state, stopped.properties.vm_state) == ("INACTIVE", "SHUTOFF")
    done(api.datacenters_servers_start_post, *place)
    done(api.datacenters_servers_reboot_post, *place)
    assert api.datacenters_servers_find_by_id(*place).metadata.state == "AVAILABLE"
    assert api.datacenters_servers_remote_console_get(*place).url.startswith("https://")
    assert api.datacenters_servers_token_get(*place).token
    with pytest.raises(ApiException) as refused:
        api.datacenters_servers_suspend_post(*place)
    assert refused.value.status == 422
    done(api.datacenters_servers_delete, *place, delete_volumes=True)
    assert api.datacenters_servers_get(center).items == []
    assert sandbox.control("GET", "/costs")["servers"] == []


def test_disks_are_attached_grown_copied_and_detached(
    client: Any, done: Callable[..., Any], place: tuple[str, str]
) -> None:
    center, _server = place
    disks, servers = ionoscloud.VolumesApi(client), ionoscloud.ServersApi(client)
    snapshots = ionoscloud.SnapshotsApi(client)
    made = done(disks.datacenters_volumes_post, center, boot())
    assert (made.properties.ssh_keys, made.properties.availability_zone) == ([KEY], None)
    attached = done(servers.datacenters_servers_volumes_post, *place, ionoscloud.Volume(id=made.id))
    assert attached.id == made.id
    found = servers.datacenters_servers_volumes_find_by_id(*place, made.id)
    assert (found.properties.bus, found.properties.device_number, found.properties.ssh_keys) == ("VIRTIO", 1, None)
    grown = done(disks.datacenters_volumes_patch, center, made.id, ionoscloud.VolumeProperties(size=20))
    assert grown.properties.size == 20
    wanted = ionoscloud.CreateSnapshot(properties=ionoscloud.CreateSnapshotProperties(name="s"))
    snapshot = done(disks.datacenters_volumes_create_snapshot_post, center, made.id, snapshot=wanted)
    assert (snapshot.properties.size, snapshot.properties.location) == (20, "de/fra")
    back = ionoscloud.RestoreSnapshot(properties=ionoscloud.RestoreSnapshotProperties(snapshot_id=snapshot.id))
    done(disks.datacenters_volumes_restore_snapshot_post, center, made.id, restore_snapshot=back)
    named = done(snapshots.snapshots_patch, snapshot.id, ionoscloud.SnapshotProperties(name="t"))
    assert named.properties.name == "t"
    done(servers.datacenters_servers_volumes_delete, *place, made.id)
    assert servers.datacenters_servers_volumes_get(*place).items == []
    done(disks.datacenters_volumes_delete, center, made.id)
    done(snapshots.snapshots_delete, snapshot.id)
    assert snapshots.snapshots_get().items == []


def test_networks_rules_and_addresses(client: Any, done: Callable[..., Any], place: tuple[str, str]) -> None:
    center, _server = place
    lans, nics = ionoscloud.LANsApi(client), ionoscloud.NetworkInterfacesApi(client)
    rules, blocks = ionoscloud.FirewallRulesApi(client), ionoscloud.IPBlocksApi(client)
    block = done(blocks.ipblocks_post, ionoscloud.IpBlock(properties={"location": "de/fra", "size": 2}))
    ip = block.properties.ips[0]
    [card] = nics.datacenters_servers_nics_get(*place, depth=1).items
    done(nics.datacenters_servers_nics_patch, *place, card.id, ionoscloud.NicProperties(lan=1, ips=[ip]))
    group = ionoscloud.LanProperties(ip_failover=[ionoscloud.IPFailover(ip=ip, nic_uuid=card.id)])
    done(lans.datacenters_lans_patch, center, "1", group)
    assert lans.datacenters_lans_find_by_id(center, "1").properties.ip_failover[0].nic_uuid == card.id
    assert [nic.id for nic in lans.datacenters_lans_nics_get(center, "1").items] == [card.id]
    used = blocks.ipblocks_find_by_id(block.id).properties.ip_consumers
    assert [(consumer.ip, consumer.nic_id) for consumer in used] == [(ip, card.id)]
    properties = ionoscloud.FirewallruleProperties(protocol="ICMP", icmp_type=8, icmp_code=0)
    rule = done(
        rules.datacenters_servers_nics_firewallrules_post,
        *place,
        card.id,
        ionoscloud.FirewallRule(properties=properties),
    )
    read = rules.datacenters_servers_nics_firewallrules_find_by_id(*place, card.id, rule.id).properties
    assert (rule.properties.type, read.type, read.ip_version) == (None, "INGRESS", "IPv4")
    done(rules.datacenters_servers_nics_firewallrules_delete, *place, card.id, rule.id)
    private = done(lans.datacenters_lans_post, center, ionoscloud.Lan(properties={"name": "private", "public": False}))
    moved = ionoscloud.NicProperties(lan=int(private.id), ips=[])
    done(nics.datacenters_servers_nics_patch, *place, card.id, moved)
    assert nics.datacenters_servers_nics_find_by_id(*place, card.id).properties.ips[0].startswith("10.")
    done(nics.datacenters_servers_nics_delete, *place, card.id)
    done(lans.datacenters_lans_delete, center, private.id)
    done(blocks.ipblocks_delete, block.id)


def test_load_balancers(client: Any, done: Callable[..., Any], place: tuple[str, str]) -> None:
    center, _server = place
    api, nics = ionoscloud.LoadBalancersApi(client), ionoscloud.NetworkInterfacesApi(client)
    balancer = done(api.datacenters_loadbalancers_post, center, ionoscloud.Loadbalancer(properties={"name": "lb"}))
    [card] = nics.datacenters_servers_nics_get(*place).items
    done(api.datacenters_loadbalancers_balancednics_post, center, balancer.id, ionoscloud.Nic(id=card.id))
    [balanced] = api.datacenters_loadbalancers_balancednics_get(center, balancer.id, depth=1).items
    address = api.datacenters_loadbalancers_find_by_id(center, balancer.id).properties.ip
    assert (balanced.id, balanced.properties.ips) == (card.id, [address])
    done(api.datacenters_loadbalancers_balancednics_delete, center, balancer.id, card.id)
    done(api.datacenters_loadbalancers_delete, center, balancer.id)


def test_cd_roms(client: Any, done: Callable[..., Any], place: tuple[str, str], sandbox: Sandbox) -> None:
    api, number = ionoscloud.ServersApi(client), sandbox.image("ubuntu:latest_iso")
    done(api.datacenters_servers_cdroms_post, *place, ionoscloud.Image(id=number))
    done(api.datacenters_servers_patch, *place, {"bootCdrom": {"id": number}})
    assert api.datacenters_servers_find_by_id(*place).properties.boot_cdrom.id == number
    assert api.datacenters_servers_cdroms_find_by_id(*place, number).properties.image_type == "CDROM"
    done(api.datacenters_servers_cdroms_delete, *place, number)
    assert api.datacenters_servers_cdroms_get(*place).items == []


def test_labels_answer_at_once(client: Any, place: tuple[str, str]) -> None:
    api = ionoscloud.LabelsApi(client)
    label = ionoscloud.LabelResource(properties=ionoscloud.LabelResourceProperties(key="role", value="web"))
    _made, status, headers = api.datacenters_servers_labels_post_with_http_info(*place, label)
    assert (status, "Location" in headers) == (201, False)
    other = ionoscloud.LabelResource(properties=ionoscloud.LabelResourceProperties(key="role", value="db"))
    assert api.datacenters_servers_labels_put(*place, "role", other).properties.value == "db"
    [found] = api.labels_get(depth=1).items
    assert (found.properties.resource_id, found.properties.resource_type) == (place[1], "server")
    assert api.labels_find_by_urn(found.id).properties.value == "db"
    api.datacenters_servers_labels_delete(*place, "role")
    assert api.datacenters_servers_labels_get(*place).items == []


def test_what_everybody_is_offered(client: Any) -> None:
    images = ionoscloud.ImagesApi(client).images_get(depth=1).items
    assert all(image.properties.public for image in images)
    assert ionoscloud.ImagesApi(client).images_find_by_id(images[0].id).id == images[0].id
    places = ionoscloud.LocationsApi(client)
    assert places.locations_find_by_region_id_and_id("de", "fra").properties.name == "frankfurt"
    assert {place.id for place in places.locations_find_by_region_id("us").items} == {"us/ewr", "us/las"}
    assert "gb/lhr" in [place.id for place in places.locations_get().items]
    assert ionoscloud.TemplatesApi(client).templates_get(depth=1).items[0].properties.cores == 1


def test_contracts_users_groups_and_keys(client: Any, done: Callable[..., Any], place: tuple[str, str]) -> None:
    contract = ionoscloud.ContractResourcesApi(client).contracts_get(depth=1).items[0].properties
    assert (contract.contract_number, contract.resource_limits.cores_provisioned) == (31000001, 2)
    people, keys = ionoscloud.UserManagementApi(client), ionoscloud.UserS3KeysApi(client)
    wanted = ionoscloud.UserPropertiesPost(firstname="A", lastname="B", email="a@example.com", password="secret123")
    user = done(people.um_users_post, ionoscloud.UserPost(properties=wanted))
    group = done(people.um_groups_post, ionoscloud.Group(properties={"name": "g", "createDataCenter": True}))
    assert people.um_groups_find_by_id(group.id).properties.create_data_center is True
    done(people.um_groups_users_post, group.id, ionoscloud.User(id=user.id))
    assert [member.id for member in people.um_groups_users_get(group.id).items] == [user.id]
    assert [found.id for found in people.um_users_groups_get(user.id).items] == [group.id]
    share = ionoscloud.GroupShare(properties=ionoscloud.GroupShareProperties(edit_privilege=True))
    done(people.um_groups_shares_post, group.id, place[0], share)
    shared = people.um_groups_shares_find_by_resource_id(group.id, place[0])
    assert (shared.properties.edit_privilege, shared.properties.share_privilege) == (True, False)
    assert [found.id for found in people.um_groups_resources_get(group.id).items] == [place[0]]
    assert [found.id for found in people.um_resources_find_by_type("datacenter").items] == [place[0]]
    key = done(keys.um_users_s3keys_post, user.id)
    assert keys.um_users_s3keys_get(user.id, depth=1).items[0].properties.secret_key == key.properties.secret_key
    done(keys.um_users_s3keys_delete, user.id, key.id)
    done(people.um_groups_shares_delete, group.id, place[0])
    done(people.um_groups_users_delete, group.id, user.id)
    done(people.um_groups_delete, group.id)
    done(people.um_users_delete, user.id)
    assert len(people.um_users_get().items) == 1


def test_requests_can_be_listed_and_filtered(client: Any, place: tuple[str, str]) -> None:
    api = ionoscloud.RequestsApi(client)
    newest, *_others = api.requests_get(depth=2).items
    assert (newest.properties.method, newest.metadata.request_status.metadata.status) == ("POST", "DONE")
    assert api.requests_find_by_id(newest.id).properties.url.endswith("/servers")
    assert len(api.requests_get(filter_status="DONE").items) == 3
    assert api.requests_get(filter_status="FAILED").items == []


def test_a_failed_request_is_an_error(client: Any, done: Callable[..., Any], sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/datacenters", "fails")
    wanted = ionoscloud.Datacenter(properties={"location": "de/fra"})
    with pytest.raises(ApiFailedRequest) as failed:
        done(ionoscloud.DataCentersApi(client).datacenters_post, wanted)
    assert "[VDC-5-0] An unexpected error occurred" in str(failed.value)
    assert ionoscloud.DataCentersApi(client).datacenters_get().items == []
