# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other forms that answers can have: for all requests by an option, for single ones by a fault.

Where nothing says how the service does it, the sandbox takes one way, and a form is the other.
"""

from __future__ import annotations

# What each form is, for --help and the documentation.
FORMS = {
    "new_errors": "errors are {class, message} and have no errorCode",
    "old_errors": "errors are {errorCode, httpCode, message} and have no class",
    "empty_voids": "a call that returns nothing has an empty body, instead of null",
    "no_content": "a call that returns nothing has status 204",
    "no_retry_after": "429 comes without Retry-After",
    "stale_is_signature": "a time that is off is refused as an invalid signature",
    "stale_is_key": "a time that is off is refused as an invalid application key",
    "strict_credential": "GET /auth/currentCredential needs an access rule too",
    "decoded_rules": "access rules are compared with the decoded path",
    "rules_see_query": "access rules are compared with the path and the query",
    "no_batches": "X-Ovh-Batch is ignored",
    "no_expanding": "X-Pagination-Mode is ignored, lists have ids",
    "cached_lists": "expanded lists are a cache, renewed only by Pragma: no-cache",
    "put_replaces": "what a PUT leaves out is emptied",
    "strict_bodies": "unknown and read-only fields of a body are refused",
    "polite_types": "a value of a wrong JSON type is named, instead of being called an invalid signature",
    "small_ram": "flavors tell their ram in GiB in lists too",
    "building": "a new instance has the status BUILDING, instead of BUILD",
    "same_names": "instances made in bulk all have the name that was sent, without a number",
    "early_addresses": "a new instance has its addresses at once",
    "late_addresses": "a new instance has its addresses a while after it is ACTIVE, instead of with it",
    "late_regions": "a private network shows a region that it joins only when it is there, instead of at once",
    "unrouted_null": "a failover address that no instance has is routed to null, instead of an empty text",
    "objects_only": "a call for one instance shows objects in place of ids, and not both",
    "unnamed_snapshot": "a call for a snapshot of an instance returns nothing, instead of its id",
    "snapshotting": "an instance of which a snapshot is made shows the status SNAPSHOTTING",
    "soft_deleted": "a deleted instance stays visible as SOFT_DELETED for a while",
    "states_are_400": "what does not fit the status of an instance or a volume is 400, instead of 409",
    "ids_are_404": "an id of a flavor, an image or a key that is none of the region is 404, instead of 400",
    "lenient_states": "actions that do not fit the status of an instance change nothing, instead of 409",
    "lenient_resize": "an instance can become one with a smaller disk",
    "online_upsize": "volumes of every type grow while they are attached",
    "same_records": "a zone can have the same record several times",
    "soa_listed": "the SOA of a zone is among its records",
    "apex_only": "an empty subDomain narrows the records to those of the apex",
    "null_apex": "the subDomain of a record of the apex is null, instead of empty",
    "bare_txt": "the target of a TXT record comes back without quotes if it was sent so",
    "bare_reverse": "a reverse is shown as it was sent, instead of with a final dot",
    "warned_zones": "a zone is never called deployed, since it has a warning",
    "new_record_ids": "a changed record has another id",
    "queued_refresh": "a refresh while another one runs waits its turn, instead of being refused",
    "no_snapshot_null": "a VPS without a snapshot answers null, instead of 404",
    "sparse": "fields that can be null are left out when they are",
    "news": "things have a field that nobody knows",
}
