# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that come from a service, before they go anywhere: without secrets, and never taken for templates."""

from __future__ import annotations

from typing import Any

from ...module_utils._core.errors import NoUsableAnswer
from ...module_utils._core.redact import Redactor

try:
    from ansible.template import trust_as_template as _  # noqa: F401

    # Since ansible-core 2.19 no text is a template unless somebody says so.
    UntrustedText: Any = None
except ImportError:
    from ansible.utils.unsafe_proxy import AnsibleUnsafeText

    UntrustedText = AnsibleUnsafeText

# What Ansible does with variables goes down into them by calls within calls.
DEEPEST = 50


class Gate:
    """What a service said passes here before it goes anywhere: without secrets and control characters.

    It is used for many values with mostly the same texts in them, and remembers those that are harmless.
    """

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact
        self._harmless: set[str] = set()

    def __call__(self, value: Any) -> Any:
        """A value as JSON has them, fit to leave; nearly always the very same.

        :raises NoUsableAnswer: it is nested too deep for Ansible.
        """
        return value if self._may_pass(value, DEEPEST) else self._redact.value(value)

    def _may_pass(self, value: Any, levels: int) -> bool:
        kind = type(value)
        if kind is str:
            return value in self._harmless or self._is_harmless(value)
        if kind is not dict and kind is not list:
            return True
        if not levels:
            raise NoUsableAnswer(f"nested more than {DEEPEST} levels deep")
        passing = True
        if kind is dict:
            passing = self._harmless.issuperset(value) or all(self._is_harmless(key) for key in value)
            value = value.values()
        for item in value:
            # written out for texts, since there are so many
            if isinstance(item, str):
                if item not in self._harmless and not self._is_harmless(item):
                    passing = False
            elif not self._may_pass(item, levels - 1):
                passing = False
        return passing

    def _is_harmless(self, text: str) -> bool:
        if self._redact.suspicious(text):
            return False
        self._harmless.add(text)
        return True


def untrusted(value: Any, texts: dict[str, Any]) -> Any:
    """The value, a plain one out of JSON, such that Ansible takes no text in it for a template.

    Ansible's own wrap_var does the same, but takes several times as long.

    :param texts: the texts met so far, to have each only once.
    """
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
