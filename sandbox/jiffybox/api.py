# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every call of the API. API reference: the tables of each module."""

from __future__ import annotations

from sandbox._core.routes import Route

from . import backups, boxes, catalogue, contact_groups, doc, ips, monitoring

ROUTES = (
    Route("GET", "/jiffyBoxes", boxes.list_boxes),
    Route("POST", "/jiffyBoxes", boxes.create_box),
    Route("GET", "/jiffyBoxes/{id}", boxes.get_box),
    Route("POST", "/jiffyBoxes/{id}", boxes.copy_box),
    Route("PUT", "/jiffyBoxes/{id}", boxes.change_box),
    Route("DELETE", "/jiffyBoxes/{id}", boxes.delete_box),
    Route("GET", "/backups", backups.list_backups),
    Route("GET", "/backups/{id}", backups.get_backups),
    Route("POST", "/backups/{id}", backups.switch_on),
    Route("PUT", "/backups/{id}", backups.change_schedule),
    Route("DELETE", "/backups/{id}", backups.switch_off),
    Route("POST", "/backups/{id}/manual", backups.make_manual),
    Route("POST", "/backups/{id}/{type}/{backup}", backups.restore),
    Route("DELETE", "/backups/{id}/{type}/{backup}", backups.delete_backup),
    Route("GET", "/plans", catalogue.list_plans),
    Route("GET", "/plans/{plan}", catalogue.get_plan),
    Route("GET", "/distributions", catalogue.list_distributions),
    Route("GET", "/distributions/{key}", catalogue.get_distribution),
    Route("GET", "/ips", ips.list_ips),
    Route("GET", "/ips/{id}", ips.get_ips),
    Route("PUT", "/ips/{id}/{ip}/move", ips.move_ip),
    Route("GET", "/monitoring", monitoring.list_checks),
    Route("POST", "/monitoring", monitoring.create_check),
    Route("GET", "/monitoring/{id}", monitoring.get_check),
    Route("POST", "/monitoring/{id}", monitoring.copy_check),
    Route("DELETE", "/monitoring/{id}", monitoring.delete_check),
    Route("GET", "/monitoring/{id}/status", monitoring.get_status),
    Route("GET", "/contactGroups", contact_groups.list_groups),
    Route("POST", "/contactGroups", contact_groups.create_group),
    Route("GET", "/contactGroups/{id}", contact_groups.get_group),
    Route("POST", "/contactGroups/{id}", contact_groups.copy_group),
    Route("PUT", "/contactGroups/{id}", contact_groups.change_group),
    Route("DELETE", "/contactGroups/{id}", contact_groups.delete_group),
    Route("GET", "/doc", doc.list_modules),
    Route("GET", "/doc/{module}", doc.get_module),
)
