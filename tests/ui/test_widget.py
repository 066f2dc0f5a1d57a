"""The widget on pages of another origin, in a real browser, over the real assistant."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.ui.chat_page import QUESTION
from tests.ui.host_site import NAME, HostSite, open_host, two_sites
from tests.ui.serving import served
from ui.answers import Answers
from ui.demo import create_portal, policy
from ui.server import Access, create_app

REFUSED = "frame-ancestors"
DOCS = Path(__file__).parents[2] / "docs" / "embedding.md"
# Everything a script could leave behind on a page, but for the element itself.
STATE = """name => {
  const widget = document.querySelector(name);
  widget?.remove();
  const elements = [...document.querySelectorAll('*')].filter(e => e.localName !== 'script');
  const style = e => [...getComputedStyle(e)].map(p => `${p}:${getComputedStyle(e)[p]}`).join(';');
  return JSON.stringify({
    globals: Object.getOwnPropertyNames(window).sort(), defined: customElements.get(name) === undefined,
    elements: elements.map(e => e.cloneNode(false).outerHTML), styles: elements.map(style),
    sheets: [document.styleSheets.length, document.adoptedStyleSheets.length],
    stored: [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)], title: document.title,
  });
}"""
ASK = """async address => {
  const body = JSON.stringify({question: 'What is NISC?'}), headers = {'content-type': 'application/json'};
  const answer = fetch(address + '/api/ask', {method: 'POST', body, headers}).then(r => r.json());
  return await answer.then(a => a.status, e => e.name);
}"""


@pytest.fixture(scope="module")
def sites(assistant: Answers) -> Iterator[tuple[HostSite, HostSite]]:
    with two_sites(assistant) as both:
        yield both


@pytest.fixture(scope="module")
def site(sites: tuple[HostSite, HostSite]) -> HostSite:
    return sites[0]


@pytest.fixture(scope="module")
def question(assistant: Answers) -> str:
    return assistant.examples()[0]


def test_asks_and_shows_the_quote_in_the_panel(browser: Browser, site: HostSite, question: str) -> None:
    with open_host(browser, site.address + site.page("")) as host:
        expect(host.panel).to_be_hidden()
        assert host.page.locator(f"{NAME} iframe").count() == 0
        host.open()
        expect(host.chat.locator("body")).to_have_class(re.compile("embed"))
        host.ask(question).locator("a.cite").first.click()
        mark = host.chat.locator("mark").first
        expect(mark).to_be_focused()
        expect(mark).to_be_in_viewport()


def test_keyboard_alone(browser: Browser, site: HostSite, question: str) -> None:
    with open_host(browser, site.address + site.page("")) as host:
        host.page.focus("#field")
        host.page.keyboard.press("Tab")
        expect(host.launcher).to_be_focused()
        expect(host.launcher).to_have_attribute("aria-expanded", "false")
        host.page.keyboard.press("Enter")
        expect(host.launcher).to_have_attribute("aria-expanded", "true")
        expect(host.page.get_by_role("dialog", name="NISC Assistant")).to_be_visible()
        expect(host.box).to_be_focused()
        host.ask(question)
        host.page.keyboard.press("Escape")
        expect(host.panel).to_be_hidden()
        expect(host.launcher).to_be_focused()
        expect(host.launcher).to_have_attribute("aria-expanded", "false")
        host.page.keyboard.press("Space")
        expect(host.box).to_be_focused()
        expect(host.chat.locator("#chat .answer.done")).to_have_count(1)


def test_escape_closes_the_source_before_the_panel(browser: Browser, site: HostSite, question: str) -> None:
    with open_host(browser, site.address + site.page("")) as host:
        host.open()
        marker = host.ask(question).locator("a.cite").first
        marker.click()
        expect(host.chat.locator("mark").first).to_be_focused()
        host.page.keyboard.press("Escape")
        expect(host.chat.locator("mark")).to_have_count(0)
        # The pointer is there already; whether the page is told so before or after the marker has the keyboard is chance.
        host.page.mouse.move(1, 1)
        marker.hover()
        preview = host.chat.locator("#preview")
        expect(preview).to_be_visible()
        host.page.keyboard.press("Escape")
        expect(preview).to_be_hidden()
        expect(host.panel).to_be_visible()
        host.page.keyboard.press("Escape")
        expect(host.panel).to_be_hidden()
        expect(host.launcher).to_be_focused()


def test_closes_from_the_host_page_and_leaves_its_focus_alone(browser: Browser, site: HostSite) -> None:
    with open_host(browser, site.address + site.page("")) as host:
        host.open()
        host.page.focus("#field")
        host.page.keyboard.press("Escape")
        expect(host.panel).to_be_hidden()
        assert host.focused() == "input field"
        host.open()
        host.panel.get_by_role("button", name="Close").click()
        expect(host.panel).to_be_hidden()
        expect(host.launcher).to_be_focused()


def test_other_messages_are_ignored(browser: Browser, site: HostSite) -> None:
    with open_host(browser, site.address + site.page("")) as host:
        host.open()
        host.page.evaluate("postMessage({app: 'nisc', type: 'close'}, '*')")
        for message in ("null", "'close'", "{app: 'other', type: 'close'}", "{app: 'nisc', type: 'else'}"):
            host.box.evaluate(f"(e, origin) => parent.postMessage({message}, origin)", site.address)
        host.page.evaluate("new Promise(done => setTimeout(done, 50))")
        expect(host.panel).to_be_visible()
        host.box.evaluate("(e, origin) => parent.postMessage({app: 'nisc', type: 'close'}, origin)", site.address)
        expect(host.panel).to_be_hidden()


def test_an_unlisted_origin_gets_a_line_instead_of_the_chat(browser: Browser, sites: tuple[HostSite, HostSite]) -> None:
    listed, unlisted = sites
    with open_host(browser, unlisted.address + unlisted.page(""), expected=[REFUSED]) as host:
        host.launcher.click()
        expect(host.note).to_contain_text(f"does not allow {unlisted.address}")
        expect(host.box).to_have_count(0)
        host.panel.get_by_role("button", name="Try again").click()
        expect(host.note).to_have_text("Loading …")
        expect(host.note).to_contain_text("cannot be shown here")
    for each, status in ((listed, "answered"), (unlisted, "TypeError")):
        with open_host(browser, each.address + "/bare", expected=["CORS", "ERR_FAILED"]) as host:
            assert host.page.evaluate(ASK, each.chat) == status


def test_a_server_that_is_back_at_once_is_tried_again_unasked(browser: Browser, site: HostSite) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.continue_()
        refused.append(route.request.url)
        return route.fulfill(status=502, body="Bad gateway")

    with open_host(browser, site.address + site.page(""), expected=["502"]) as host:
        host.page.context.route("**/?embed=1*", refuse_once)
        host.open()
    assert refused


def test_an_unreachable_server_gets_a_line_in_the_language_of_the_page(browser: Browser, site: HostSite) -> None:
    path = site.page('data-src="http://127.0.0.1:9/"')
    site.pages[path] = site.pages[path].replace('lang="en"', 'lang="ja-JP"')
    with open_host(browser, site.address + path, expected=["frame-src", "127.0.0.1:9"], locale="en-GB") as host:
        host.launcher.click()
        expect(host.note).to_contain_text("サーバーに接続できない")
        expect(host.panel.get_by_role("button", name="再試行")).to_be_visible()


def test_the_host_page_is_untouched(browser: Browser, site: HostSite) -> None:
    states = []
    for tags in ((), ("",)):
        path = site.page(*tags)
        with open_host(browser, site.address + path) as host:
            if tags:
                host.open()
                expect(host.chat.locator("#chat .example").first).to_be_visible()  # all is loaded: Escape also stops that
                host.page.keyboard.press("Escape")
                expect(host.panel).to_be_hidden()
            host.page.focus("#field")
            assert host.page.locator("body > *").count() == 3 + len(tags)
            states.append(host.page.evaluate(STATE, NAME))
            assert host.page.context.cookies() == []
    assert states[0] == states[1]


def test_styles_of_the_host_page_do_not_reach_in(browser: Browser, site: HostSite) -> None:
    try:
        site.style = (
            "* { font-size: 3px !important; display: none; color: red } button { visibility: hidden !important } "
            "html, head ~ body { display: block; font-size: 62.5% } nisc-assistant { display: none; opacity: 0 }"
        )
        with open_host(browser, site.address + site.page("")) as host:
            expect(host.launcher).to_be_visible()
            assert host.launcher.evaluate("e => getComputedStyle(e).fontSize") == "16px"
            host.open()
    finally:
        site.style = ""


def test_included_twice_there_is_one(browser: Browser, site: HostSite) -> None:
    with open_host(browser, site.address + site.page("", 'data-open="true"')) as host:
        expect(host.launcher).to_be_visible()
        expect(host.page.locator(NAME)).to_have_count(1)
    inline = 'data-mode="inline" data-target="#place"'
    with open_host(browser, site.address + site.page(inline, inline)) as host:
        expect(host.box).to_be_visible()
        expect(host.page.locator(NAME)).to_have_count(1)


def test_inline_in_a_named_element_or_in_the_place_of_the_script(browser: Browser, site: HostSite) -> None:
    tag = f'<script src="{site.chat}/widget.js" data-mode="inline" data-language="ja"></script><p id="after"></p>'
    for path, before in (
        (site.page('data-mode="inline" data-target="#place"'), "#place > "),
        (site.page(body=tag), "script + "),
    ):
        with open_host(browser, site.address + path) as host:
            expect(host.page.locator(f"{before}{NAME}")).to_have_count(1)
            expect(host.launcher).to_have_count(0)
            expect(host.box).to_be_visible()
            assert host.focused().startswith("body")
            host.box.click()
            host.ask("What is NISC?")
            host.page.keyboard.press("Escape")
            expect(host.box).to_be_visible()


def test_options(browser: Browser, site: HostSite) -> None:
    options = 'data-title="<b>質問</b>窓口" data-language="ja" data-position="left" data-accent="#ffd400" data-open="true"'
    with open_host(browser, site.address + site.page(f'{options} data-greeting="Hello & <i>welcome</i>"')) as host:
        expect(host.launcher).to_have_text("<b>質問</b>窓口")
        expect(host.page.get_by_role("dialog", name="<b>質問</b>窓口")).to_be_visible()
        expect(host.box).to_be_visible()
        assert host.focused().startswith("body"), "a panel that opens by itself takes no focus"
        look = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor, e.getBoundingClientRect().left < 99]"
        assert host.launcher.evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 212, 0)", True]
        expect(host.chat.locator("html")).to_have_attribute("lang", "ja")
        expect(host.chat.get_by_text("Hello & <i>welcome</i>", exact=True)).to_be_visible()


@pytest.mark.parametrize("accent", ["red", "#12345", "#1234567", "#000000;}*{display:none", "url(http://127.0.0.1:9/)"])
def test_an_accent_that_is_no_colour_is_not_used(browser: Browser, site: HostSite, accent: str) -> None:
    with open_host(browser, site.address + site.page(f'data-accent="{accent}"')) as host:
        assert host.launcher.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(26, 79, 139)"
        host.launcher.click()
        assert "accent" not in (host.page.locator(f"{NAME} iframe").get_attribute("src") or "")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (640, 360)])
def test_small_windows_and_zoom_give_the_whole_window_to_the_chat(
    browser: Browser, site: HostSite, width: int, height: int
) -> None:
    path = site.page('data-open="true" data-title="A title that is a good deal longer than a narrow window can show"')
    with open_host(browser, site.address + path, viewport={"width": width, "height": height}) as host:
        expect(host.launcher).to_be_in_viewport(ratio=1)
        expect(host.panel).to_be_hidden()
        host.open()
        assert host.panel.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
        assert host.page.evaluate("document.documentElement.scrollWidth") <= width
        expect(host.panel.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
        for _ in range(3):
            host.page.keyboard.press("Shift+Tab")
        assert host.focused() != "input field", "what lies behind cannot be reached"
        host.panel.get_by_role("button", name="Close").click()
        expect(host.launcher).to_be_focused()


def test_forced_colours_and_reduced_motion(browser: Browser, site: HostSite) -> None:
    path = site.address + site.page("")
    with open_host(browser, path, forced_colors="active", reduced_motion="reduce") as host:
        host.open()
        for part in (host.launcher, host.panel):
            assert part.evaluate("e => getComputedStyle(e).borderTopWidth + getComputedStyle(e).borderTopStyle") == "1pxsolid"
        assert host.panel.evaluate("e => getComputedStyle(e).animationName") == "none"


def test_the_script_is_small_cached_and_open_to_other_origins(site: HostSite) -> None:
    script = httpx.get(f"{site.chat}/widget.js", headers={"origin": site.address})
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["access-control-allow-origin"] == site.address
    assert "access-control-allow-credentials" not in script.headers
    assert len(script.content) < 15_000
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg|ASSISTANT/)|localStorage|cookie|innerHTML", script.text)
    same = httpx.get(f"{site.chat}/widget.js", headers={"if-none-match": script.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert httpx.head(f"{site.chat}/widget.js").headers["etag"] == script.headers["etag"]


@pytest.mark.parametrize("way", ["/", "/inline", "/frame"])
def test_the_demo_intranet_shows_it_in_every_way(browser: Browser, assistant: Answers, question: str, way: str) -> None:
    portal = HostSite()
    with served(portal) as address, served(create_app(assistant, Access([address]))) as chat:
        portal.app = create_portal(chat)
        with open_host(browser, address + way) as host:
            if way == "/":
                host.launcher.click()
            frame = host.page.frame_locator("main iframe") if way == "/frame" else host.chat
            frame.locator(QUESTION).fill(question)
            frame.locator(QUESTION).press("Enter")
            expect(frame.locator("#chat .answer.done")).to_be_visible()


def test_the_documented_policy_is_the_one_tested() -> None:
    text = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert policy("https://assistant.example") in text
