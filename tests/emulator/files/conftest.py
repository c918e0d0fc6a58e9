"""A client of the Files API, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from conformance.emulator import serving
from conformance.emulator.files.library import PART_BYTES
from conformance.schema import load

Json = dict[str, Any]

NOW = 1_795_000_000.0
LIMIT = 2 * PART_BYTES + 100


@dataclass
class Now:
    """A clock that stands."""

    seconds: float = NOW

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Files:
    """The Files API of an emulator as one key sees it. Every answer has to be valid by the strict schemas."""

    http: httpx.Client
    now: Now
    prefix: str = "/v1beta"
    key: str = "test-key"
    revision: str = "2026-11-16"

    @property
    def headers(self) -> dict[str, str]:
        return {"x-goog-api-key": self.key}

    @property
    def address(self) -> str:
        """Where bytes are sent to."""
        return f"{str(self.http.base_url).rstrip('/')}/upload{self.prefix}/files"

    def at(self, base_url: str) -> Files:
        """The same client of another emulator."""
        self.http.base_url = base_url
        return self

    def as_key(self, key: str) -> Files:
        return Files(self.http, self.now, self.prefix, key, self.revision)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A request with the key, below the prefix unless ``path`` is a whole address."""
        target = path if path.startswith("http") else self.prefix + path
        headers = {**self.headers, **options.pop("headers", {})}
        return self.http.request(method, target, headers=headers, **options)

    def start(self, size: int | None, mime_type: str = "image/png", **file: Any) -> httpx.Response:
        """Open a resumable upload of ``size`` bytes."""
        announced = {} if size is None else {"x-goog-upload-header-content-length": str(size)}
        headers = {
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-command": "start",
            "x-goog-upload-header-content-type": mime_type,
            **announced,
        }
        return self.send(
            "POST", f"{self.http.base_url}/upload{self.prefix}/files", headers=headers, json={"file": file}
        )

    def opened(self, size: int | None, mime_type: str = "image/png", **file: Any) -> str:
        """The address of an opened upload."""
        answer = self.start(size, mime_type, **file)
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-goog-upload-status"] == "active"
        return str(answer.headers["x-goog-upload-url"])

    def chunk(self, address: str, data: bytes, offset: int, *, command: str = "upload") -> httpx.Response:
        """Send bytes as the SDKs do: without a key."""
        headers = {"x-goog-upload-command": command, "x-goog-upload-offset": str(offset)}
        return self.http.post(address, headers=headers, content=data)

    def command(self, address: str, command: str) -> httpx.Response:
        """A command without bytes."""
        return self.http.post(address, headers={"x-goog-upload-command": command})

    def uploaded(self, data: bytes = b"picture", mime_type: str = "image/png", **file: Any) -> Json:
        """The file that a whole resumable upload makes."""
        address = self.opened(len(data), mime_type, **file)
        return self.file(self.chunk(address, data, 0, command="upload, finalize"))

    def file(self, answer: httpx.Response) -> Json:
        """The file in the answer that ends an upload."""
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-goog-upload-status"] == "final"
        return dict(self.valid("FileUploadResponse", answer)["file"])

    def get(self, name: str) -> Json:
        """What is known of a file."""
        return self.valid("File", self.send("GET", "/" + name))

    def valid(self, kind: str, answer: httpx.Response) -> Json:
        """The JSON of a success, after holding it against the schema of its ``kind``."""
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json; charset=UTF-8"
        assert [str(v) for v in load(self.revision).check(kind, answer.json(), profile="strict")] == []
        return dict(answer.json())

    def refused(self, answer: httpx.Response) -> tuple[int, str, str]:
        """HTTP status, status word and message of a refusal, which has to be a ``google.rpc.Status``."""
        error = answer.json()["error"]
        assert error["code"] == answer.status_code >= 400
        assert list(error)[:3] == ["code", "message", "status"]
        return answer.status_code, error["status"], error["message"]


def until(answer: Callable[[], httpx.Response], wanted: Callable[[httpx.Response], bool]) -> httpx.Response:
    """The first answer of the wanted kind; asks a bounded number of times."""
    for _ in range(5000):
        if wanted(found := answer()):
            return found
    raise AssertionError(f"still {found.status_code} {dict(found.headers)}")


@pytest.fixture(scope="module")
def now() -> Now:
    return Now()


@pytest.fixture(scope="module")
def base_url(now: Now) -> Iterator[str]:
    with serving(clock=now, file_limit=LIMIT, seed=1) as url:
        yield url


@pytest.fixture
def files(base_url: str, now: Now, request: pytest.FixtureRequest) -> Iterator[Files]:
    """A client with a key of its own per test, so that no test sees the files of another."""
    now.seconds = NOW
    with httpx.Client(base_url=base_url, verify=False, timeout=30) as http:
        yield Files(http, now, key=f"key of {request.node.name}")
