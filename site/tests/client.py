"""A browser, as far as the tests of `gilkit site serve` need one."""

import http.client

from sitegen.live import pages

PATIENCE_S = 120  # for what takes a fraction of a second on a machine that is idle


def ask(port: int, target: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.putrequest(method, target)
    connection.endheaders()
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    made = answer.status, headers, answer.read()
    connection.close()
    return made


class Listener:
    """An open page: the events that it is sent."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self.connection.request("GET", pages.EVENTS)
        self.answer = self.connection.getresponse()

    def next(self) -> str:
        while True:
            line = self.answer.readline().decode()
            assert line, "the server has gone"
            if line.startswith("data: "):
                return line.removeprefix("data: ").strip()
