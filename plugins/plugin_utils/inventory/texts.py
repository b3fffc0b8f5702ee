# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that come from a service, before they go anywhere: without secrets, and never taken for templates."""

from __future__ import annotations

import json
from typing import Any

from ...module_utils._core.errors import NoUsableAnswer
from ...module_utils._core.redact import Redactor

try:
    from ansible.template import trust_as_template as _  # noqa: F401

    # Since ansible-core 2.19 no text is a template unless somebody says so.
    UntrustedText: Any = None
except ImportError:
    from ansible.utils.unsafe_proxy import AnsibleUnsafeText as UntrustedText

# What Ansible does with variables goes down into them by calls within calls.
DEEPEST = 50


def fit_to_leave(value: Any, redact: Redactor) -> Any:
    """A value as JSON has them without secrets and control characters; nearly always the very same, looked at quickly.

    :raises NoUsableAnswer: it is nested too deep for Ansible.
    """
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise too_deep() from None
    if text.count("[") + text.count("{") > DEEPEST and deeper_than(value, DEEPEST):
        raise too_deep()
    return redact.value(value) if redact.suspicious(text) else value


def too_deep() -> NoUsableAnswer:
    return NoUsableAnswer(f"nested more than {DEEPEST} levels deep")


def deeper_than(value: Any, levels: int) -> bool:
    """Whether maps and lists lie within each other on more than so many levels."""
    layer = [value]
    for _level in range(levels + 1):
        layer = [item for outer in layer if isinstance(outer, (dict, list)) for item in _inside(outer)]
        if not layer:
            return False
    return True


def _inside(outer: Any) -> Any:
    return outer.values() if isinstance(outer, dict) else outer


def untrusted(value: Any, texts: dict[str, Any]) -> Any:
    """The value, a plain one out of JSON, such that Ansible takes no text in it for a template.

    Ansible's own wrap_var does the same, but takes several times as long.

    :param texts: the texts met so far, to have each only once.
    """
    if UntrustedText is None:
        return value
    kind = type(value)
    if kind is str:
        text = texts.get(value)
        if text is None:
            text = texts[value] = UntrustedText(value)
        return text
    if kind is dict:
        return {untrusted(key, texts): untrusted(item, texts) for key, item in value.items()}
    if kind is list:
        return [untrusted(item, texts) for item in value]
    return value
