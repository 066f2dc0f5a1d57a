"""Work for somebody who may go away."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from fastapi import Request

from corpus.errors import AbandonedError

Result = TypeVar("Result")


async def while_waited_for(request: Request, work: Awaitable[Result]) -> Result:
    """What comes of the work, which is cancelled when the client goes away. Raises `AbandonedError` then."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise AbandonedError("The client went away")
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
