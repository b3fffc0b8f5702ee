# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other forms that answers can have: for all requests by an option, for single ones by a fault.

Each is something that panels do too: another version, another setting of whoever runs it, or what nothing says.
"""

from __future__ import annotations

# What each form is, for --help and the documentation.
FORMS = {
    "jexactyl": "the fields and calls that Jexactyl 3 has more or less",
    "empty_lists": "empty maps come as []",
    "unordered": "lists that are not sorted come newest first",
    "local_times": "times of the client API are two hours ahead of UTC",
    "no_cache": "power states are read from the daemon every time, not every 20 seconds",
    "silent_daemon": "the daemon answers a look at the load with nothing: stopped",
    "debug": "errors tell where they happened, in source and meta.trace",
    "two_factor": "everybody needs two factors; who has one gets 400",
    "fixed_ports": "daemons listen where they did when their nodes were made, whatever daemon_listen says since",
    "server_identifiers": "the client API calls servers serv_… and takes their short identifiers besides",
    "server_limits": "new databases, subusers, schedules and ports, and restorations, are limited for each server",
    "auto_allocations": "owners may take ports of their own (network POST)",
    "news": "things have an attribute that nobody knows",
}
