"""Several pieces of work at once, answered in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def abreast(work: Callable[[Item], Answer], items: Iterable[Item], threads: int) -> Generator[Answer, None, None]:
    """``map`` on some threads. At most two items a thread are taken ahead of the answer that is waited for. When the
    caller stops or ``work`` raises, what was not begun is dropped."""
    if threads < 2:
        yield from map(work, items)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="archive")
    waiting: deque[Future[Answer]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
