"""A transfer ends with the whole file, or with one clear line and nothing lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from archive_server import Behaviour, serving

from roadeye.data.transfer import Patience, fetch
from roadeye.errors import InputError, OutputError

CONTENT = bytes(range(256)) * 400  # 102,400 bytes
QUICK = Patience(attempts=3, worth=1, timeout=1.0, pause=0.01)


@contextmanager
def unseen(total: int | None) -> Iterator[Callable[[int], None]]:
    yield lambda _: None


def load(url: str, target: Path, patience: Patience = QUICK) -> list[str]:
    said: list[str] = []
    fetch(url, target, said.append, unseen, patience)
    return said


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_whole_file_at_once(tmp_path: Path) -> None:
    served = Behaviour(CONTENT)
    with serving(served) as url:
        assert load(url, tmp_path / "a.zip") == []
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert files(tmp_path) == ["a.zip"]
    assert served.requests == [""]


def test_meter_counts_every_byte(tmp_path: Path) -> None:
    counted: list[int] = []

    @contextmanager
    def meter(total: int | None) -> Iterator[Callable[[int], None]]:
        assert total == len(CONTENT)
        yield counted.append

    with serving(Behaviour(CONTENT)) as url:
        fetch(url, tmp_path / "a.zip", print, meter, QUICK)
    assert sum(counted) == len(CONTENT)


def test_broken_transfer_goes_on_where_it_stopped(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, break_off=[30_000, 50_000])
    with serving(served) as url:
        said = load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert served.requests == ["", "bytes=30000-", "bytes=80000-"]
    assert "broke off after 0.0 of 0.1 MB" in said[0]


def test_next_call_goes_on(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, break_off=[30_000], statuses=[])
    with serving(served) as url:
        with pytest.raises(InputError, match=r"1 times in a row; what has come is kept in .*part"):
            load(url, tmp_path / "a.zip", Patience(attempts=1, worth=10**9, pause=0.01))
        assert files(tmp_path) == ["a.zip.part", "a.zip.part.json"]
        load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert served.requests == ["", "bytes=30000-"]


def test_server_without_ranges_is_asked_for_everything_again(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, break_off=[30_000], ranges=False)) as url:
        load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT


def test_changed_file_is_not_joined_to_the_old_beginning(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, break_off=[30_000])) as url:
        with pytest.raises(InputError):
            load(url, tmp_path / "a.zip", Patience(attempts=1, worth=10**9))
        old = url
    other = bytes(reversed(CONTENT))
    port = int(old.rsplit(":", 1)[1].split("/")[0])
    assert port
    with serving(Behaviour(other, tag='"two"')) as url:
        note = tmp_path / "a.zip.part.json"
        note.write_text(note.read_text().replace(old, url))  # the same address, a new file
        load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == other


def test_part_of_another_address_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "a.zip.part").write_bytes(b"something else")
    served = Behaviour(CONTENT)
    with serving(served) as url:
        load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert served.requests == [""]


def test_part_that_is_too_long_is_dropped(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, break_off=[30_000])
    with serving(served) as url:
        with pytest.raises(InputError):
            load(url, tmp_path / "a.zip", Patience(attempts=1, worth=10**9))
        with (tmp_path / "a.zip.part").open("ab") as part:
            part.write(bytes(200_000))
        said = load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert "416" in said[0]


def test_busy_server_is_asked_again(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, statuses=[503, 500])
    with serving(served) as url:
        said = load(url, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == CONTENT
    assert "503" in said[0]
    assert "500" in said[1]


def test_server_that_stays_busy_is_given_up(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, statuses=[503] * 9)
    with serving(served) as url, pytest.raises(InputError, match=r"503 .* 3 times in a row"):
        load(url, tmp_path / "a.zip")
    assert len(served.requests) == 3
    assert files(tmp_path) == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_refusal_is_final(status: int, tmp_path: Path) -> None:
    served = Behaviour(CONTENT, statuses=[status])
    with serving(served) as url, pytest.raises(InputError, match=f"answers {status}"):
        load(url, tmp_path / "a.zip")
    assert len(served.requests) == 1


def test_promise_of_more_than_there_is(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, length=len(CONTENT) + 5000)
    with serving(served) as url, pytest.raises(InputError, match="times in a row"):
        load(url, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_silent_server_is_given_up(tmp_path: Path) -> None:
    served = Behaviour(CONTENT, pause=1.0)
    patience = Patience(attempts=2, worth=1, timeout=0.1, pause=0.01)
    with serving(served) as url, pytest.raises(InputError, match=r"timed out.*2 times in a row"):
        load(url, tmp_path / "a.zip", patience)


def test_nobody_there(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT)) as url:
        pass
    with pytest.raises(InputError, match="no connection to the server"):
        load(url, tmp_path / "a.zip")


def test_other_schemes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no web address"):
        load("file:///etc/passwd", tmp_path / "a.zip")


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with serving(Behaviour(CONTENT)) as url, pytest.raises(OutputError, match="cannot write"):
        load(url, tmp_path / "file" / "a.zip")
