"""A transfer ends with the whole file, or with one clear line and nothing left."""

from pathlib import Path
from types import SimpleNamespace

import pooch.core
import pytest
import requests
from archive_server import Behaviour, serving

from roadeye.errors import InputError
from roadeye.io import fetch as module
from roadeye.io.fetch import fetch, refuse

CONTENT = bytes(range(256)) * 4000  # 1.0 MB


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooch.core, "time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(module, "RETRIES", 2)


def load(url: str, target: Path) -> tuple[list[str], list[int]]:
    logged: list[str] = []
    counted: list[int] = []
    fetch(url, target, logged.append, counted.append)
    return logged, counted


@pytest.mark.parametrize(
    ("behaviour", "requests"),
    [
        (Behaviour(CONTENT), 1),
        (Behaviour(CONTENT, break_off=[300_000, 700_000]), 3),
        (Behaviour(CONTENT, statuses=[503, 429]), 3),
    ],
    ids=["at once", "broken twice", "busy twice"],
)
def test_the_whole_file_comes(behaviour: Behaviour, requests: int, tmp_path: Path) -> None:
    with serving(behaviour) as url:
        _, counted = load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert sum(counted) == len(CONTENT)
    assert behaviour.requests == requests


def test_every_attempt_is_logged(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, break_off=[300_000])) as url:
        logged, _ = load(url, tmp_path / "a.zip")
    assert logged == [f"downloading {url}, 1 MB", f"downloading {url} again, attempt 2, 1 MB"]


@pytest.mark.parametrize(
    ("behaviour", "message", "requests"),
    [
        (Behaviour(CONTENT, break_off=[1, 2, 3, 4]), "the server broke off, 3 times in a row", 3),
        (Behaviour(CONTENT, length=2_000_000), "the server broke off, 3 times in a row", 3),
        (Behaviour(CONTENT, statuses=[503] * 9), "the server answers 503 .*, 3 times in a row", 3),
        (Behaviour(CONTENT, statuses=[403]), r"answers 403 \(Forbidden\); check the address", 1),
        (Behaviour(CONTENT, statuses=[404]), r"answers 404 \(Not Found\); check the address", 1),
        (Behaviour(CONTENT, pause=0.5), "the server was silent for 0.1 s, 3 times in a row", 3),
    ],
    ids=["broken", "promises more", "busy", "forbidden", "absent", "silent"],
)
def test_a_transfer_that_cannot_be_had(
    behaviour: Behaviour,
    message: str,
    requests: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.1 if behaviour.pause else 30)
    with serving(behaviour) as url, pytest.raises(InputError, match=message):
        load(url, tmp_path / "a.zip")
    assert behaviour.requests == requests
    assert list(tmp_path.iterdir()) == []


def test_nobody_there(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT)) as url:
        pass
    with pytest.raises(InputError, match="no connection to the server, 3 times in a row"):
        load(url, tmp_path / "a.zip")


def test_other_schemes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a web address"):
        load("file:///etc/passwd", tmp_path / "a.zip")


def test_an_encrypted_address_that_leads_to_a_plain_one_is_refused() -> None:
    asked = "https://example.org/data_road.zip"
    with (
        serving(Behaviour(CONTENT)) as url,
        pytest.raises(InputError, match=f"{asked} leads to {url}, which is not encrypted"),
    ):
        requests.get(url, timeout=9, hooks={"response": lambda it, **_: refuse(asked, it)})
