# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that is measured, a provider each."""

from benchmarks.provider import Provider
from benchmarks.providers.ionos import IONOS
from benchmarks.providers.jiffybox import JIFFYBOX
from benchmarks.providers.ovh import OVH
from benchmarks.providers.pterodactyl import PTERODACTYL

PROVIDERS: tuple[Provider, ...] = (JIFFYBOX, IONOS, OVH, PTERODACTYL)
