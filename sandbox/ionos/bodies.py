# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in a body: JSON, or the fields of a form."""

from __future__ import annotations

from typing import Any

from sandbox._core.request import FORM, Request

from .errors import refused


def parsed(request: Request) -> dict[str, Any]:
    """The object that was sent. Raises Refused.

    Without a type it is JSON, as the first client sends it, and so is an object that says it is a form (curl).
    """
    if not request.body.strip():
        return {}
    if request.content_type == FORM and not request.body.lstrip().startswith(b"{"):
        return dict(request.form())
    if request.content_type not in ("", FORM, "text/plain") and "json" not in request.content_type:
        raise refused(415)
    try:
        sent = request.json()
    except ValueError:
        raise refused(400) from None
    if not isinstance(sent, dict):
        raise refused(400)
    return sent
