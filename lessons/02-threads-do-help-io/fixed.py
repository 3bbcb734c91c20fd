"""How long do four pages from a slow server take, compared with one?"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import ProxyHandler, build_opener

direct = build_opener(ProxyHandler({}))  # the server is close by, so ask no proxy


class SlowPage(BaseHTTPRequestHandler):
    """Takes 0.3 s for each page, and notes how many it is asked for at once."""

    lock = threading.Lock()
    waiting = 0
    most_waiting = 0

    def do_GET(self) -> None:
        with self.lock:
            SlowPage.waiting += 1
            SlowPage.most_waiting = max(SlowPage.most_waiting, SlowPage.waiting)
        time.sleep(0.3)
        with self.lock:
            SlowPage.waiting -= 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"This is {self.path}.\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        pass  # no line on stderr for each request


def download(url: str) -> bytes:
    with direct.open(url, timeout=10) as answer:
        return answer.read()


def download_all(urls: list[str]) -> list[bytes]:
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(download, urls))


def timed(urls: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of computing."""
    clock, computing = time.perf_counter(), time.process_time()
    download_all(urls)
    return time.perf_counter() - clock, time.process_time() - computing


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    urls = [f"http://127.0.0.1:{server.server_port}/page-{n}" for n in range(4)]

    one, _ = timed(urls[:1])
    four, computing = min(timed(urls), timed(urls))  # the better of two tries

    print(f"one page {one:.2f} s, four pages {four:.2f} s, {four / one:.1f} times as long")
    print(f"computing during the four pages: {computing * 1000:.0f} ms")
    print(f"pages that the server was asked for at once: {SlowPage.most_waiting}")
