"""What `gilkit site serve` has at which address, and how open pages hear of a change."""

import re
import socket
import threading
from collections.abc import Iterator

import pytest
from client import Listener, ask
from dom import parse
from sitegen.errors import SiteError
from sitegen.live import pages
from sitegen.live.current import Current
from sitegen.live.server import Server, path_in_site, type_of

PAGE = b"<!doctype html><html><head><title>T</title></head><body>1</body></html>"
FILES = {
    "index.html": PAGE,
    "404.html": PAGE.replace(b"T", b"Gone"),
    "lessons/one.html": PAGE,
    "assets/site.0.css": b"b{}",
    "feed.xml": b"<feed/>",
}


@pytest.fixture
def current() -> Current:
    made = Current()
    made.good(FILES)
    return made


@pytest.fixture
def port(current: Current) -> Iterator[int]:
    with Server("127.0.0.1", 0, current) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1]
        current.end()
        server.shutdown()


# --- what is where ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/", "/index.html", "/index.html?x=1", "/lessons/one.html", "/lessons/%6fne.html"])
def test_pages_are_found(port: int, target: str) -> None:
    status, headers, body = ask(port, target)
    assert status == 200 and headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
    assert int(headers["content-length"]) == len(body)
    assert pages.SCRIPT.encode() in body


def test_only_pages_get_the_script(port: int) -> None:
    status, headers, body = ask(port, "/assets/site.0.css")
    assert (status, headers["content-type"], body) == (200, "text/css; charset=utf-8", b"b{}")


def test_the_page_is_otherwise_as_it_was_built(port: int) -> None:
    body = ask(port, "/")[2]
    assert re.sub(rb'<script defer src="/\.gilkit/reload\.js" data-state="good [^"]+"></script>\n', b"", body) == PAGE


def test_head_has_no_body(port: int) -> None:
    status, headers, body = ask(port, "/", "HEAD")
    assert status == 200 and body == b"" and int(headers["content-length"]) > len(PAGE)


@pytest.mark.parametrize(
    "target",
    [
        "/nothing.html",
        "/lessons",
        "/lessons/",
        "/assets/",
        "/index.html/",
        "/../index.html",
        "/lessons/../index.html",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/etc/passwd",
        "/%00",
        "/\\..\\index.html",
        "/.gilkit/",
        "/.gilkit/../index.html",
    ],
)
def test_everything_else_is_the_page_that_says_so(port: int, target: str) -> None:
    status, headers, body = ask(port, target)
    assert status == 404 and headers["content-type"].startswith("text/html")
    assert parse(body.decode()).one("title").text == "Gone"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(port: int, method: str) -> None:
    assert ask(port, "/", method)[0] == 501


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.PNG", "image/png"),
        ("results.json", "application/json"),
        ("sitemap.xml", "application/xml"),
        ("feed.xml", "application/atom+xml"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("python.wasm", "application/wasm"),
        ("index.pf_meta", "application/octet-stream"),
        ("Makefile", "application/octet-stream"),
    ],
)
def test_types(path: str, expected: str) -> None:
    assert type_of(path) == expected


def test_folders_are_their_index() -> None:
    assert [path_in_site(target) for target in ("/", "/a/", "/a", "/?q", "http://[")] == [
        "index.html",
        "a/index.html",
        "a",
        "index.html",
        "http://[",
    ]


# --- news -------------------------------------------------------------------------------------------------------------


def state_of(body: bytes) -> str:
    (script,) = [node for node in parse(body.decode()).all("script") if node.attrs["src"] == pages.SCRIPT]
    return script.attrs["data-state"]


def test_a_page_hears_of_what_it_was_served_with_and_of_what_comes(port: int, current: Current) -> None:
    shown = state_of(ask(port, "/")[2])
    listener = Listener(port)
    assert listener.answer.getheader("content-type") == "text/event-stream"
    assert listener.next() == shown  # so a page that was loaded just before a build misses nothing
    current.good({**FILES, "index.html": PAGE.replace(b">1<", b">2<")})
    news = listener.next()
    assert news.startswith("good ") and news != shown
    body = ask(port, "/")[2]
    assert b">2<" in body and state_of(body) == news


def test_every_open_page_hears_it(port: int, current: Current) -> None:
    listeners = [Listener(port) for _ in range(5)]
    for listener in listeners:
        listener.next()
    current.good(FILES)
    assert len({listener.next() for listener in listeners}) == 1


def test_of_a_broken_build_the_problems_are_shown_and_the_old_site_stays(port: int, current: Current) -> None:
    listener = Listener(port)
    listener.next()
    current.broken(["lessons/x/lesson.md:3: <script>alert(1)</script> & \u05d0"])
    assert listener.next().startswith("broken ")
    assert ask(port, "/")[0] == 200 and b">1<" in ask(port, "/")[2]
    status, _, body = ask(port, pages.PROBLEMS)
    page = parse(body.decode())
    assert status == 200
    assert page.one("li").text == "lessons/x/lesson.md:3: <script>alert(1)</script> & \u05d0"
    assert len(page.all("script")) == 1 and page.one("li").one("code").attrs["dir"] == "auto"
    policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attrs["content"]
    assert "unsafe" not in policy and "default-src 'none'" in policy


def test_a_site_that_never_was_shows_why_everywhere(port: int, current: Current) -> None:
    current.good({})
    current.broken(["a", "b"])
    for target in ("/", "/lessons/one.html"):
        status, _, body = ask(port, target)
        assert status == 503 and len(parse(body.decode()).all("li")) == 2 and state_of(body).startswith("broken ")


def test_the_script_and_the_style_are_there(port: int) -> None:
    assert ask(port, pages.SCRIPT)[1]["content-type"] == "text/javascript; charset=utf-8"
    assert b"EventSource" in ask(port, pages.SCRIPT)[2]
    assert b"--ink:" in ask(port, pages.STYLE)[2]


def test_states_of_two_servers_differ() -> None:
    one, other = Current(), Current()
    one.good(FILES)
    other.good(FILES)
    assert one.state.name != other.state.name


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(SiteError, match=r"port \d+: Address already in use; give another one with --port"):
            Server("127.0.0.1", taken.getsockname()[1], Current())


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(SiteError, match="--host no such host: .*; give an address of this machine"):
        Server("no such host", 0, Current())
