"""Serves a site from memory.

A request finds a file by its whole path among those of the site, or nothing: there are no folders to list and no disk
to reach, whatever the path says.
"""

import socket
import socketserver
import sys
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

from sitegen.errors import SiteError
from sitegen.live import pages
from sitegen.live.current import Current, State
from sitegen.routes import NOT_FOUND

# By the end of the name. Anything else is bytes to keep.
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "py": "text/x-python; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/vnd.microsoft.icon",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
    "zip": "application/zip",
}
_UNKNOWN_TYPE = "application/octet-stream"
_KEEP_ALIVE_S = 15.0


def type_of(path: str) -> str:
    if path.endswith("feed.xml"):
        return "application/atom+xml"
    return _TYPES.get(path.rpartition(".")[2].lower(), _UNKNOWN_TYPE)


def path_in_site(target: str) -> str:
    """Which file of the site a request's target asks for."""
    path = unquote(target.partition("?")[0]).removeprefix("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "gilkit"
    timeout = 60  # for a request that began, or for the next one on the same connection
    current: Current  # set by `Server`

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *arguments: Any) -> None:
        """The terminal is for the builds."""

    def version_string(self) -> str:
        return self.server_version

    def _answer(self) -> None:
        state = self.current.state
        place = self.path.partition("?")[0]
        if place == pages.EVENTS:
            self._events()
        elif place == pages.SCRIPT:
            self._send(HTTPStatus.OK, pages.script(), type_of(place))
        elif place == pages.STYLE:
            self._send(HTTPStatus.OK, pages.style(), type_of("style.css"))
        elif place == pages.PROBLEMS:
            self._page(HTTPStatus.OK, pages.problems(state.problems, bool(state.files)), state)
        elif not state.files:
            # There never was a site: every address shows why.
            self._page(HTTPStatus.SERVICE_UNAVAILABLE, pages.problems(state.problems, False), state)
        else:
            self._file(path_in_site(self.path), state)

    def _file(self, path: str, state: State) -> None:
        if path not in state.files:
            self._page(HTTPStatus.NOT_FOUND, state.files.get(NOT_FOUND, b""), state)
        elif path.endswith(".html"):
            self._page(HTTPStatus.OK, state.files[path], state)
        else:
            self._send(HTTPStatus.OK, state.files[path], type_of(path))

    def _page(self, status: HTTPStatus, html: bytes, state: State) -> None:
        self._send(status, pages.with_reload(html, state), type_of("page.html"))

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self._head(status, {"Content-Type": kind, "Content-Length": str(len(content))})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _events(self) -> None:
        """Server-sent events: the state now, and each later one, until the page or the server goes."""
        self.close_connection = True
        self._head(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Connection": "close"})
        if self.command == "HEAD":
            return
        told = None
        while (state := self.current.next(told, _KEEP_ALIVE_S)) is not None:
            # A comment tells us whether the page is still there.
            line = ": still here\n\n" if state is told else f"retry: 300\ndata: {state.event}\n\n"
            self.wfile.write(line.encode())
            told = state


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, current: Current) -> None:
        """Listens at once. Raises SiteError where it can't."""
        try:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            self.address_family = family
            super().__init__(address[:2], type("Handler", (_Handler,), {"current": current}))
        except socket.gaierror as error:
            raise SiteError([f"--host {host}: {error.strerror}; give an address of this machine"]) from error
        except OSError as error:
            action = "give another one with --port, or --port 0 for any that is free"
            raise SiteError([f"can't listen at {host}, port {port}: {error.strerror}; {action}"]) from error

    @property
    def url(self) -> str:
        host, port = str(self.server_address[0]), self.server_address[1]
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was closed while it loaded is no news; anything else is our fault and gets a traceback."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)
