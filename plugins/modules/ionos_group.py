#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_group
short_description: Manages a group of users of an IONOS Cloud contract
version_added: 0.1.0
description:
  - Manages one group of users. It says what they may do, who they are, and which data centres, images, snapshots and IP
    blocks are shared with them.
  - The account of the task must be the owner of the contract, or an administrator. Of rights that are not set, a new
    group has none, and an existing one keeps what it has.
  - M(boxfleet.cloud.ionos_info) lists groups, users, and what can be shared.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  name:
    description:
      - Name of the group. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name. Where there are
        several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing group. Asking by id is cheaper for the service than asking by name.
    type: str
  create_datacenter:
    description: Whether its users may create data centres.
    type: bool
  create_snapshot:
    description: Whether its users may make snapshots.
    type: bool
  reserve_ip:
    description: Whether its users may reserve IP blocks.
    type: bool
  access_activity_log:
    description: Whether its users may read the log of what was done.
    type: bool
  create_pcc:
    description: Whether its users may create cross connects.
    type: bool
  s3_privilege:
    description: Whether its users may use object storage.
    type: bool
  create_backup_unit:
    description: Whether its users may create backup units.
    type: bool
  create_internet_access:
    description: Whether its users may have LANs lead to the Internet.
    type: bool
  create_k8s_cluster:
    description: Whether its users may create Kubernetes clusters.
    type: bool
  create_flow_log:
    description: Whether its users may create flow logs.
    type: bool
  create_network_security_groups:
    description: Whether its users may create security groups.
    type: bool
  access_and_manage_monitoring:
    description: Whether its users may manage monitoring.
    type: bool
  access_and_manage_certificates:
    description: Whether its users may manage certificates.
    type: bool
  access_and_manage_dns:
    description: Whether its users may manage DNS.
    type: bool
  access_and_manage_ai_model_hub:
    description: Whether its users may manage the AI model hub.
    type: bool
  access_and_manage_api_gateway:
    description: Whether its users may manage API gateways.
    type: bool
  access_and_manage_cdn:
    description: Whether its users may manage the content delivery network.
    type: bool
  access_and_manage_iam_resources:
    description: Whether its users may manage identities and access.
    type: bool
  access_and_manage_kaas:
    description: Whether its users may manage Kafka clusters.
    type: bool
  access_and_manage_logging:
    description: Whether its users may manage logging.
    type: bool
  access_and_manage_network_file_storage:
    description: Whether its users may manage network file storage.
    type: bool
  access_and_manage_vpn:
    description: Whether its users may manage VPN gateways.
    type: bool
  manage_dbaas:
    description: Whether its users may manage databases.
    type: bool
  manage_dataplatform:
    description: Whether its users may manage data platforms.
    type: bool
  manage_registry:
    description: Whether its users may manage container registries.
    type: bool
  users:
    description:
      - Users in the group, by id or e-mail address. Those not listed stay, unless O(purge_users) is set.
      - To look at users takes a call of its own, made only where they are asked for.
    type: list
    elements: str
  purge_users:
    description: Whether users that are not in O(users) are taken out of the group. They go on to exist.
    type: bool
    default: false
  shares:
    description:
      - What is shared with the group. What is not listed stays shared, unless O(purge_shares) is set.
      - To look at shares takes a call of its own, made only where they are asked for.
    type: list
    elements: dict
    suboptions:
      resource:
        description: The data centre, image, snapshot or IP block, by id or name.
        type: str
        required: true
      type:
        description: What it is. Needed where several have the name.
        type: str
        choices: [datacenter, image, snapshot, ipblock]
      edit_privilege:
        description: Whether the group may change it.
        type: bool
        default: false
      share_privilege:
        description: Whether the group may share it with others.
        type: bool
        default: false
  purge_shares:
    description: Whether what is not in O(shares) is shared no longer.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists groups, users, and what can be shared.
  - module: boxfleet.cloud.ionos_user
"""

EXAMPLES = r"""
- name: Those who run the shop may change it, and make snapshots
  boxfleet.cloud.ionos_group:
    name: operators
    create_snapshot: true
    users: [user@example.com]
    purge_users: true
    shares:
      - {resource: shop, type: datacenter, edit_privilege: true}

- name: The group is not needed any more
  boxfleet.cloud.ionos_group:
    name: operators
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_group
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(add_user), V(remove_user), V(add_share), V(update_share), V(remove_share) and
      V(delete).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_group
# generated: diff
diff:
  description: What was changed, in check mode what would be. Ansible shows it with C(--diff).
  returned: success
  type: dict
  contains:
    before:
      description: What the task compares, as it was.
      type: dict
    after:
      description: The same as it is at the end, in check mode as it would be.
      type: dict
    prepared:
      description: A line with RV(actions), empty if there are none.
      type: str
      sample: "actions: create, start\n"
# end: diff
# generated: api_calls
api_calls:
  description: The calls to the API that the task made, without secrets.
  returned: at verbosity 3 and above
  type: list
  elements: dict
  contains:
    verb:
      description: HTTP verb.
      type: str
      sample: GET
    path:
      description: Path below the address of the service, without secrets.
      type: str
    status:
      description: HTTP status of the answer, V(null) if there was none.
      type: int
      sample: 200
    milliseconds:
      description: How long the call took.
      type: int
      sample: 12
# end: api_calls
group:
  description:
    - The group as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: group
    id:
      description: Id of the group.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the group.
      type: str
      sample: operators
    create_datacenter:
      description: Whether its users may create data centres.
      type: bool
    create_snapshot:
      description: Whether its users may make snapshots.
      type: bool
    reserve_ip:
      description: Whether its users may reserve IP blocks.
      type: bool
    access_activity_log:
      description: Whether its users may read the log of what was done.
      type: bool
    create_pcc:
      description: Whether its users may create cross connects.
      type: bool
    s3_privilege:
      description: Whether its users may use object storage.
      type: bool
    create_backup_unit:
      description: Whether its users may create backup units.
      type: bool
    create_internet_access:
      description: Whether its users may have LANs lead to the Internet.
      type: bool
    create_k8s_cluster:
      description: Whether its users may create Kubernetes clusters.
      type: bool
    create_flow_log:
      description: Whether its users may create flow logs.
      type: bool
    create_network_security_groups:
      description: Whether its users may create security groups.
      type: bool
    access_and_manage_monitoring:
      description: Whether its users may manage monitoring.
      type: bool
    access_and_manage_certificates:
      description: Whether its users may manage certificates.
      type: bool
    access_and_manage_dns:
      description: Whether its users may manage DNS.
      type: bool
    access_and_manage_ai_model_hub:
      description: Whether its users may manage the AI model hub.
      type: bool
    access_and_manage_api_gateway:
      description: Whether its users may manage API gateways.
      type: bool
    access_and_manage_cdn:
      description: Whether its users may manage the content delivery network.
      type: bool
    access_and_manage_iam_resources:
      description: Whether its users may manage identities and access.
      type: bool
    access_and_manage_kaas:
      description: Whether its users may manage Kafka clusters.
      type: bool
    access_and_manage_logging:
      description: Whether its users may manage logging.
      type: bool
    access_and_manage_network_file_storage:
      description: Whether its users may manage network file storage.
      type: bool
    access_and_manage_vpn:
      description: Whether its users may manage VPN gateways.
      type: bool
    manage_dbaas:
      description: Whether its users may manage databases.
      type: bool
    manage_dataplatform:
      description: Whether its users may manage data platforms.
      type: bool
    manage_registry:
      description: Whether its users may manage container registries.
      type: bool
    users:
      description: The users in it, each with C(id) and C(email), V(null) if the task does not ask for them.
      type: list
      elements: dict
    shares:
      description:
        - What is shared with it, each with C(id), C(edit_privilege) and C(share_privilege), V(null) if the task does
          not ask for it.
      type: list
      elements: dict
    # end: group
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK


def main():
    run_module(GROUP_TASK)


if __name__ == "__main__":
    main()
