# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How calls are signed: with an application's secret and a consumer key, or with a token that OAuth2 gives out."""

from __future__ import annotations

import hashlib
import threading
import urllib.parse

from .._core.auth import Attempt, Auth, Basic, Bearer
from .._core.dialect import Request
from .._core.errors import BoxfleetError, NoUsableAnswer, Refused
from .._core.http import HttpOptions, Session
from .._core.shape import record, shaped, text, whole
from .endpoints import VERSION

TIME = f"{VERSION}/auth/time"
CREDENTIAL = f"{VERSION}/auth/credential"
# What a clock that is off is told.
_STALE = ("QUERY_TIME_OUT", "INVALID_SIGNATURE", "INVALID_KEY")
_STALE_WORDS = ("query out of time", "invalid signature", "application key is invalid")
# Seconds before its end that a token counts as old.
_EARLY = 60
_TOKEN = record({"access_token": text, "expires_in": whole})

# What every task of this process knows: the service's time where the clock was zero, and tokens with their ends.
_times: dict[tuple[str, object], float] = {}
_tokens: dict[tuple[object, ...], tuple[str, float]] = {}
_lock = threading.Lock()


class OvhAuth(Auth):
    """A way to sign for which the service has to be asked something first."""

    def prepare(self, session: Session, request: Request) -> None:
        """Ask for what signing the request takes.

        :raises BoxfleetError: the service did not tell it.
        """


class Signed(OvhAuth):
    """Signs each attempt over verb, address, body and the service's time.

    :param consumer_key: None for an application that is about to ask for one.
    """

    def __init__(self, application_key: str, application_secret: str, consumer_key: str | None) -> None:
        self.application_key = application_key
        self.application_secret = application_secret
        self.consumer_key = consumer_key
        self.secrets = (application_secret, *([consumer_key] if consumer_key else []))
        self.identity = f"{application_key} {consumer_key}"
        self._session: Session | None = None

    def with_consumer_key(self, consumer_key: str) -> Signed:
        """The same application with another key."""
        return Signed(self.application_key, self.application_secret, consumer_key)

    def prepare(self, session: Session, request: Request) -> None:
        """Ask for the service's time, once in this process."""
        self._session = session
        if request.path in (TIME, CREDENTIAL):
            return
        if self.consumer_key is None:
            advice = "Ask for one with ovh_credential; or set it, or export OVH_CONSUMER_KEY"
            raise BoxfleetError("consumer_key: is not set", advice=advice)
        if self._place not in _times:
            self._ask_time()

    def sign(self, attempt: Attempt) -> Attempt:
        """With the headers of the signature."""
        path = attempt.path.partition("?")[0]
        known = attempt.with_headers(X_Ovh_Application=self.application_key)
        if path == TIME:
            return attempt
        if path == CREDENTIAL or self.consumer_key is None or self._session is None:
            return known
        moment = str(round(self._session.clock.now() + _times.get(self._place, 0.0)))
        return known.with_headers(
            X_Ovh_Consumer=self.consumer_key,
            X_Ovh_Timestamp=moment,
            X_Ovh_Signature=signature(
                self.application_secret, self.consumer_key, attempt.verb, attempt.url, attempt.body, moment
            ),
        )

    def renew(self, problem: Refused) -> bool:
        """Ask for the time again where the clock may be what is wrong."""
        code = getattr(problem, "code", "")
        words = " ".join(problem.messages).lower()
        if self._session is None or not (code in _STALE or any(one in words for one in _STALE_WORDS)):
            return False
        try:
            self._ask_time()
        except BoxfleetError:
            return False
        return True

    @property
    def _place(self) -> tuple[str, object]:
        session = self._session
        return (session.url, session.clock.origin) if session else ("", None)

    def _ask_time(self) -> None:
        if self._session is not None:
            answer = self._session.send(Request("GET", TIME))
            _times[self._place] = shaped(f"GET {TIME}", answer.data, whole) - self._session.clock.now()


def signature(secret: str, consumer_key: str, verb: str, url: str, body: bytes, moment: str) -> str:
    """The signature of a call."""
    words = (secret, consumer_key, verb, url)
    signed = b"+".join([*(word.encode() for word in words), body, moment.encode()])
    # the API wants SHA-1
    return "$1$" + hashlib.sha1(signed).hexdigest()


class _ForToken(Request):
    """A request for a token, which changes nothing however often it is sent."""

    @property
    def reads(self) -> bool:
        """That it does so."""
        return True


class OAuth2(OvhAuth):
    """The credentials of an OAuth2 client, which get it a token; a new one when that is old.

    :param http: how to talk to whoever gives out tokens.
    """

    def __init__(self, client_id: str, client_secret: str, token_url: str, http: HttpOptions) -> None:
        self.client_id = client_id
        self.token_url = token_url
        self._basic = Basic(client_id, client_secret)
        self._key = (token_url, client_id, client_secret)
        self._http = http
        self.secrets = self._basic.secrets
        self.identity = client_id
        self._session: Session | None = None

    def prepare(self, session: Session, request: Request) -> None:
        """Get a token, once in this process."""
        self._session = session
        with _lock:
            token, end = _tokens.get(self._place, ("", 0.0))
            if end <= session.clock.now():
                token = self._ask(session)
        session.learn(token)

    def sign(self, attempt: Attempt) -> Attempt:
        """With the token."""
        return Bearer(_tokens.get(self._place, ("", 0.0))[0]).sign(attempt)

    def renew(self, problem: Refused) -> bool:
        """Get another token where the service does not take this one."""
        if problem.status != 401 or self._session is None:
            return False
        with _lock:
            self._session.learn(self._ask(self._session))
        return True

    @property
    def _place(self) -> tuple[object, ...]:
        return (*self._key, self._session.clock.origin if self._session else None)

    def _ask(self, session: Session) -> str:
        parts = urllib.parse.urlsplit(self.token_url)
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "all"}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = _ForToken("POST", parts.path, (), headers, form)
        door = Session(f"{parts.scheme}://{parts.netloc}", self._basic, self._http, None, session.clock, session.tell)
        try:
            told = shaped(f"POST {self.token_url}", door.send(request).data, _TOKEN)
        except Refused as error:
            advice = "Check client_id and client_secret (OVH_CLIENT_ID, OVH_CLIENT_SECRET), and endpoint"
            raise Refused(error.reason, error.status, error.messages, advice).during("get a token") from None
        except BoxfleetError as error:
            raise error.during("get a token") from None
        if not told["access_token"].isprintable() or not told["access_token"].isascii():
            raise NoUsableAnswer("what came as a token is none").during("get a token")
        _tokens[self._place] = (told["access_token"], session.clock.now() + max(0, told["expires_in"] - _EARLY))
        return str(told["access_token"])
