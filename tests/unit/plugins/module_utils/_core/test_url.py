# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a secret may be sent, and what an address must look like."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.url import checked_url, host_of, is_loopback, path_of


@pytest.mark.parametrize(
    "url",
    ["http://localhost:80", "http://LOCALHOST", "http://127.0.0.1", "http://127.9.9.9:8080/x", "http://[::1]:8080"],
)
def test_this_machine_may_be_asked_over_plain_http(url: str) -> None:
    assert is_loopback(url)
    assert checked_url("api_url", url) == url


@pytest.mark.parametrize(
    "host",
    [
        "evil-localhost",
        "notlocalhost",
        "api.localhost",
        "localhost.example.com",
        "localhost.",
        "127.0.0.1.example.com",
        "127.1",
        "2130706433",
        "0.0.0.0",
        "10.0.0.1",
        "[::]",
        "[::ffff:10.0.0.1]",
        "[fe80::1]",
    ],
)
def test_any_other_host_is_asked_over_tls_alone(host: str) -> None:
    assert not is_loopback(f"http://{host}")
    with pytest.raises(InvalidInput, match=r"api_url: .*must use https"):
        checked_url("api_url", f"http://{host}:80/x")
    assert checked_url("api_url", f"https://{host}:80/x") == f"https://{host}:80/x"


@pytest.mark.parametrize("end", ["#token", "/#", "/v1#a", "?token=a", "/?", "#", "?"])
def test_an_address_ends_before_a_query_or_a_fragment(end: str) -> None:
    with pytest.raises(InvalidInput, match="api_url: must end before any"):
        checked_url("api_url", f"https://api.example.com{end}")


@pytest.mark.parametrize("user", ["me@", "me:secret@", ":secret@", "@"])
def test_a_password_in_an_address_is_refused_and_not_shown(user: str) -> None:
    with pytest.raises(InvalidInput, match="api_url: must not hold a user name or password") as caught:
        checked_url("api_url", f"https://{user}api.example.com")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "https://",
        "https:///v1",
        "https://:443",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "https://api.example.com:0",
        "https://api.example.com:99999",
        "https://api.example.com:x",
        "https://a..b",
        "https://.example.com",
        f"https://{'a' * 64}.example.com",
        "https://" + ".".join(["a" * 60] * 5),
        "https://-a.example.com",
        "https://a_-.example.com",
        "https://a%2eb",
        "https://a\\b",
        "https://a b.example.com",
        "https://api.example.com/a b",
        "https://api.example.com/\x1b[31m",
        "https://api.example.com\n.evil.example",
        "https://[::1",
        "https://[1.2.3.4]",
        "https://" + "\u00e4" * 64,
        "https://\u2024.example.com",
    ],
)
def test_what_is_no_address_is_refused_with_the_name_of_the_option(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"^api_url: "):
        checked_url("api_url", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://b\u00fccher.example",
        "https://xn--bcher-kva.example",
        f"https://{'a' * 63}.example",
        "https://a_b.example",
    ],
)
def test_names_that_can_be_resolved_are_taken(url: str) -> None:
    assert checked_url("api_url", url) == url


def test_only_the_path_that_is_known_may_be_there_and_need_not() -> None:
    for url in ("https://a.example", "https://a.example/", "https://a.example/cloudapi/v6/"):
        assert checked_url("api_url", url, "/cloudapi/v6") == url.rstrip("/")
    with pytest.raises(InvalidInput, match=r"must end with the host or with /cloudapi/v6; it goes on with /v5"):
        checked_url("api_url", "https://a.example/v5", "/cloudapi/v6")
    with pytest.raises(InvalidInput, match="must end with the host; it goes on with /v5"):
        checked_url("api_url", "https://a.example/v5", "")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=30) | st.text(max_size=30).map("https://{}".format) | st.text(max_size=30).map("http://{}".format)
)
def test_any_text_is_taken_or_refused_and_plain_http_never_leaves_the_machine(url: str) -> None:
    try:
        taken = checked_url("api_url", url)
    except InvalidInput:
        return
    assert taken.startswith("https://") or is_loopback(taken)
    assert host_of(taken)


def test_a_segment_of_a_path_stays_one_whatever_is_in_it() -> None:
    assert path_of("v1", "servers", "a/b?c#ü", 7) == "/v1/servers/a%2Fb%3Fc%23%C3%BC/7"


def test_what_names_no_machine_is_not_this_one() -> None:
    for url in ("", "http:///x", "/x", "localhost", "http://user@/"):
        assert not is_loopback(url)
