# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that speaks the OVHcloud API (/1.0, and what of /v2 is told in docs/sandbox-ovh.md).

A call is let in by ``identity`` (signature, consumer key and its rules, or a token), goes through ``lists`` (batches,
expanded lists) to the handler in the file named after the thing, which works with a ``call``. What takes time is told
in advance as ``stages``. Things are documents whose keys are the API's; keys that begin with ``_`` are never shown.
"""

from __future__ import annotations
