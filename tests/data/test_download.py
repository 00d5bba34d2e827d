"""A data set arrives whole or not at all."""

import hashlib
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from archive_server import Behaviour, kitti_members, serving, zipped

from roadeye.data.archives import KITTI_ROAD, Archive, find_archive
from roadeye.data.download import download, is_complete
from roadeye.errors import InputError, OutputError

NAMES = ("training/image_2/um_000000.png", "training/gt_image_2/um_road_000000.png")
SMALL = replace(KITTI_ROAD, bytes=1000, required=frozenset({*NAMES, "testing/image_2/a.png"}))
MEMBERS = {f"data_road/{name}": name.encode() for name in SMALL.required}


@contextmanager
def unseen(what: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda _: None


def get(out: Path, source: Path | str, archive: Archive = SMALL) -> list[str]:
    logged: list[str] = []
    download(archive, out, source, logged.append, unseen)
    return logged


def tree(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_archive_is_loaded_unpacked_and_removed(tmp_path: Path) -> None:
    with serving(Behaviour(zipped(MEMBERS))) as url:
        said = get(tmp_path / "out", url)
    assert tree(tmp_path / "out") == sorted(SMALL.required)
    assert is_complete(SMALL, tmp_path / "out")
    assert any("none of the known copies" in line for line in said)


def test_archive_that_is_here_is_used_and_kept(tmp_path: Path) -> None:
    source = tmp_path / "here.zip"
    source.write_bytes(zipped({name.removeprefix("data_road/"): b"x" for name in MEMBERS}))
    get(tmp_path / "out", source)
    assert tree(tmp_path / "out") == sorted(SMALL.required)
    assert source.is_file()


def test_known_copy_is_said(tmp_path: Path) -> None:
    content = zipped(MEMBERS)
    digest = hashlib.sha256(content).hexdigest()
    source = tmp_path / "here.zip"
    source.write_bytes(content)
    said = get(tmp_path / "out", source, replace(SMALL, sha256=frozenset({digest})))
    assert f"SHA-256 {digest}: a known copy of data_road.zip" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>Please log in</html>", "cannot be read as a zip file"),
        (zipped({"cats/1.png": b"cat"}), r"is not KITTI Road: 3 of its 3 files are missing"),
        (zipped(MEMBERS)[:-30], "cannot be read as a zip file"),
        (zipped({**MEMBERS, "../evil": b""}), "no plain path"),
        (zipped(MEMBERS).replace(b"image_2/a.pngtesting", b"image_2/a.pngTESTING"), "is damaged"),
    ],
)
def test_wrong_file_leaves_nothing(content: bytes, message: str, tmp_path: Path) -> None:
    with serving(Behaviour(content)) as url, pytest.raises(InputError, match=message):
        get(tmp_path / "out", url)
    assert tree(tmp_path) == []


def test_wrong_file_of_the_user_is_not_removed(tmp_path: Path) -> None:
    source = tmp_path / "here.zip"
    source.write_bytes(b"no zip")
    with pytest.raises(InputError):
        get(tmp_path / "out", source)
    assert tree(tmp_path) == ["here.zip"]


def test_length_that_is_too_short_is_found(tmp_path: Path) -> None:
    served = Behaviour(zipped(MEMBERS), length=200)
    with serving(served) as url, pytest.raises(InputError, match="cannot be read as a zip file"):
        get(tmp_path / "out", url)


def test_half_a_data_set_is_not_touched(tmp_path: Path) -> None:
    half = tmp_path / NAMES[0]
    half.parent.mkdir(parents=True)
    half.write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"already has training, but 2 of the 3 files"):
        get(tmp_path, tmp_path / "here.zip")
    assert tree(tmp_path) == [NAMES[0]]


def test_disk_without_room_is_found_before_the_transfer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**6, 10**6))
    served = Behaviour(zipped(MEMBERS))
    with serving(served) as url, pytest.raises(OutputError, match=r"needs 50 MB .* has 1 MB"):
        get(tmp_path, url)
    assert served.requests == 0


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_unwritable_folder(out: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OutputError, match="choose"):
        get(tmp_path / out, "http://127.0.0.1:1/never-asked")


def test_missing_source(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file; expected the archive"):
        get(tmp_path / "out", tmp_path / "none.zip")


def test_unknown_name_lists_the_known() -> None:
    with pytest.raises(InputError, match=r"'kitty' .* known: kitti-road"):
        find_archive("kitty")


def test_official_archive_has_its_published_counts() -> None:
    kinds = [name.rsplit("/", 1)[0] for name in KITTI_ROAD.required]
    assert kinds.count("training/image_2") == kinds.count("training/gt_image_2") == 289
    assert kinds.count("testing/image_2") == 290
    assert len(kitti_members()) == 289 * 3 + 290 * 2
