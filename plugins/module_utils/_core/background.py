# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Doing several things at once."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Callable, Sequence, TypeVar

T = TypeVar("T")


def in_background(job: Callable[[], T]) -> Future[T]:
    """Begin a job in a thread of its own.

    The thread does not keep the process alive, as those of an executor would: an interrupted task ends at once,
    however long its jobs would still wait.

    :return: what the job will return or raise.
    """
    future: Future[T] = Future()
    threading.Thread(target=_settle, args=(future, job), daemon=True).start()
    return future


def in_place(job: Callable[[], T]) -> Future[T]:
    """Do a job here and now."""
    future: Future[T] = Future()
    _settle(future, job)
    return future


def side_by_side(jobs: Sequence[Callable[[], T]], most: int) -> list[T]:
    """What the jobs return, in their order; at most so many are under way at once.

    :raises Exception: as the first of them that failed.
    """
    futures: list[Future[T]] = [Future() for _job in jobs]
    waiting = iter(list(zip(futures, jobs)))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                taken = next(waiting, None)
            if taken is None:
                return
            _settle(*taken)

    for _worker in range(min(most, len(jobs))):
        threading.Thread(target=work, daemon=True).start()
    return [future.result() for future in futures]


def _settle(future: Future[T], job: Callable[[], T]) -> None:
    try:
        future.set_result(job())
    except BaseException as error:
        # whatever ends a job, somebody waits for it
        future.set_exception(error)
