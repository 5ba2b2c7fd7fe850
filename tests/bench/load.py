"""A respondent as cheap as can be: one keep-alive connection, whole journeys, every reply checked."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

TOKENS = re.compile(rb'name="(csrf_token|attempt)" value="([^"]*)"')
RADIOS = re.compile(rb'type="radio"[^>]*?\sname="([a-z0-9-]+)"')


class WrongReply(AssertionError):
    """The server answered something else than the journey expects."""


@dataclass
class Browser:
    """Cookies, a connection, and how long each page took in milliseconds."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    received: int = 0

    def __post_init__(self) -> None:
        self._connect()

    def _connect(self) -> None:
        self._socket = socket.create_connection((self.host, self.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def request(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        body = urlencode(form, quote_via=quote).encode() if form else b""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: gzip"]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        began = time.perf_counter()
        self._socket.sendall("\r\n".join([*head, "", ""]).encode() + body)
        status, headers, content = self._read()
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        return status, headers, content

    def _read(self) -> tuple[int, dict[str, str], bytes]:
        status = int(self._file.readline().split()[1])
        headers: dict[str, str] = {}
        while line := self._file.readline().rstrip(b"\r\n"):
            name, _, value = line.decode("latin-1").partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
            headers[name.lower()] = value
            self.received += len(line) + 2
        content = self._file.read(int(headers.get("content-length", "0")))
        self.received += len(content)
        if headers.get("connection", "").lower() == "close":
            self.close()
            self._connect()
        return (
            status,
            headers,
            gzip.decompress(content) if headers.get("content-encoding") == "gzip" else content,
        )

    def get(self, path: str) -> tuple[str, bytes]:
        """The page at a path, through redirects: (where it ended, its content)."""
        for _ in range(5):
            status, headers, content = self.request("GET", path)
            if status not in (302, 303):
                break
            path = headers["location"]
        if status != 200:
            raise WrongReply(f"GET {path}: {status}")
        return path, content

    def post(self, path: str, page: bytes, form: dict[str, str]) -> tuple[str, bytes]:
        """Sends a form with the page's tokens and follows to the next page."""
        tokens = {name.decode(): value.decode() for name, value in TOKENS.findall(page)}
        status, headers, _ = self.request("POST", path, {**tokens, **form})
        if status != 303:
            raise WrongReply(f"POST {path}: {status}")
        return self.get(headers["location"])


def journey(host: str, port: int, entrance: str) -> list[float]:
    """One whole journey through the full form; returns the milliseconds of each request."""
    browser = Browser(host, port)
    try:
        path, page = browser.get(entrance)
        path, page = browser.post(entrance, page, {"agree": "yes"})
        if path.endswith("/about"):
            path, page = browser.post(path, page, {"role": "manager"})
        while "/areas/" in path:
            names = dict.fromkeys(name.decode() for name in RADIOS.findall(page))
            answers = {name: str(1 + (len(path) + i) % 5) for i, name in enumerate(names)}
            path, page = browser.post(
                path, page, {**answers, "comment": "We plan together more than we did."}
            )
        path, page = browser.post(path, page, {"keep": "The joint training days."})
        path, page = browser.post(path, page, {})
        if not path.endswith("/done") or b"Thank you" not in page:
            raise WrongReply(f"ended at {path}")
        return browser.milliseconds
    finally:
        browser.close()


def many(host: str, port: int, entrance: str, people: int, seconds: float) -> tuple[float, list[float]]:
    """`people` at once for about `seconds`: (journeys a second, milliseconds of every request)."""
    milliseconds: list[float] = []
    done = 0
    lock = threading.Lock()
    began = time.perf_counter()
    faults: list[BaseException] = []

    def person() -> None:
        nonlocal done
        while time.perf_counter() - began < seconds and not faults:
            try:
                mine = journey(host, port, entrance)
            except BaseException as fault:
                faults.append(fault)
                return
            with lock:
                done += 1
                milliseconds.extend(mine)

    threads = [threading.Thread(target=person) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return done / (time.perf_counter() - began), milliseconds
