# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What else is refused, and with which words; and the names of the rights that are missing."""

from __future__ import annotations

from typing import Any

import pytest
from ovh_account import APPLICATION, KEY, Sandbox, segment

from sandbox.ovh.actions import action


@pytest.mark.parametrize(
    ("verb", "path", "name"),
    [
        ("GET", "/me/sshKey/{item}", "account:apiovh:me/sshKey/get"),
        ("POST", "/domain/zone/{service}/record", "dnsZone:apiovh:record/create"),
        ("PUT", "/domain/zone/{service}/record/{item}", "dnsZone:apiovh:record/edit"),
        ("DELETE", "/domain/zone/{service}/record/{item}", "dnsZone:apiovh:record/delete"),
        ("POST", "/domain/zone/{service}/refresh", "dnsZone:apiovh:refresh"),
        ("GET", "/dedicated/server/{service}", "dedicatedServer:apiovh:get"),
        ("PUT", "/dedicated/server/{service}", "dedicatedServer:apiovh:put"),
        ("PUT", "/ip/{service}", "ip:apiovh:edit"),
        ("PUT", "/dedicated/server/{service}/burst", "dedicatedServer:apiovh:burst/edit"),
        ("POST", "/dedicated/server/{service}/reboot", "dedicatedServer:apiovh:reboot"),
        ("POST", "/cloud/project/{service}/instance/bulk", "publicCloudProject:apiovh:instance/bulk/create"),
        ("POST", "/cloud/project/{service}/instance/{item}/start", "publicCloudProject:apiovh:instance/start"),
        (
            "POST",
            "/cloud/project/{service}/instance/{item}/rescueMode",
            "publicCloudProject:apiovh:instance/rescueMode/create",
        ),
        ("POST", "/ip/{service}/move", "ip:apiovh:move"),
        ("POST", "/ip/{service}/reverse", "ip:apiovh:reverse/create"),
        ("GET", "/vps/{service}/tasks/{item}", "vps:apiovh:tasks/get"),
    ],
)
def test_actions(verb: str, path: str, name: str) -> None:
    assert action(verb, path) == name


def test_of_credentials(sandbox: Sandbox) -> None:
    rules = [{"method": "GET", "path": "/me"}]
    asked = {"X-Ovh-Application": APPLICATION}
    for more, field in (({"redirection": 1}, "redirection"), ({"allowedIPs": ["x"]}, "allowedIPs")):
        body = {"accessRules": rules, **more}
        response = sandbox.session.post(f"{sandbox.url}/1.0/auth/credential", json=body, headers=asked)
        assert (response.status_code, response.json()["message"].rpartition(": ")[2]) == (400, field)
    made = sandbox.session.post(f"{sandbox.url}/1.0/auth/credential", json={"accessRules": rules}, headers=asked).json()
    assert sandbox.session.get(made["validationUrl"] + "&duration=long").status_code == 400
    number = sandbox.get("/me/api/credential")[-1]
    assert sandbox.ok("DELETE", f"/me/api/credential/{number}") is None
    assert sandbox.session.get(made["validationUrl"]).status_code == 404
    broken = {"Authorization": "Basic !!!"}
    form = {"grant_type": "client_credentials"}
    assert sandbox.session.post(f"{sandbox.url}/auth/oauth2/token", data=form, headers=broken).status_code == 401
    assert sandbox.session.get(f"{sandbox.url}/me").json()["message"] == "Got an invalid (or empty) URL"


def test_of_the_account(sandbox: Sandbox) -> None:
    assert sandbox.words(400, "GET", "/me/bill?date.from=yesterday").endswith(": date.from")
    body = {"keyName": "me", "key": KEY}
    sandbox.ok("POST", "/me/sshKey", body)
    assert "already exists" in sandbox.words(409, "POST", "/me/sshKey", body)
    assert sandbox.words(400, "POST", "/me/sshKey", {"keyName": " ", "key": KEY}).endswith(": keyName")
    assert (
        sandbox.words(404, "GET", "/v2/iam/resource/urn") == "The requested object (resourceURN = urn) does not exist"
    )
    urn = segment(sandbox.get("/v2/iam/resource")[0]["urn"])
    assert sandbox.words(400, "PUT", f"/v2/iam/resource/{urn}", {"tags": {"a": 1}}).endswith(": tags")
    number = sandbox.get(f"/vps/{sandbox.get('/vps')[0]}/serviceInfos")["serviceId"]
    assert sandbox.words(400, "PUT", f"/service/{number}", {"resource": {}}).endswith(": resource")
    for tags in ("[]", '{"a": 1}', '{"a": [{"operator": "X"}]}'):
        assert sandbox.words(400, "GET", f"/vps?iamTags={segment(tags)}").endswith(": iamTags")


def test_of_instances(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    same = sandbox.get(path)["flavor"]["id"]
    assert sandbox.words(400, "POST", f"{path}/resize", {"flavorId": same}).endswith(": flavorId")
    body: Any = {"rescue": True, "imageId": "x"}
    assert sandbox.words(400, "POST", f"{path}/rescueMode", body).endswith(": imageId")
    sandbox.fault("POST", "*/rescueMode", "lenient_states")
    assert sandbox.ok("POST", f"{path}/rescueMode", {"rescue": False}) == {"adminPassword": None}
    assert sandbox.ok("POST", f"{path}/vnc")["type"] == "novnc"
    assert sandbox.ok("POST", f"{path}/applicationAccess") == {"status": "ok", "accesses": []}
    sandbox.ok("DELETE", path)
    assert "being deleted" in sandbox.words(409, "DELETE", path)
    sandbox.fault("POST", "*/snapshot", "lenient_states")
    assert sandbox.ok("POST", f"{path}/snapshot", {"snapshotName": "s"}) is None
    assert sandbox.get(f"{sandbox.project}/snapshot") == []


def test_other_ways_to_refuse(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    sandbox.fault("POST", "*/start", "states_are_400")
    assert "Cannot 'start'" in sandbox.words(400, "POST", f"{path}/start")
    for field in ("flavorId", "imageId", "sshKeyId"):
        sandbox.fault("POST", "*/instance", "ids_are_404")
        body = sandbox.instance_body(**{field: "x"})
        words = f"The requested object ({field} = x) does not exist"
        assert sandbox.words(404, "POST", f"{sandbox.project}/instance", body) == words


def test_of_volumes(sandbox: Sandbox) -> None:
    base = f"{sandbox.project}/volume"
    body = {"region": "GRA11", "size": 10, "type": "classic"}
    windows = sandbox.image("Windows Server 2022 Standard (Core)")
    assert sandbox.words(400, "POST", base, {**body, "imageId": windows}).endswith(": size")
    assert sandbox.words(400, "POST", base, {**body, "snapshotId": "x"}).endswith(": snapshotId")
    path = f"{base}/{sandbox.ok('POST', base, {**body, 'imageId': sandbox.image()})['id']}"
    key = path.rpartition("/")[2]
    boots = sandbox.instance_body(volumeId=key)
    assert "is creating" in sandbox.words(409, "POST", f"{sandbox.project}/instance", boots)
    sandbox.settle()
    snapshot = sandbox.ok("POST", f"{path}/snapshot")["id"]
    assert "is creating" in sandbox.words(409, "DELETE", f"{base}/snapshot/{snapshot}")
    sandbox.settle()
    small = {**body, "size": 5, "snapshotId": snapshot}
    assert sandbox.words(400, "POST", base, small).endswith(": size")
    several = f"{base}/{sandbox.ok('POST', base, {**body, 'type': 'classic-multiattach'})['id']}"
    first, second = (sandbox.instance().rpartition("/")[2] for _ in range(2))
    for instance in (first, second):
        sandbox.ok("POST", f"{several}/attach", {"instanceId": instance})
        sandbox.settle()
    assert "already" in sandbox.words(409, "POST", f"{several}/attach", {"instanceId": first})
    far = sandbox.instance("SBG5").rpartition("/")[2]
    assert sandbox.words(400, "POST", f"{several}/attach", {"instanceId": far}).endswith(": instanceId")
    sandbox.ok("POST", f"{several}/detach", {"instanceId": first})
    sandbox.settle()
    assert sandbox.get(several)["attachedTo"] == [second]
    assert "not attached" in sandbox.words(400, "POST", f"{several}/detach", {"instanceId": first})
    starting = sandbox.ok("POST", f"{sandbox.project}/instance", sandbox.instance_body())["id"]
    assert "is BUILD" in sandbox.words(409, "POST", f"{path}/attach", {"instanceId": starting})


def test_of_networks(sandbox: Sandbox) -> None:
    base = f"{sandbox.project}/network/private"
    path = f"{base}/{sandbox.ok('POST', base, {'name': 'n', 'regions': ['GRA11']})['id']}"
    assert "BUILDING" in sandbox.words(409, "POST", f"{path}/region", {"region": "SBG5"})
    sandbox.settle()
    assert "already in" in sandbox.words(409, "POST", f"{path}/region", {"region": "GRA11"})
    subnet = {"network": "10.0.0.0/24", "start": "10.0.0.2", "end": "10.0.0.9", "dhcp": True, "noGateway": True}
    far = {**subnet, "region": "SBG5"}
    assert sandbox.words(400, "POST", f"{path}/subnet", far).endswith(": region")
    for wrong in ({"network": "x"}, {"start": "x"}):
        sandbox.refusal(400, "POST", f"{path}/subnet", {**subnet, "region": "GRA11", **wrong})
    made = sandbox.ok("POST", f"{path}/subnet", {**subnet, "region": "GRA11"})
    assert made["gatewayIp"] is None
    assert sandbox.words(404, "DELETE", f"{path}/subnet/x") == "The requested object (subnetId = x) does not exist"
    key = path.rpartition("/")[2]
    instance = sandbox.instance(networks=[{"networkId": key}])
    assert "in use" in sandbox.words(409, "DELETE", f"{path}/subnet/{made['id']}")
    assert "already" in sandbox.words(409, "POST", f"{instance}/interface", {"networkId": key})
    sandbox.ok("POST", f"{instance}/stop")
    assert "ACTIVE" in sandbox.words(409, "POST", f"{instance}/interface", {"networkId": key})
    sandbox.ok("DELETE", instance)
    sandbox.settle()
    sandbox.ok("DELETE", path)
    assert "being deleted" in sandbox.words(409, "DELETE", path)
    body = {
        "name": "web",
        "flavor": {"id": sandbox.flavor()},
        "bootFrom": {"imageId": sandbox.image()},
        "billingPeriod": "hourly",
        "bulk": 1,
        "network": {"private": {"network": {}}},
    }
    assert sandbox.words(400, "POST", f"{sandbox.project}/region/GRA11/instance", body).endswith(": network")


def test_of_servers_and_vps(sandbox: Sandbox) -> None:
    server = f"/dedicated/server/{sandbox.get('/dedicated/server')[0]}"
    assert sandbox.words(404, "GET", f"{server}/boot/x") == "The requested object (bootId = x) does not exist"
    own_image = {"operatingSystem": "byoi_64", "customizations": {}}
    assert "imageURL" in sandbox.words(400, "POST", f"{server}/reinstall", own_image)
    new, old = (f"/vps/{name}" for name in sandbox.get("/vps"))
    assert sandbox.words(400, "POST", f"{new}/rebuild", {"imageId": "x"}).endswith(": imageId")
    assert sandbox.words(400, "POST", f"{old}/reinstall", {"templateId": 1}).endswith(": templateId")
    assert sandbox.words(404, "GET", f"{old}/templates/x") == "The requested object (id = x) does not exist"
    sandbox.ok("POST", "/me/sshKey", {"keyName": "me", "key": KEY})
    both = {"imageId": sandbox.get(f"{new}/images/available")[0], "sshKey": "me", "publicSshKey": KEY}
    assert "exclude" in sandbox.words(400, "POST", f"{new}/rebuild", both)
    sandbox.control("POST", "/change", type="vps", id=new.rpartition("/")[2], values={"_options": []})
    assert "option" in sandbox.words(403, "POST", f"{new}/createSnapshot")
