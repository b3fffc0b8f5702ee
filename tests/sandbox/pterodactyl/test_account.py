# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One's own account: password, keys, second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

import pytest
from pterodactyl_account import USER, Sandbox

ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtLwOJdBhwKkZcBVqQlqCrTAVIUBQ3v4q2oUHh3aT0j web@example.com"


@pytest.fixture
def me(sandbox: Sandbox, user: Sandbox) -> Sandbox:
    """An ordinary user whose password is known."""
    sandbox.control("POST", "/password", user="user", password="old secret")
    return user


def test_who_one_is(me: Sandbox) -> None:
    shown = me.shown("/client/account")
    assert (shown["id"], shown["admin"], shown["username"], shown["language"]) == (USER, False, "user", "en")


def test_address_and_password(me: Sandbox) -> None:
    wrong = {"email": "new@example.com", "password": "wrong"}
    assert me.code(400, "PUT", "/client/account/email", wrong) == "InvalidPasswordProvidedException"
    me.done("PUT", "/client/account/email", {"email": "new@example.com", "password": "old secret"})
    assert me.shown("/client/account")["email"] == "new@example.com"
    passwords = {"current_password": "old secret", "password": "new secret", "password_confirmation": "new"}
    assert me.broken("PUT", "/client/account/password", passwords) == {("password", "confirmed")}
    me.done("PUT", "/client/account/password", {**passwords, "password_confirmation": "new secret"})
    me.done("PUT", "/client/account/email", {"email": "user@example.com", "password": "new secret"})
    assert me.code(404, "PUT", "/client/account/username", {}) == "NotFoundHttpException"
    assert me.listed("/client/account/activity")[0]["event"] == "user:account.email-changed"


def test_api_keys(me: Sandbox) -> None:
    answer = me.ok("POST", "/client/account/api-keys", {"description": "mine", "allowed_ips": ["127.0.0.1"]})
    made, secret = answer["attributes"], answer["meta"]["secret_token"]
    assert (len(made["identifier"]), made["identifier"][:5], len(secret)) == (16, "ptlc_", 32)
    assert made["last_used_at"] is None
    other = me.with_key(made["identifier"] + secret)
    assert other.shown("/client/account")["id"] == USER
    listed = {it["identifier"]: it for it in me.listed("/client/account/api-keys")}
    assert listed[made["identifier"]]["last_used_at"] is not None
    me.done("DELETE", f"/client/account/api-keys/{made['identifier']}")
    assert other.code(401, "GET", "/client/account") == "AuthenticationException"
    assert me.code(404, "DELETE", f"/client/account/api-keys/{made['identifier']}") == "NotFoundHttpException"
    wrong = {"description": "x", "allowed_ips": ["nowhere"]}
    assert me.broken("POST", "/client/account/api-keys", wrong) == {("allowed_ips.0", "")}
    assert me.broken("POST", "/client/account/api-keys", {}) == {("description", "required")}
    for _ in range(24):
        me.ok("POST", "/client/account/api-keys", {"description": "x"})
    assert me.code(400, "POST", "/client/account/api-keys", {"description": "x"}) == "DisplayException"


def blob(*parts: bytes) -> str:
    return base64.b64encode(b"".join(struct.pack(">I", len(part)) + part for part in parts)).decode()


def test_ssh_keys(me: Sandbox) -> None:
    where = "/client/account/ssh-keys"
    made = me.made(where, {"name": "web", "public_key": ED25519}, 200)
    digest = hashlib.sha256(base64.b64decode(ED25519.split()[1])).digest()
    assert made["fingerprint"] == base64.b64encode(digest).decode().rstrip("=")
    lines = made["public_key"].split("\r\n")
    assert (lines[0], lines[-1]) == ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----")
    der = base64.b64decode("".join(lines[1:-1]))
    assert der.startswith(bytes.fromhex("302a300506032b6570032100"))
    assert der.endswith(base64.b64decode(ED25519.split()[1])[-32:])
    assert me.broken("POST", where, {"name": "again", "public_key": ED25519}) == {("public_key", "")}
    for _ in range(2):
        me.done("POST", f"{where}/remove", {"fingerprint": made["fingerprint"]})
    assert me.listed(where) == []


def test_keys_of_other_sorts(me: Sandbox) -> None:
    def sent(kind: bytes, *parts: bytes) -> dict[str, str]:
        return {"name": "x", "public_key": f"{kind.decode()} {blob(kind, *parts)}"}

    where = "/client/account/ssh-keys"
    large, small = b"\0" + b"\x80" * 256, b"\0" + b"\x80" * 128
    made = me.made(where, sent(b"ssh-rsa", b"\1\0\1", large), 200)
    assert base64.b64decode("".join(made["public_key"].split("\r\n")[1:-1])).hex().startswith("30820122300d06092a8648")
    me.made(where, sent(b"ecdsa-sha2-nistp256", b"nistp256", b"\4" + b"\1" * 64), 200)
    wrong = (
        sent(b"ssh-rsa", b"\1\0\1", small),
        sent(b"ssh-dss", b"1", b"2", b"3", b"4"),
        {"name": "x", "public_key": "ssh-ed25519 AAAA"},
        {"name": "x", "public_key": "nonsense"},
    )
    for body in wrong:
        assert me.broken("POST", where, body) == {("public_key", "")}


def code(secret: str, now: float) -> str:
    """As an app would show it (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(now // 30)), "sha1").digest()
    start = digest[19] % 16
    return str(int.from_bytes(digest[start : start + 4]) % 2**31 % 10**6).zfill(6)


def test_a_second_factor(me: Sandbox, sandbox: Sandbox) -> None:
    where = "/client/account/two-factor"
    data = me.get(where)["data"]
    assert data["secret"] in data["image_url_data"]
    now = sandbox.control("GET", "/clock")["now"]
    wrong = {"code": "000000", "password": "wrong"}
    assert me.code(400, "POST", where, wrong) == "InvalidPasswordProvidedException"
    body = {"code": code(data["secret"], now), "password": "old secret"}
    assert me.broken("POST", where, {**body, "code": code(data["secret"], now - 900)}) == {("code", "")}
    answer = me.ok("POST", where, body)
    assert (answer["object"], len(answer["attributes"]["tokens"])) == ("recovery_tokens", 10)
    assert sandbox.shown(f"/application/users/{USER}")["2fa"] is True
    assert me.send("GET", where).status_code == 400
    assert me.code(405, "DELETE", where, {"password": "old secret"}) == "MethodNotAllowedHttpException"
    me.done("POST", f"{where}/disable", {"password": "old secret"})
    assert sandbox.shown(f"/application/users/{USER}")["2fa"] is False
