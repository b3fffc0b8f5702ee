# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other forms that answers can have: for all requests by an option, for single ones by a fault.

Without them the service speaks as it was recorded and documented. Each form is something that recordings, documents
or clients give reason to expect too.
"""

from __future__ import annotations

# What each form is, for --help and the documentation.
FORMS = {
    "lists_of_2021": "lists have neither offset, limit nor _links, and are whole, as recorded in 2021",
    "next_forever": "the last page of a list has a next page, itself",
    "clamped": "a limit that is too high counts as the highest one, instead of being refused",
    "no_retry_after": "429 comes without Retry-After",
    "no_targets": "a request does not say what it has made",
    "lenient": "unknown and read-only properties that are sent are ignored, instead of being refused",
    "open_ranges": "a range of ports that has only a start is that one port, instead of being refused",
    "password_echoed": "the 202 of a new volume shows its imagePassword too",
    "float_sizes": "sizes of volumes are numbers such as 10.0",
    "ssd_premium": "a volume of type SSD is shown as SSD Premium",
    "no_alias": "volumes have no imageAlias at all, instead of null",
    "zero_numbers": "the deviceNumber of a volume that is in no server is 0, instead of null",
    "shown_late": "lists have new things only when the request that makes them is done",
    "found_late": "a new thing is asked for by its id in vain until 30 s after the request that makes it is done",
    "forgotten_requests": "a request that is done cannot be read any more",
    "oldest_first": "the list of requests begins with the oldest",
    "no_queue": "the requests of a data center are carried out side by side",
    "calm_datacenters": "a data center is not BUSY when something inside it is",
    "enveloped_paths": "refusals of a PATCH name places such as (root).properties.size, instead of (root).size",
    "strict_power": "starting what runs and stopping what is stopped is refused, instead of changing nothing",
    "sparse": "properties that need not be there are null, but for names",
    "news": "things have a property that nobody knows",
}
