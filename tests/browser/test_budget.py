"""What a first visit of the Arabic search page costs over the wire."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.conftest import Site, a_context

MOST_BYTES = 130_000
MOST_REQUESTS = 14
MOST_HTML_BYTES = 20_000


def test_the_first_visit_of_the_search_page_is_light(chromium: Browser, site: Site) -> None:
    context = a_context(chromium, site, "ar", width=360)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda seen: kinds.update({seen["requestId"]: seen["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda seen: sizes.update({seen["requestId"]: seen["encodedDataLength"]}))
    page.goto("/ar/search", wait_until="networkidle")
    # The mark stands in the header and is the page's icon too: the second time it comes out of the browser's cache.
    travelled = {number: int(size) for number, size in sizes.items() if size}
    by_name = {kinds.get(number, number).rpartition("/")[2]: size for number, size in travelled.items()}
    print(f"{sum(travelled.values())} bytes, {len(travelled)} requests: {by_name}")  # noqa: T201
    context.close()
    assert len(travelled) <= MOST_REQUESTS
    assert sum(travelled.values()) <= MOST_BYTES
    assert by_name["search"] <= MOST_HTML_BYTES
