"""Who may ask, and the headers of every answer."""

from collections.abc import Iterator

import httpx
import pytest
from live_server import live_client

from roadeye.server.guard import HEADERS, Access

TOKEN = "käse"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with live_client(access=Access(TOKEN, ("127.0.0.1", "road.example"))) as client:
        yield client


def bearer(token: str, scheme: str = "Bearer") -> dict[bytes, bytes]:
    return {b"Authorization": f"{scheme} {token}".encode()}


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/v1/models", "/nothing", "/style.css"])
def test_every_answer_has_the_headers(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    for name in HEADERS:
        assert name in response.headers
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "server" not in response.headers
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (bearer("kase"), 401),
        ({b"Authorization": b"Bearer"}, 401),
        (bearer("x" * 5000), 401),
        (bearer(TOKEN, "Basic"), 401),
        (bearer(TOKEN), 200),
        (bearer(TOKEN, "bearer"), 200),
    ],
)
def test_the_api_asks_for_the_token(
    client: httpx.Client, headers: dict[bytes, bytes], status: int
) -> None:
    for path in ("/v1/models", "/metrics"):
        response = client.get(path, headers=headers)
        assert response.status_code == status
        if status == 401:
            assert response.json()["code"] == "no-token"
            assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/docs", "/openapi.json"])
def test_the_page_and_the_checks_need_no_token(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:80", 200),
        ("ROAD.example", 200),
        ("evil.example", 421),
        ("evil.example:127", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_other_names_of_the_server_are_refused(
    client: httpx.Client, host: str, status: int
) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_a_form_on_a_page_of_another_site_is_refused(client: httpx.Client) -> None:
    headers = {**bearer(TOKEN), b"Sec-Fetch-Site": b"cross-site"}
    response = client.post("/v1/segment", files={"image": b"x"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


def test_what_is_counted_names_addresses_that_exist_alone(client: httpx.Client) -> None:
    client.get("/some/secret/path")
    told = client.get("/metrics", headers=bearer(TOKEN)).text
    assert 'roadeye_requests_total{route="none",status="404"}' in told
    assert "secret" not in told
    assert "python_info" not in told
