# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the service offers, kept for the time of a task."""

from __future__ import annotations

import threading

from .client import Client, Json


class Offer:
    """Plans and distributions, asked for when first needed and then never again, also with several threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._plans: dict[str, Json] | None = None
        self._distributions: dict[str, Json] | None = None

    @property
    def plans(self) -> dict[str, Json]:
        """All plans, id -> plan."""
        with self._lock:
            if self._plans is None:
                self._plans = self._client.get_plans()
            return self._plans

    @property
    def distributions(self) -> dict[str, Json]:
        """All distributions, key -> distribution."""
        with self._lock:
            if self._distributions is None:
                self._distributions = self._client.get_distributions()
            return self._distributions
