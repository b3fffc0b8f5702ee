# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The one door to the network: only this file uses requests."""

from __future__ import annotations

import ipaddress
import logging
import os
import ssl
import traceback
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .errors import BoxfleetError, InvalidInput, MissingLibrary, NoUsableAnswer, OutcomeUnknown, Refused, Unreachable
from .pace import Pace, Rate
from .redact import Redactor
from .wait import Clock, backoff

try:
    import requests
    import urllib3

    REQUESTS_MISSING = ""
except ImportError:
    REQUESTS_MISSING = traceback.format_exc()

LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 300.0
_LARGEST_POOL = 64


@dataclass(frozen=True)
class HttpOptions:
    """How to talk to a service.

    :ivar timeout: seconds until a connection stands, and until the next piece of an answer.
    :ivar retries: how often a call is tried again.
    :ivar backoff_factor: seconds before the first retry; each further pause is twice as long.
    :ivar rate: the limit that all processes of this machine keep together for the account; None for no limit.
    :ivar retry_codes: HTTP codes that mean "try again", besides 429 and every 5xx.
    :ivar validate_certs: whether the service must show a valid TLS certificate.
    :ivar ca_path: file or folder with the authorities to trust; None for the system's.
    :raises InvalidInput: a number is out of range.
    """

    timeout: float = 30.0
    retries: int = 4
    backoff_factor: float = 0.5
    retry_codes: tuple[int, ...] = ()
    rate: Rate | None = None
    validate_certs: bool = True
    ca_path: str | None = None

    def __post_init__(self) -> None:
        if self.timeout <= 0:
            raise InvalidInput("api_timeout", self.timeout, "must be more than 0 (seconds)")
        if self.retries < 0:
            raise InvalidInput("api_retries", self.retries, "must be 0 or more")
        if self.backoff_factor < 0:
            raise InvalidInput("api_backoff_factor", self.backoff_factor, "must be 0 or more (seconds)")
        for code in self.retry_codes:
            if not 400 <= code <= 599:
                raise InvalidInput("api_retry_codes", code, "must be HTTP codes from 400 to 599")

    def pauses(self) -> Iterator[float]:
        """The pauses between tries, in seconds, without end."""
        return backoff(self.backoff_factor, 2.0, LONGEST_PAUSE)


@dataclass(frozen=True)
class Call:
    """One request that was sent, as users may see it: no secret, no body. ``status`` is None without an answer."""

    verb: str
    path: str
    status: int | None
    milliseconds: int


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status and the parsed JSON."""

    status: int
    data: Any


@dataclass(frozen=True)
class _Failure:
    """What became of a request without a usable answer.

    :ivar problem: the error to raise if it stays so.
    :ivar harmless: it shows that nothing was changed.
    :ivar again: another attempt may do better.
    :ivar slow_down: the service had too many requests, so everybody should hold back.
    :ivar retry_after: seconds the service asked to wait first.
    """

    problem: BoxfleetError
    harmless: bool = False
    again: bool = True
    slow_down: bool = False
    retry_after: float | None = None


class Session:
    """Calls to one service: JSON in, JSON out, with timeouts, retries, redaction and a log of ``calls``.

    :param url: the service, http(s)://host[:port][/path].
    :param secret_path: what stands between url and path in every call and must never be shown ("/<token>").
    :raises MissingLibrary: requests is not installed.
    :raises InvalidInput: ca_path names nothing.
    """

    def __init__(self, url: str, secret_path: str, options: HttpOptions, clock: Clock | None = None) -> None:
        if REQUESTS_MISSING:
            raise MissingLibrary("requests", REQUESTS_MISSING)
        self.url = url.rstrip("/")
        self.options = options
        self.clock = clock or Clock()
        self.calls: list[Call] = []
        self.redact = _redactor(secret_path.strip("/"))
        self._base = self.url + secret_path
        self._pace = Pace(options.rate, self._base, self.clock) if options.rate else None
        self._verify = _verify(options)
        self._requests = _requests_session(is_loopback(url))

    def send(self, verb: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        """Send one call and return its answer.

        A GET is sent again when no usable answer came or the service failed. Any other verb is sent again only
        when the attempt before certainly changed nothing: it never left, or was turned away with 429.

        :param path: path below the secret, such as "/v1.0/plans"; shown in the log and in errors.
        :param body: sent as JSON; None sends no body.
        :raises Unreachable: there was no connection.
        :raises NoUsableAnswer: a GET stayed without an answer in JSON, or the service kept failing.
        :raises OutcomeUnknown: another verb was sent, and nobody knows whether it was carried out.
        :raises Refused: too many requests, or an answer that is neither JSON nor a passing fault.
        """
        pauses = self.options.pauses()
        retries_left = self.options.retries
        while True:
            if self._pace:
                self._pace.take()
            attempt = self._attempt(verb, path, body)
            if isinstance(attempt, Answer):
                return attempt
            problem = attempt.problem
            if verb != "GET" and not attempt.harmless:
                raise OutcomeUnknown(problem.reason, advice=problem.advice)
            if not attempt.again or not retries_left:
                raise problem
            pause = attempt.retry_after if attempt.retry_after is not None else next(pauses)
            if pause > LONGEST_RETRY_AFTER:
                problem.advice = f"The service asks to come back in {pause:g} s"
                raise problem
            retries_left -= 1
            if self._pace and attempt.slow_down:
                self._pace.hold(pause)
            else:
                self.clock.sleep(pause)

    def _attempt(self, verb: str, path: str, body: dict[str, Any] | None) -> Answer | _Failure:
        began = self.clock.now()
        status = None
        attempt: Answer | _Failure
        try:
            response = self._requests.request(
                verb,
                self._base + path,
                json=body,
                verify=self._verify,
                timeout=self.options.timeout,
                allow_redirects=False,
            )
            status = response.status_code
            attempt = self._read(response)
        except requests.exceptions.RequestException as error:
            # Only words leave this block: the exception holds the URL, and the URL holds the secret.
            attempt = self._no_answer(error)
        self.calls.append(Call(verb, path, status, round((self.clock.now() - began) * 1000)))
        return attempt

    def _read(self, response: requests.Response) -> Answer | _Failure:
        status = response.status_code
        if status == 429:
            problem = Refused("the service says there were too many requests (HTTP 429)", status)
            return _Failure(problem, harmless=True, slow_down=True, retry_after=_retry_after(response))
        if status >= 500 or status in self.options.retry_codes:
            reason = f"the service failed with HTTP {status}{self._quote(response)}"
            return _Failure(NoUsableAnswer(reason), slow_down=status == 503, retry_after=_retry_after(response))
        if 300 <= status < 400:
            reason = f"{self.url} answered with a redirect (HTTP {status}), which is never followed"
            problem = Refused(reason, status, advice="Set api_url to the address of the API itself")
            return _Failure(problem, harmless=True, again=False)
        try:
            return Answer(status, response.json())
        except ValueError:
            pass
        kind = response.headers.get("Content-Type", "no content type").partition(";")[0]
        if "json" in kind:
            return _Failure(NoUsableAnswer("the answer was cut short or is not valid JSON"))
        reason = f"{self.url} answered with {kind} instead of JSON (HTTP {status}){self._quote(response)}"
        advice = "Check that api_url is the address of the API, and that no proxy or maintenance page stands before it"
        if status >= 400:
            return _Failure(Refused(reason, status, advice=advice), harmless=True, again=False)
        return _Failure(NoUsableAnswer(reason, advice=advice))

    def _quote(self, response: requests.Response) -> str:
        words = " ".join(self.redact(response.text).split())
        return f": {words[:120]}" if words else ""

    def _no_answer(self, error: requests.exceptions.RequestException) -> _Failure:
        cause = self.redact(_cause(error))
        never_sent = isinstance(error.args[0] if error.args else None, urllib3.exceptions.MaxRetryError)
        if isinstance(error, requests.exceptions.SSLError) and never_sent:
            problem: BoxfleetError = Unreachable(
                f"no trusted TLS connection to {self.url}: {cause}",
                advice="Set ca_path to the authority that signed its certificate, or correct api_url",
            )
            return _Failure(problem, harmless=True, again=False)
        if isinstance(error, requests.exceptions.ReadTimeout):
            return _Failure(NoUsableAnswer(f"no answer within {self.options.timeout:g} s (api_timeout)"))
        if isinstance(error, requests.exceptions.ConnectTimeout):
            cause = f"no connection within {self.options.timeout:g} s (api_timeout)"
        elif not never_sent:
            return _Failure(NoUsableAnswer(f"the connection broke before the answer was complete ({cause})"))
        problem = Unreachable(
            f"{self.url} cannot be reached: {cause}",
            advice="Check api_url, and that the service is running and reachable from the host that makes the calls",
        )
        return _Failure(problem, harmless=True)


def checked_url(option: str, url: str) -> str:
    """The URL without a trailing slash, if a secret may be sent there.

    :param option: the name of the option it comes from, for the error.
    :raises InvalidInput: not http(s), no host, credentials or a query in it, or plain http to another machine.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput(option, url, f"is not a URL: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidInput(option, url, "must be a URL such as https://api.example.com")
    if parts.username or parts.password:
        raise InvalidInput(option, None, "must not hold a user name or password")
    if parts.query or parts.fragment:
        raise InvalidInput(option, None, "must end before any ? or #")
    if parts.scheme == "http" and not is_loopback(url):
        raise InvalidInput(option, url, "must use https: over plain http anybody on the way can read the token")
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine: localhost, 127.0.0.0/8 or ::1."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@lru_cache(maxsize=None)
def _redactor(secret: str) -> Redactor:
    """What keeps the secret out of everything shown, the logs of libraries included."""
    redact = Redactor(secret)
    # These write the path of every request at debug level.
    for library in ("urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(library).addFilter(redact)
    return redact


def _verify(options: HttpOptions) -> bool | str:
    """What requests calls verify. It goes with every call: set on its session, the environment would win over it."""
    if not options.validate_certs:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return False
    if options.ca_path and not os.path.exists(options.ca_path):
        raise InvalidInput("ca_path", options.ca_path, "does not exist on the host that makes the calls")
    return options.ca_path or True


def _requests_session(loopback: bool) -> requests.Session:
    session = requests.Session()
    # Threads share the session; a connection that found no room in the pool would be thrown away after its call.
    adapter = requests.adapters.HTTPAdapter(pool_maxsize=_LARGEST_POOL)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers.update({"Accept": "application/json", "User-Agent": "boxfleet.cloud"})
    # An auth of our own keeps requests from sending what a .netrc holds for the host.
    session.auth = lambda request: request
    # Loopback never needs a proxy, and a proxy would see the secret.
    session.trust_env = not loopback
    return session


def _retry_after(response: requests.Response) -> float | None:
    try:
        return urllib3.util.retry.Retry().get_retry_after(response.raw)
    except urllib3.exceptions.InvalidHeader:
        return None


def _cause(error: BaseException) -> str:
    """The words of the innermost error of a chain."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
