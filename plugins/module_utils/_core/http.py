# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The one door to the network: only this file sends anything."""

from __future__ import annotations

import hashlib
import http.client
import logging
import os
import ssl
import threading
import traceback
import urllib.parse
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterator

from .approval.gate import Gate
from .auth import Attempt, Auth
from .dialect import LONGEST_WORDS, Answer, Dialect, Failure, Request, shortened, words_of
from .errors import BoxfleetError, InvalidInput, MissingLibrary, NoUsableAnswer, OutcomeUnknown, Refused, Unreachable
from .pace import LONGEST_HOLD, Pace, Rate
from .parents import stay
from .reading import Hopeless, cut_after, parsed_json, read_body, sent_over_tls
from .redact import Redactor
from .url import host_of, is_loopback
from .wait import Clock, backoff
from .watch import Tell, silent

try:
    import requests
    import urllib3

    from .reading import CuttableAdapter

    REQUESTS_MISSING = ""
except Exception:
    # An installation that is broken can raise anything.
    REQUESTS_MISSING = traceback.format_exc()

LONGEST_PAUSE = 60.0
# A whole call may take so many times the timeout, which is about each of its pieces.
WHOLE_CALL = 4
# After so many seconds without an answer somebody should hear of it.
SILENCE = 5.0
_LARGEST_POOL = 64
_MEGABYTE = 2**20
_LONGEST_NUMBER = 1e6
_LONGEST_REASON = 1000


@dataclass(frozen=True)
class HttpOptions:
    """How to talk to a service.

    :ivar timeout: seconds until a connection stands, and until the next piece of an answer.
    :ivar retries: how often a call is tried again.
    :ivar backoff_factor: seconds before the first retry; each further pause is twice as long.
    :ivar rate: the limit that all processes of this machine keep together for the account; None for no limit.
    :ivar retry_codes: HTTP codes that mean "try again", besides 429 and every 5xx.
    :ivar max_answer: megabytes that an answer may have, unpacked.
    :ivar validate_certs: whether the service must show a valid TLS certificate.
    :ivar ca_path: file or folder with the authorities to trust; None for the system's.
    :raises InvalidInput: a number is out of range.
    """

    timeout: float = 30.0
    retries: int = 4
    backoff_factor: float = 0.5
    retry_codes: tuple[int, ...] = ()
    rate: Rate | None = None
    max_answer: int = 32
    validate_certs: bool = True
    ca_path: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.timeout <= _LONGEST_NUMBER:
            rule = "must be more than 0 (seconds)" if self.timeout <= 0 else "must be a number of seconds, at most 1e6"
            raise InvalidInput("api_timeout", self.timeout, rule)
        if self.retries < 0:
            raise InvalidInput("api_retries", self.retries, "must be 0 or more")
        if not 0 <= self.backoff_factor <= _LONGEST_NUMBER:
            negative = self.backoff_factor < 0
            rule = "must be 0 or more (seconds)" if negative else "must be a number of seconds, at most 1e6"
            raise InvalidInput("api_backoff_factor", self.backoff_factor, rule)
        if not 1 <= self.max_answer <= 1024:
            raise InvalidInput("api_max_answer", self.max_answer, "must be from 1 to 1024 (MB)")
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


class Session:
    """Calls to one service as one account, with timeouts, retries, redaction and a log of ``calls``.

    :param url: the service, http(s)://host[:port][/path].
    :param tell: told what keeps a call from being answered, see Tell.
    :raises MissingLibrary: requests is not installed.
    :raises InvalidInput: ca_path names nothing.
    """

    def __init__(
        self,
        url: str,
        auth: Auth,
        options: HttpOptions,
        dialect: Dialect | None = None,
        clock: Clock | None = None,
        tell: Tell = silent,
    ) -> None:
        if REQUESTS_MISSING:
            raise MissingLibrary("requests", REQUESTS_MISSING)
        self.url = url.rstrip("/")
        self.auth = auth
        self.dialect = dialect or Dialect()
        self.options = options
        self.clock = clock or Clock()
        self.tell = tell
        self.calls: list[Call] = []
        self.warnings: list[str] = []
        self.redact = _redactor(auth.secrets)
        self.gate = Gate()
        self._held: dict[str, float] = {}
        self._verify = _verify(options)
        self._requests = _requests_session(is_loopback(url))
        self._counts = threading.local()
        stay()

    @property
    def account(self) -> str:
        """A text that stands for the account at this service, for pacing and caches: a hash, since it names files."""
        return hashlib.sha256(f"{self.url} {self.auth.identity}".encode()).hexdigest()[:32]

    @property
    def accepted(self) -> int:
        """How many changes of this thread the service has accepted."""
        return getattr(self._counts, "accepted", 0)

    @property
    def unknown(self) -> int:
        """How many changes of this thread were sent, and nobody knows whether they were carried out."""
        return getattr(self._counts, "unknown", 0)

    def learn(self, *secrets: str) -> None:
        """Know further secrets that must not be shown, such as one that the service has just given out."""
        self.redact = self.redact.plus(*secrets)

    def send(self, request: Request) -> Answer:
        """Send one request and return its answer.

        One that reads is sent again when no usable answer came or the service failed. Any other is sent again only
        when the attempt before certainly changed nothing: it never left, or was turned away.

        :raises Unreachable: there was no connection.
        :raises NoUsableAnswer: a request that reads stayed without an answer, or the service kept failing.
        :raises OutcomeUnknown: another one was sent, and nobody knows whether it was carried out.
        :raises Refused: the service said no.
        :raises NotApproved: it could change something, in a run where only steps that were approved may.
        :raises Abandoned: Ansible, which started this process, is gone.
        """
        self.gate.let_pass(request)
        pauses = self.options.pauses()
        began = self.clock.now()
        tries = 0
        renewed = False
        while True:
            self._take_turn(request, began)
            tries += 1
            attempt = self._attempt(request, tries, began)
            if isinstance(attempt, Answer):
                self._note(request, attempt)
                return attempt
            problem = attempt.problem
            if not request.reads and not attempt.unchanged:
                self._counts.unknown = self.unknown + 1
                raise OutcomeUnknown(problem.reason, advice=problem.advice)
            if isinstance(problem, Refused) and not renewed and self.auth.renew(problem):
                renewed = True
                continue
            if not attempt.again or tries > self.options.retries:
                raise self._told(problem, tries, self.clock.now() - began)
            pause = attempt.retry_after if attempt.retry_after is not None else next(pauses)
            if pause > LONGEST_HOLD:
                problem.advice = f"The service asks to come back in {pause:g} s"
                raise problem
            next_try = f"{problem.reason}, next try ({tries + 1} of {self.options.retries + 1}) in {pause:.0f} s"
            self._say(next_try, began)
            if attempt.slow_down:
                self._hold(request, pause)
            else:
                self._sleep(pause, next_try, began)

    # One attempt

    def _attempt(self, request: Request, tries: int, began: float) -> Answer | Failure:
        query = urllib.parse.urlencode(request.query, quote_via=urllib.parse.quote)
        path = f"{request.path}?{query}" if query else request.path
        sent = self.clock.now()
        status = None
        result: Answer | Failure

        def still() -> None:
            self._say(f"no answer yet (try {tries} of {self.options.retries + 1})", began)

        whole = WHOLE_CALL * self.options.timeout
        with cut_after(whole, SILENCE, still) as cut:
            try:
                headers = {"Accept": "*/*" if request.text else "application/json", **request.headers}
                response = self._respond(self.auth.sign(Attempt(request.verb, self.url, path, headers, request.body)))
                try:
                    status = response.status_code
                    result = self._read(request, response)
                finally:
                    response.close()
            except NoUsableAnswer as error:
                refused = status is not None and 400 <= status < 500
                result = Failure(error, unchanged=refused, again=not isinstance(error, Hopeless))
            except _BROKEN as error:
                # Only words leave this block: the exception holds the URL, and the URL can hold a secret.
                result = self._no_answer(error)
        if cut.done:
            # what looks complete may be the end that the cut made
            reason = f"the answer was not complete after {whole:g} s, however slowly it came (4 times api_timeout)"
            result = Failure(NoUsableAnswer(reason), again=False)
        if isinstance(result, Failure):
            words = " ".join(self.redact(result.problem.reason).split())
            result.problem.reason = shortened(words, _LONGEST_REASON)
        self.calls.append(Call(request.verb, self.redact(path), status, round((self.clock.now() - sent) * 1000)))
        return result

    def _respond(self, attempt: Attempt) -> requests.Response:
        prepared = requests.PreparedRequest()
        headers = {**_HEADERS, **attempt.headers}
        prepared.prepare(attempt.verb, attempt.service, headers=headers, data=attempt.body or None)
        # the very address that was signed
        prepared.url = attempt.url
        settings = self._requests.merge_environment_settings(attempt.url, {}, True, self._verify, None)
        # An adapter neither follows redirects nor keeps cookies nor looks for credentials in a .netrc.
        adapter = self._requests.get_adapter(attempt.url)
        return adapter.send(prepared, timeout=self.options.timeout, **settings)  # type: ignore[arg-type]

    def _read(self, request: Request, response: requests.Response) -> Answer | Failure:
        status = response.status_code
        if status < 200:
            raise NoUsableAnswer(f"{self.url} answered with HTTP {status}, which is no answer")
        if 300 <= status < 400:
            reason = f"{self.url} answered with a redirect (HTTP {status}), which is never followed"
            problem = Refused(reason, status, advice="Set api_url to the address of the API itself")
            # 303 says where the result is of what was done
            return Failure(problem, unchanged=status != 303, again=False)
        most = self.options.max_answer * _MEGABYTE
        body = read_body(response, most)
        begin = bytes(body[: 4 * LONGEST_WORDS])
        headers = {name.lower(): value for name, value in response.headers.items()}
        kind = shortened(self.redact(headers.get("content-type", "no content type").partition(";")[0].strip()), 60)
        if not body.strip():
            return self._judged(request, Answer(status, headers))
        if request.text and status < 400:
            return self._judged(request, Answer(status, headers, body.decode("utf-8", "surrogateescape")))
        try:
            return self._judged(request, Answer(status, headers, parsed_json(body, most)))
        except ValueError:
            pass
        if status == 429 or status >= 500 or status in self.options.retry_codes:
            return self._judged(request, Answer(status, headers, {"message": self._words(begin, 200)}))
        if "json" in kind:
            return Failure(NoUsableAnswer("the answer was cut short or is not valid JSON"), unchanged=status >= 400)
        words = self._words(begin, 120)
        quoted = f": {words}" if words else ""
        reason = f"{self.url} answered with {kind} instead of JSON (HTTP {status}){quoted}"
        advice = "Check that api_url is the address of the API, and that no proxy or maintenance page stands before it"
        if status >= 400:
            return Failure(Refused(reason, status, advice=advice), unchanged=True, again=False)
        return Failure(NoUsableAnswer(reason, advice=advice))

    def _words(self, begin: bytes, most: int) -> str:
        """What a body that is no JSON begins with, in one line."""
        return shortened(" ".join(self.redact(words_of(begin.decode("utf-8", "replace"))).split()), most)

    def _judged(self, request: Request, answer: Answer) -> Answer | Failure:
        return self.dialect.failure(request, answer, self.options.retry_codes) or answer

    def _no_answer(self, error: Exception) -> Failure:
        cause = shortened(self.redact(_cause(error)), 200)
        never_sent = isinstance(error.args[0] if error.args else None, urllib3.exceptions.MaxRetryError)
        # to the libraries any error of TLS is one of the handshake
        never_sent = never_sent and not sent_over_tls()
        if isinstance(error, requests.exceptions.SSLError) and never_sent:
            if "WRONG_VERSION_NUMBER" in str(error) or "record layer failure" in str(error).lower():
                advice = "It seems to speak plain http: correct api_url, https:// is for services with TLS"
            else:
                advice = "Set ca_path to the authority that signed its certificate, or correct api_url"
            problem: BoxfleetError = Unreachable(f"no trusted TLS connection to {self.url}: {cause}", advice=advice)
            return Failure(problem, unchanged=True, again=False)
        if isinstance(error, (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError)):
            return Failure(NoUsableAnswer(f"no answer within {self.options.timeout:g} s (api_timeout)"))
        if isinstance(error, requests.exceptions.ConnectTimeout):
            cause = f"no connection within {self.options.timeout:g} s (api_timeout)"
        elif not never_sent:
            return Failure(NoUsableAnswer(f"the connection broke before the answer was complete ({cause})"))
        problem = Unreachable(
            f"{self.url} cannot be reached: {cause}",
            advice="Check api_url, and that the service is running and reachable from the host that makes the calls",
        )
        return Failure(problem, unchanged=True)

    # Turns, pauses, words

    def _take_turn(self, request: Request, began: float) -> None:
        bucket = self.dialect.bucket(request)
        pace = self._pace(bucket)
        if pace:
            pace.take(lambda reason: self._say(f"{request} waits: {reason}", began))
        wait = self._held.get(bucket, 0.0) - self.clock.now()
        if wait > 0:
            self._sleep(wait, f"{request} waits: the service asked for a pause of all calls", began)
        stay()

    def _sleep(self, seconds: float, reason: str, began: float) -> None:
        """Sleep, and say now and then what for."""
        while seconds > SILENCE:
            self.clock.sleep(SILENCE)
            seconds -= SILENCE
            self._say(reason, began)
        self.clock.sleep(seconds)

    def _hold(self, request: Request, seconds: float) -> None:
        """Put off the calls that the service counts with this one."""
        bucket = self.dialect.bucket(request)
        pace = self._pace(bucket)
        if pace:
            pace.hold(seconds)
        self._held[bucket] = max(self._held.get(bucket, 0.0), self.clock.now() + seconds)

    def _pace(self, bucket: str) -> Pace | None:
        """The limit that the user set; None for no limit."""
        rate = self.options.rate
        return Pace(rate, f"{self.account} {bucket}", self.clock, self._warn) if rate else None

    def _warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)

    def _note(self, request: Request, answer: Answer) -> None:
        if not request.reads:
            self._counts.accepted = self.accepted + 1
        pause = self.dialect.pause(answer)
        if pause > 0:
            self._hold(request, min(pause, LONGEST_HOLD))

    def _say(self, condition: str, began: float) -> None:
        self.tell(host_of(self.url), self.redact(condition), self.clock.now() - began)

    def _told(self, problem: BoxfleetError, tries: int, seconds: float) -> BoxfleetError:
        if tries > 1:
            problem.reason = f"{problem.reason} ({host_of(self.url)}, {tries} tries in {seconds:.0f} s)"
            problem.advice = problem.advice or "Run the task again later; if it stays so, ask whoever runs the service"
        return problem


_HEADERS = {"User-Agent": "boxfleet.cloud", "Accept-Encoding": "gzip", "Connection": "keep-alive"}


@lru_cache(maxsize=None)
def _redactor(secrets: tuple[str, ...]) -> Redactor:
    """What keeps the secrets out of everything shown, the logs of libraries included."""
    redact = Redactor(*secrets)
    # These write addresses: all at debug level, and as a warning where the headers of an answer are damaged.
    for library in ("connection", "connectionpool", "poolmanager", "response", "util.retry"):
        logging.getLogger(f"urllib3.{library}").addFilter(redact)
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
    adapter = CuttableAdapter(pool_maxsize=_LARGEST_POOL)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # Loopback never needs a proxy, and a proxy would see the secret.
    session.trust_env = not loopback
    return session


def _broken() -> tuple[type[Exception], ...]:
    """What libraries raise when a connection or an answer is broken."""
    if REQUESTS_MISSING:
        return ()
    return (
        requests.exceptions.RequestException,
        urllib3.exceptions.HTTPError,
        http.client.HTTPException,
        OSError,
        ValueError,
    )


_BROKEN = _broken()


def _cause(error: BaseException) -> str:
    """The words of the innermost error of a chain."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
