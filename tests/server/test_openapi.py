"""The description of the API is valid, complete, and readable."""

from collections.abc import Iterator

import httpx
import pytest
from live_server import live_client

from roadeye.server.problem_details import KINDS


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with live_client() as client:
        yield client


def test_the_document_is_openapi(client: httpx.Client) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    document = client.get("/openapi.json").json()
    validator.validate(document)
    assert document["openapi"].startswith("3.1")
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema["properties"].items():
            assert told.get("description"), f"{name}.{field}"


def test_every_get_address_in_it_answers(client: httpx.Client) -> None:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        if "get" in methods and "{" not in path:
            assert client.get(path).status_code == 200


def test_the_readable_page_names_everything_and_loads_from_here_alone(
    client: httpx.Client,
) -> None:
    page = client.get("/docs").text
    for code in KINDS:
        assert f'id="{code}"' in page
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page
    assert "<script" not in page
    assert 'src="http' not in page
    assert 'href="http' not in page
