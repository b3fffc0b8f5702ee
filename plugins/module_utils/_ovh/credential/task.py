# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Consumer keys: asked for, waited for until somebody has validated them, and given back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, Optional

from ..._core.converge import Run, Step, Steps, View, converge
from ..._core.errors import BoxfleetError, InvalidInput, Refused, WaitFailed
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..._core.wait import Deadline
from ..._core.watch import Watch
from .. import shapes
from ..auth import Signed
from ..client import Client
from ..provider import OVH
from ..rights import Needs, rules_from
from ..task import telling
from .desired import DesiredCredential

VALIDATED, PENDING = "validated", "pendingValidation"
_OVER = ("refused", "expired")
# The service says the same of a key that nobody has validated yet and of one that is over.
_NOT_VALID = ("INVALID_CREDENTIAL", "NOT_CREDENTIAL")
Credential = Optional[Dict[str, Any]]


class CredentialResource:
    """Compares the account's consumer key with what it should be allowed to do; None for none that is valid.

    :ivar asked: what the service said to the request for a new one.
    """

    what = title = "consumer key"

    def __init__(self, client: Client, desired: DesiredCredential) -> None:
        if not isinstance(client.account.auth, Signed):
            advice = "Set application_key and application_secret; what a token may do say the policies of the account"
            raise InvalidInput("application_key", None, "is not set, and only applications have consumer keys", advice)
        self.client = client
        self.desired = desired
        self.auth = client.account.auth
        self.asked: dict[str, Any] = {}
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)

    def observe(self) -> Credential:
        """The consumer key, if it is valid."""
        if self.asked:
            return {"status": PENDING, "rules": [rule.told for rule in self.desired.rules]}
        return self._seen(self.client) if self.auth.consumer_key else None

    @staticmethod
    def _seen(client: Client) -> Credential:
        try:
            told = client.credential()
        except Refused as error:
            if getattr(error, "code", "") in _NOT_VALID:
                return None
            raise
        return None if told["status"] in _OVER else told

    def plan(self, actual: Credential) -> Steps[Credential]:
        """Ask for a key where there is none that may do all; or give it back."""
        steps: list[Step[Credential]] = []
        if self.desired.state == "absent":
            if actual is not None:
                steps = [Step("revoke", "revoke the consumer key", self.view(None), self._revoke)]
        elif self.desired.state == "validated":
            if actual is None and not self.auth.consumer_key:
                raise InvalidInput("consumer_key", None, "is not set", advice="Ask for one first, with state: present")
        elif not self._is_enough(actual):
            rules = [rule.told for rule in self.desired.rules]
            steps = [Step("request", "get a consumer key", {"state": PENDING, "rules": rules}, self._request)]
        return Steps(self.view(actual), tuple(steps))

    def _is_enough(self, actual: Credential) -> bool:
        if actual is None:
            return False
        granted = rules_from(actual.get("rules"))
        wanted = self.desired.allowed_ips
        addresses = wanted is None or set(actual.get("allowedIPs") or []) == set(wanted)
        return addresses and all(any(one.covers(rule) for one in granted) for rule in self.desired.rules)

    def view(self, actual: Credential) -> View:
        """The key as diff mode shows it, with what it may do."""
        if actual is None:
            return {"state": "absent"}
        return {"state": actual["status"], "rules": [rule.told for rule in rules_from(actual.get("rules"))]}

    def _revoke(self, _actual: Credential, run: Run) -> Credential:
        self.client.act("auth", "logout")
        return None

    def _request(self, _actual: Credential, run: Run) -> Credential:
        desired = self.desired
        values: dict[str, Any] = {"accessRules": [rule.told for rule in desired.rules]}
        if desired.redirection is not None:
            values["redirection"] = desired.redirection
        if desired.allowed_ips is not None:
            values["allowedIPs"] = list(desired.allowed_ips)
        self.asked = self.client.create("auth", "credential", values=values, shape=shapes.NEW_CREDENTIAL)
        return self.observe()

    def until_valid(self) -> Credential:
        """The key when somebody has validated it.

        :raises BoxfleetError: nobody did, or it was refused.
        """
        key = self.asked.get("consumerKey") or self.auth.consumer_key
        account = replace(self.client.account, auth=self.auth.with_consumer_key(str(key)))
        client = Client(account, self.client.session.clock, self.client.tell)
        address = self.asked.get("validationUrl")
        waits = f"waits to be validated at {address}" if address else "waits to be validated"
        seen = self._seen(client)
        if seen is not None and seen["status"] == VALIDATED:
            return seen
        watch: Watch[dict[str, Any]] = Watch(
            "the consumer key",
            lambda: self._seen(client) or {"status": PENDING},
            lambda one: one["status"] != PENDING,
            lambda one: waits if one["status"] == PENDING else str(one["status"]),
            self.client.tell,
        )
        self.client.tell("the consumer key", waits, 0.0)
        found = watch.until(lambda one: one is not None and one["status"] != PENDING, self.deadline)
        if found is None or found["status"] != VALIDATED:
            raise WaitFailed(f"the consumer key is {found and found['status']}", advice="Ask for another one")
        return found


def ensure_credential(client: Client, desired: DesiredCredential, check_mode: bool) -> Report:
    """Have a consumer key that may do what is desired, or in check mode say whether one is to be asked for."""
    resource = CredentialResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=False)
    credential = outcome.actual
    asked = resource.asked
    new = {"consumer_key": asked.get("consumerKey"), "validation_url": asked.get("validationUrl")}
    if desired.wait and not check_mode and desired.state != "absent":
        try:
            credential = resource.until_valid()
        except BoxfleetError as error:
            # a key that was asked for must not be lost
            error.actions, error.details = outcome.actions, new
            raise
    outcome = replace(outcome, after=resource.view(credential) if credential and not check_mode else outcome.after)
    status = outcome.after["state"]
    rules = outcome.after.get("rules", [])
    expiration = (credential or {}).get("expiration")
    return report_of(outcome, **new, status=status, rules=rules, expiration=expiration)


CREDENTIAL_TASK = telling(TaskSpec(OVH, DesiredCredential, ensure_credential), Needs((), {}))
