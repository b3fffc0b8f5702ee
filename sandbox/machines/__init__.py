# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small Linux machines made of namespaces, with disks, addresses and an SSH server. They know no provider.

``Host`` is the way in. What a machine is made of ends with the process that made it: its processes, its mounts and
its network live in namespaces that the kernel takes away with the last process in them, and the first process of
each ends when the pipe to its maker closes. Only disks are files, and stay.
"""
