# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of a run in Ansible's own process, and in the workers that it forks."""

from __future__ import annotations

# Whether the callback boxfleet.cloud.summary listens to results; it says so before the first worker is forked.
listening = False  # pylint: disable=invalid-name


def listen() -> None:
    """Say that somebody listens."""
    global listening
    listening = True
