"""The chat and the widget below a path behind a real nginx, over HTTPS, set up as docs/embedding.md says."""

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.ui.chat_page import QUESTION, open_chat
from tests.ui.host_site import HostSite, open_host
from tests.ui.serving import served, wait_until_up
from tests.ui.slow import SlowAnswers
from ui.answers import Answers
from ui.proxy import LOOPBACK
from ui.server import Access, create_app

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
OPENSSL = shutil.which("openssl")
DOCS = Path(__file__).parents[2] / "docs" / "embedding.md"
# On a busy machine Chromium now and then gives up a part of the page that comes through nginx; the page then loads again.
GIVEN_UP = ("net::ERR_TOO_MANY_RETRIES",)
CONFIG = """
{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; ssl_certificate {folder}/cert; ssl_certificate_key {folder}/key;
    server {{ listen 127.0.0.1:{port} ssl; {documented} location / {{ proxy_pass {site}; }} }}
    server {{ listen 127.0.0.1:{other_port} ssl; location / {{ proxy_pass {site}; }} }}
}}"""


@dataclass
class Intranet:
    """`chat` below a path of `portal`; `other` is an origin of its own. All HTTPS, all through nginx."""

    chat: str
    portal: str
    other: str
    site: HostSite
    answers: SlowAnswers


@pytest.fixture(scope="module")
def intranet(assistant: Answers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intranet]:
    if NGINX is None or OPENSSL is None:
        pytest.skip("no nginx or no openssl is installed")
    folder, site, answers = tmp_path_factory.mktemp("nginx"), HostSite(), SlowAnswers(assistant)
    port, other_port = _free_ports()
    portal, other = f"https://localhost:{port}", f"https://localhost:{other_port}"
    _make_certificate(folder)
    with served(site) as pages, served(create_app(answers, Access([other], proxies=LOOPBACK))) as chat:
        site.chat = f"{portal}/assistant"
        values = {"port": port, "other_port": other_port, "site": pages, "documented": _documented(chat)}
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "conf").write_text(CONFIG.format(folder=folder, user=user, **values))
        nginx = subprocess.Popen([NGINX, "-c", folder / "conf", "-p", folder, "-e", folder / "error.log"])
        try:
            wait_until_up(site.chat, verify=False)
            yield Intranet(f"{site.chat}/", portal, other, site, answers)
        finally:
            nginx.terminate()
            nginx.wait(10)


def _documented(chat: str) -> str:
    """The block of the documentation, with the address of this server."""
    block = re.search(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    assert "http://127.0.0.1:7860/" in block[1]
    return block[1].replace("http://127.0.0.1:7860/", f"{chat}/")


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def _make_certificate(folder: Path) -> None:
    command = f"{OPENSSL} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run([*command.split(), "-keyout", folder / "key", "-out", folder / "cert"], check=True, capture_output=True)


@pytest.fixture
def ask_freely(intranet: Intranet) -> Iterator[None]:
    intranet.answers.go_on.set()
    yield
    intranet.answers.go_on.clear()


def test_an_answer_passes_through_while_it_is_written(intranet: Intranet) -> None:
    question = {"question": intranet.answers.examples()[0]}
    headers = {"accept": "text/event-stream"}
    with httpx.stream("POST", f"{intranet.chat}api/ask", json=question, headers=headers, verify=False, timeout=60) as answer:
        events = answer.iter_text()
        assert "Slowly" in next(events)
        intranet.answers.go_on.set()
        last = "".join(events)
    intranet.answers.go_on.clear()
    assert json.loads(last.split("data: ")[-1])["status"] == "answered"


@pytest.mark.usefixtures("ask_freely")
def test_the_chat_and_its_sources_below_the_path(browser: Browser, intranet: Intranet) -> None:
    path, question = "/assistant", intranet.answers.examples()[0]
    with open_chat(browser, intranet.portal, path, GIVEN_UP, ignore_https_errors=True) as chat:
        assert chat.page.url.partition("?")[0] == intranet.chat
        chat.ask(question).locator("a.cite").first.click()
        expect(chat.mark()).to_be_focused()
        permalink = chat.page.locator("#panel a[data-permalink]").first.evaluate("a => a.href")
        assert permalink.startswith(f"{intranet.chat}source/")
        chat.page.goto(permalink)
        expect(chat.page.locator("mark").first).to_be_visible()


@pytest.mark.usefixtures("ask_freely")
def test_the_widget_on_the_same_and_on_another_origin(browser: Browser, intranet: Intranet) -> None:
    path = intranet.site.page("")
    for address in (intranet.portal, intranet.other):
        with open_host(browser, address + path, GIVEN_UP, ignore_https_errors=True) as host:
            host.open()
            host.ask(intranet.answers.examples()[0]).locator("a.cite").first.click()
            expect(host.chat.locator("mark").first).to_be_focused()
            assert host.chat.locator(QUESTION).evaluate("() => location.href").startswith(f"{intranet.chat}?embed=1")


@pytest.fixture(scope="module")
def behind(assistant: Answers) -> Iterator[str]:
    """A server that believes what comes from this machine."""
    with served(create_app(assistant, Access(proxies=LOOPBACK))) as address:
        yield address


@pytest.mark.parametrize("prefix", ["//evil.example", "/a/../b c", "https://evil.example", "/<script>", "/é", "/a\\b"])
def test_a_prefix_that_is_no_path_is_ignored(behind: str, prefix: str) -> None:
    headers = {"accept": "text/html", "x-forwarded-prefix": prefix.encode()}
    page = httpx.get(behind, headers=headers)
    assert page.status_code == 200
    assert prefix not in page.text


def test_a_prefix_stands_before_every_address_of_the_page(behind: str) -> None:
    page = httpx.get(behind, headers={"accept": "text/html", "x-forwarded-prefix": "/far/away/"})
    assert f'"root":"{behind}/far/away"' in page.text.replace('": "', '":"')
    asked = httpx.get(f"{behind}/api/documents", headers={"x-forwarded-prefix": "/far/away"})
    assert asked.json()["documents"]
