# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access rules that each module needs: to look, and for each of its actions."""

from __future__ import annotations

from .rights import Needs

_ZONE = Needs(
    ("GET /domain/zone/{zone}/record", "GET /domain/zone/{zone}/record/*", "GET /domain/zone/{zone}/status"),
    {
        "create": ("POST /domain/zone/{zone}/record",),
        "update": ("PUT /domain/zone/{zone}/record/*",),
        "delete": ("DELETE /domain/zone/{zone}/record/*",),
        "refresh": ("POST /domain/zone/{zone}/refresh",),
    },
)
# A project that is not named by its id is looked for.
_BY_NAME = ("GET /cloud/project",)
_POWER = ("start", "stop", "shelve", "unshelve", "resume", "resize", "reinstall")
_INSTANCE = Needs(
    ("GET /cloud/project/{project}/instance", "GET /cloud/project/{project}/instance/*"),
    {
        "create": ("POST /cloud/project/{project}/instance",),
        "update": ("PUT /cloud/project/{project}/instance/*",),
        "delete": ("DELETE /cloud/project/{project}/instance/*",),
        **{name: (f"POST /cloud/project/{{project}}/instance/*/{name}",) for name in _POWER},
        **dict.fromkeys(("rescue", "unrescue"), ("POST /cloud/project/{project}/instance/*/rescueMode",)),
        "activate_monthly_billing": ("POST /cloud/project/{project}/instance/*/activeMonthlyBilling",),
    },
    (
        *_BY_NAME,
        *("GET /cloud/project/{project}/flavor", "GET /cloud/project/{project}/image"),
        *("GET /cloud/project/{project}/snapshot", "GET /cloud/project/{project}/network/*"),
        *("GET /cloud/project/{project}/sshkey", "GET /cloud/project/{project}/sshkey/*"),
        *("GET /cloud/project/{project}/volume", "GET /cloud/project/{project}/volume/*"),
    ),
)
_SERVER = ("GET /dedicated/server/{server}", "GET /dedicated/server/{server}/*")

NEEDS: dict[str, Needs] = {
    "ovh_dedicated_reinstall": Needs(
        _SERVER,
        {"reinstall": ("POST /dedicated/server/{server}/reinstall",)},
    ),
    "ovh_dedicated_server": Needs(
        _SERVER,
        {
            "update": ("PUT /dedicated/server/{server}",),
            "rename": ("PUT /service/*",),
            "burst": ("PUT /dedicated/server/{server}/burst",),
            "reboot": ("POST /dedicated/server/{server}/reboot",),
        },
    ),
    "ovh_domain_record": _ZONE,
    "ovh_domain_zone": _ZONE,
    "ovh_ip": Needs(
        ("GET /ip/{block}", "GET /ip/{block}/*"),
        {
            "move": ("POST /ip/{block}/move",),
            "park": ("POST /ip/{block}/park",),
            "update": ("PUT /ip/{block}",),
            "set_reverse": ("POST /ip/{block}/reverse",),
            "delete_reverse": ("DELETE /ip/{block}/reverse/*",),
        },
    ),
    "ovh_vps": Needs(
        ("GET /vps/{vps}", "GET /vps/{vps}/*"),
        {
            "update": ("PUT /vps/{vps}",),
            "netboot": ("PUT /vps/{vps}",),
            **{name: (f"POST /vps/{{vps}}/{name}",) for name in ("start", "stop", "reboot")},
            "reinstall": ("POST /vps/{vps}/rebuild",),
            "reinstall_from_template": ("POST /vps/{vps}/reinstall",),
            "snapshot": ("POST /vps/{vps}/createSnapshot",),
            "describe_snapshot": ("PUT /vps/{vps}/snapshot",),
            "delete_snapshot": ("DELETE /vps/{vps}/snapshot",),
            "revert_snapshot": ("POST /vps/{vps}/snapshot/revert",),
        },
    ),
    "ovh_info": Needs(
        (
            *("GET /me", "GET /me/bill", "GET /me/bill/*", "GET /me/sshKey", "GET /me/sshKey/*"),
            *("GET /me/api/credential", "GET /me/api/credential/*", "GET /me/api/application"),
            *("GET /me/api/application/*", "GET /cloud/project", "GET /cloud/project/*"),
            *("GET /dedicated/server", "GET /dedicated/server/*", "GET /vps", "GET /vps/*", "GET /ip", "GET /ip/*"),
            *("GET /domain/zone", "GET /domain/zone/*"),
        ),
        {},
    ),
    "ovh_ssh_key": Needs(
        ("GET /cloud/project/{project}/sshkey", "GET /cloud/project/{project}/sshkey/*"),
        {
            "create": ("POST /cloud/project/{project}/sshkey",),
            "delete": ("DELETE /cloud/project/{project}/sshkey/*",),
        },
        _BY_NAME,
    ),
    "ovh_instance": _INSTANCE,
    "ovh_instances": _INSTANCE,
    "ovh_instance_snapshot": Needs(
        (
            *("GET /cloud/project/{project}/snapshot", "GET /cloud/project/{project}/snapshot/*"),
            *("GET /cloud/project/{project}/instance", "GET /cloud/project/{project}/instance/*"),
        ),
        {
            "create": ("POST /cloud/project/{project}/instance/*/snapshot",),
            "delete": ("DELETE /cloud/project/{project}/snapshot/*",),
        },
        _BY_NAME,
    ),
    "ovh_volume": Needs(
        (
            *("GET /cloud/project/{project}/volume", "GET /cloud/project/{project}/volume/*"),
            *("GET /cloud/project/{project}/instance", "GET /cloud/project/{project}/instance/*"),
        ),
        {
            "create": ("POST /cloud/project/{project}/volume",),
            "update": ("PUT /cloud/project/{project}/volume/*",),
            "upsize": ("POST /cloud/project/{project}/volume/*/upsize",),
            "attach": ("POST /cloud/project/{project}/volume/*/attach",),
            "detach": ("POST /cloud/project/{project}/volume/*/detach",),
            "delete": ("DELETE /cloud/project/{project}/volume/*",),
        },
        _BY_NAME,
    ),
    "ovh_private_network": Needs(
        ("GET /cloud/project/{project}/network/private", "GET /cloud/project/{project}/network/private/*"),
        {
            "create": ("POST /cloud/project/{project}/network/private",),
            "update": ("PUT /cloud/project/{project}/network/private/*",),
            "join_region": ("POST /cloud/project/{project}/network/private/*/region",),
            "create_subnet": ("POST /cloud/project/{project}/network/private/*/subnet",),
            "delete_subnet": ("DELETE /cloud/project/{project}/network/private/*/subnet/*",),
            "delete": ("DELETE /cloud/project/{project}/network/private/*",),
        },
        _BY_NAME,
    ),
    "ovh_failover_ip": Needs(
        (
            *("GET /cloud/project/{project}/ip/failover", "GET /cloud/project/{project}/ip/failover/*"),
            *("GET /cloud/project/{project}/instance", "GET /cloud/project/{project}/instance/*"),
        ),
        {"attach": ("POST /cloud/project/{project}/ip/failover/*/attach",)},
        _BY_NAME,
    ),
}
