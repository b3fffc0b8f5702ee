# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the API's objects look like, as far as anything here relies on it. Nearly any field may be null."""

from __future__ import annotations

from .._core.shape import anything, listing, mapping, maybe, record, text, whole

# Whatever it is, it has fields.
THING = mapping(anything)
NAME = text
MAYBE_THING = maybe(THING)
CREDENTIAL = record(
    {"status": text},
    {"rules": listing(record({}, {"method": text, "path": text})), "credentialId": whole, "allowedIPs": listing(text)},
)
NEW_CREDENTIAL = record({"consumerKey": text, "validationUrl": text}, {"state": text})
