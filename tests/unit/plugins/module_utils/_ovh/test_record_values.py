# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The data of DNS records: what means the same is the same, and nothing else is."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.domain.values import canonical


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("A", "192.0.2.1", " 192.0.2.1 "),
        ("AAAA", "2001:DB8:0:0::1", "2001:db8::1"),
        ("CNAME", "WWW", "www.example.com."),
        ("CNAME", "@", "example.com."),
        ("MX", "010  Mail.Example.Net.", "10 mail.example.net."),
        ("SRV", "0 5 5060 sip", "0  5  5060 sip.example.com."),
        ("TXT", "v=spf1 -all", '"v=spf1 -all"'),
        ("TXT", 'say "hi"', '"say \\"hi\\""'),
        ("TXT", "one two", '"one " "two"'),
        ("DKIM", "v=DKIM1; p=AAAABBBB", '"v=DKIM1; p=AAAA" "BBBB"'),
        ("CAA", "0 ISSUE letsencrypt.org", '0 issue "letsencrypt.org"'),
        ("TLSA", "3 1 1 AB12 CD34", "3 1 1 ab12cd34"),
        ("HTTPS", "1 .  alpn=h3", "1 . alpn=h3"),
        ("LOC", "52  22 23.000 N 4 53 32.000 E", "52 22 23.000 N 4 53 32.000 E"),
    ],
)
def test_what_means_the_same_has_one_form(kind: str, one: str, other: str) -> None:
    assert canonical(kind, one, "example.com") == canonical(kind, other, "example.com")


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("TXT", "v=A", "v=a"),
        ("TXT", "one two", "one  two"),
        ("CNAME", "www.example.net", "www.example.net."),
        ("MX", "10 mail", "20 mail"),
        ("CAA", '0 issue "a.org"', '128 issue "a.org"'),
    ],
)
def test_what_means_something_else_has_another(kind: str, one: str, other: str) -> None:
    assert canonical(kind, one, "example.com") != canonical(kind, other, "example.com")


@pytest.mark.parametrize(
    ("kind", "value"),
    [("A", "2001:db8::1"), ("A", ""), ("AAAA", "192.0.2.1"), ("MX", "mail"), ("SRV", "0 5 sip"), ("CAA", "issue a b")],
)
def test_what_a_record_cannot_say_is_an_error(kind: str, value: str) -> None:
    with pytest.raises(ValueError, match="is "):
        canonical(kind, value, "example.com")
