"""A bounded number of answers at once, a bounded number of questions waiting, an end to each, and none for who went away."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx
import pytest

from assistant.answer import Answer
from assistant.deadline import deadline_of
from assistant.question import Question
from corpus.document import Corpus
from corpus.errors import AbandonedError, BusyError, DeadlineError, UnfinishedError
from tests.ui.loops import in_a_loop
from tests.ui.serving import served
from tests.ui.test_slow import Late
from ui.answers import Answers
from ui.asking import Asking, Limits
from ui.metrics import Metrics
from ui.server import _finish, create_app

STREAM = {"accept": "text/event-stream"}


class Workers:
    """Answers that are worked on until they are let go, and tell who is at work and who gave up."""

    ready = True

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.go_on = threading.Event()
        self.at_work = self.most = 0
        self.given_up: list[type[UnfinishedError]] = []
        self._lock = threading.Lock()

    def check(self) -> None: ...

    def examples(self) -> tuple[str, ...]:
        return ("What?",)

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        deadline = deadline_of(config)
        self._count(1)
        try:
            if input.text == "at once":
                yield "At "
            while not self.go_on.wait(0.01):
                deadline.check()
            yield Answer(input.text, input.text, "en", "smalltalk", "Done.", 1.0)
        except UnfinishedError as error:
            self.given_up.append(type(error))
            raise
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._lock:
            self.at_work += change
            self.most = max(self.most, self.at_work)


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.fixture
def workers(assistant: Answers) -> Iterator[Workers]:
    made = Workers(assistant.corpus)
    yield made
    made.go_on.set()


def test_only_so_many_are_worked_on_and_so_many_wait(workers: Workers) -> None:
    async def scenario() -> None:
        asking = Asking(workers, Metrics(), Limits(at_once=2, waiting=3))
        asked = [asyncio.create_task(asking.invoke(Question(str(i)))) for i in range(5)]
        await until(lambda: workers.at_work == 2)
        assert asking.full
        with pytest.raises(BusyError):
            await asking.invoke(Question("one too many"))
        workers.go_on.set()
        assert [answer.question for answer in await asyncio.gather(*asked)] == ["0", "1", "2", "3", "4"]
        assert workers.most == 2
        await until(lambda: asking.at_work == 0)

    in_a_loop(scenario())


def test_an_answer_is_given_up_after_its_time_and_waiting_counts(workers: Workers) -> None:
    async def scenario() -> None:
        asking = Asking(workers, Metrics(), Limits(at_once=1, seconds=0.3))
        worked, waited = (asyncio.create_task(asking.invoke(Question(name))) for name in ("worked on", "waiting"))
        for task in (worked, waited):
            with pytest.raises(DeadlineError):
                await task
        await until(lambda: asking.at_work == 0)
        assert workers.given_up and set(workers.given_up) <= {DeadlineError, AbandonedError}
        workers.go_on.set()
        assert (await asking.invoke(Question("again"))).answer == "Done."

    in_a_loop(scenario())


@pytest.mark.parametrize("way", ["cancelled", "closed", "abandoned"])
def test_work_ends_with_who_asked_and_its_place_is_free(workers: Workers, way: str) -> None:
    async def scenario() -> None:
        asking = Asking(workers, Metrics(), Limits(at_once=1))
        async with aclosing(asking.stream(Question("at once"), "reader")) as pieces:
            assert await anext(pieces) == "At "
            if way == "abandoned":
                asking.abandon("someone else")
                await asyncio.sleep(0.1)
                assert workers.given_up == []
                asking.abandon("reader")
                with pytest.raises(AbandonedError):
                    await anext(pieces)
            elif way == "cancelled":
                task = asyncio.ensure_future(anext(pieces))
                await asyncio.sleep(0.05)
                task.cancel()
                await asyncio.wait([task])
        await until(lambda: asking.at_work == 0)
        assert workers.given_up == [AbandonedError]
        workers.go_on.set()
        assert (await asking.invoke(Question("next"))).answer == "Done."

    in_a_loop(scenario())


def test_who_waits_and_leaves_takes_no_place(workers: Workers) -> None:
    async def scenario() -> None:
        asking = Asking(workers, Metrics(), Limits(at_once=1, waiting=1))
        first = asyncio.create_task(asking.invoke(Question("first")))
        await until(lambda: workers.at_work == 1)
        for _ in range(20):
            waiting = asyncio.create_task(asking.invoke(Question("waits")))
            await until(lambda: asking.full)
            waiting.cancel()
            await asyncio.wait([waiting])
            assert not asking.full
        workers.go_on.set()
        await first
        assert (await asking.invoke(Question("last"))).answer == "Done."

    in_a_loop(scenario())


def test_what_the_assistant_raises_is_raised_and_frees_the_place(assistant: Answers) -> None:
    class Failing(Workers):
        def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
            raise RuntimeError("fell over")

    async def scenario() -> None:
        asking = Asking(Failing(assistant.corpus), Metrics(), Limits(at_once=1))
        for _ in range(3):
            with pytest.raises(RuntimeError, match="fell over"):
                await asking.invoke(Question("x"))

    in_a_loop(scenario())


@asynccontextmanager
async def client_of(workers: Workers, limits: Limits) -> AsyncIterator[httpx.AsyncClient]:
    with served(create_app(workers, limits=limits)) as address:
        async with httpx.AsyncClient(base_url=address, timeout=30, limits=httpx.Limits(max_connections=200)) as client:
            yield client


def asked(client: httpx.AsyncClient, **options: Any) -> "asyncio.Task[httpx.Response]":
    return asyncio.create_task(client.post("/api/ask", json={"question": "at once"}, **options))


def test_everything_else_answers_while_all_workers_are_busy(workers: Workers) -> None:
    async def scenario() -> None:
        async with client_of(workers, Limits(at_once=2, waiting=3)) as client:
            pending = [asked(client, headers=STREAM if i % 2 else {}) for i in range(5)]
            await until(lambda: workers.at_work == 2)
            await asyncio.sleep(0.2)
            for headers in ({}, STREAM):
                refused = await asked(client, headers=headers)
                assert refused.status_code == 503
                assert int(refused.headers["retry-after"]) > 0
                assert list(refused.json()) == ["error"]
            document = workers.corpus.documents[0].id
            for path in (
                "/healthz",
                "/readyz",
                "/metrics",
                "/",
                "/ja/",
                "/api/documents",
                f"/source/{document}",
                "/ui/chat.js",
            ):
                assert (await client.get(path, headers={"accept": "text/html,*/*"})).status_code == 200, path
            assert workers.at_work == 2
            workers.go_on.set()
            assert {response.status_code for response in await asyncio.gather(*pending)} == {200}

    in_a_loop(scenario())


@pytest.mark.parametrize("headers", [{}, STREAM])
def test_a_client_that_goes_away_stops_its_work(workers: Workers, headers: dict[str, str]) -> None:
    async def scenario() -> None:
        async with client_of(workers, Limits(at_once=2, waiting=8)) as client:
            pending = [asked(client, headers=headers) for _ in range(6)]
            await until(lambda: workers.at_work == 2)
            await asyncio.sleep(0.3)
            for task in pending:
                task.cancel()
            await asyncio.wait(pending)
            await until(lambda: workers.at_work == 0)
            assert set(workers.given_up) == {AbandonedError} and len(workers.given_up) <= 6
            workers.go_on.set()
            assert (await asked(client)).json()["answer"] == "Done."

    in_a_loop(scenario())


def test_a_late_answer_is_503_and_in_a_stream_an_error(workers: Workers) -> None:
    async def scenario() -> None:
        async with client_of(workers, Limits(seconds=0.3)) as client:
            late = await client.post("/api/ask", json={"question": "plainly"})
            assert late.status_code == 503 and int(late.headers["retry-after"]) > 0
            assert "took too long" in late.json()["error"]
            events = (await asked(client, headers=STREAM)).text.strip().split("\n\n")
            assert [event.splitlines()[0] for event in events] == ["event: token", "event: error"]
            assert "took too long" in json.loads(events[1].partition("data: ")[2])["error"]

    in_a_loop(scenario())


def test_while_it_stops_it_says_so_and_finishes_what_was_asked(workers: Workers) -> None:
    app = create_app(workers)
    with served(app) as address, ThreadPoolExecutor(2) as pool, httpx.Client(base_url=address, timeout=30) as client:
        asked = pool.submit(httpx.post, f"{address}/api/ask", json={"question": "at once"}, timeout=60)
        in_a_loop(until(lambda: workers.at_work == 1))
        finishing = pool.submit(_finish, app, 30)
        in_a_loop(until(lambda: app.traffic.is_stopping))
        ready, refused = client.get("/readyz"), client.post("/api/ask", json={"question": "What?"})
        assert (ready.status_code, ready.json()) == (503, {"status": "stopping"})
        assert refused.status_code == 503 and "stopped" in refused.json()["error"] and refused.headers["retry-after"]
        assert client.get("/healthz").status_code == 200
        assert not finishing.done()
        workers.go_on.set()
        finishing.result(30)
        assert asked.result().json()["answer"] == "Done."


class ChatClient:
    """What the page does, without a browser."""

    def __init__(self, client: httpx.AsyncClient, session: str) -> None:
        self._client, self._session = client, session

    async def config(self) -> dict[str, Any]:
        page = (await self._client.get("/", headers={"accept": "text/html"})).text
        return dict(json.JSONDecoder().raw_decode(page.partition("window.gradio_config = ")[2])[0])

    async def send(self, question: str) -> httpx.Response:
        config = await self.config()
        function = next(
            f for f in config["dependencies"] if any(event == "submit" for _, event in f["targets"]) and f["inputs"]
        )
        body = {"session_hash": self._session, "fn_index": function["id"], "data": [question, None, None], "trigger_id": None}
        return await self._client.post("/gradio_api/queue/join", json=body)

    def read(self) -> Any:
        return self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session})


def test_a_page_that_goes_away_stops_its_work(workers: Workers) -> None:
    async def scenario() -> None:
        async with client_of(workers, Limits(at_once=2)) as client:
            page = ChatClient(client, "one")
            assert (await page.send("What?")).status_code == 200
            async with page.read() as events:
                await until(lambda: workers.at_work == 1)
                async for line in events.aiter_lines():
                    if "process_generating" in line:
                        break
            await until(lambda: workers.at_work == 0)
            assert workers.given_up == [AbandonedError]

    in_a_loop(scenario())


def test_what_is_asked_while_a_stream_ends_is_not_given_up_with_it(workers: Workers) -> None:
    """The page opens another stream for it: docs/decisions/0006-the-lost-question.md."""

    async def scenario() -> None:
        app = Late(create_app(workers), lambda _, message: b"close_stream" in message.get("body", b""))
        with served(app) as address:
            async with httpx.AsyncClient(base_url=address, timeout=30) as client:
                page = ChatClient(client, "one")
                workers.go_on.set()
                assert (await page.send("First?")).status_code == 200
                async with page.read() as events:
                    async for line in events.aiter_lines():
                        if "process_completed" in line:
                            workers.go_on.clear()
                            assert (await page.send("Second?")).status_code == 200
                            await until(lambda: workers.at_work == 1)
                await asyncio.sleep(0.3)
                assert workers.at_work == 1 and workers.given_up == []
                workers.go_on.set()
                async with page.read() as events:
                    told = [line async for line in events.aiter_lines() if "process_completed" in line]
                assert len(told) == 1 and "Done" in told[0]

    in_a_loop(scenario())


def test_the_chat_is_refused_like_a_program_where_too_many_ask(workers: Workers) -> None:
    async def scenario() -> None:
        async with client_of(workers, Limits(at_once=1, waiting=1)) as client:
            pending = [asked(client) for _ in range(2)]
            await until(lambda: workers.at_work == 1)
            await asyncio.sleep(0.2)
            refused = await ChatClient(client, "two").send("What?")
            assert refused.status_code == 503 and int(refused.headers["retry-after"]) > 0
            workers.go_on.set()
            await asyncio.gather(*pending)
            assert (await ChatClient(client, "two").send("What?")).status_code == 200

    in_a_loop(scenario())
