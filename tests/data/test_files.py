"""Every file below a folder is either read or left out with a reason; links do not trap."""

import os
from collections import Counter
from pathlib import Path

import pytest

from roadeye.data import files
from roadeye.data.files import BROKEN_LINK, HIDDEN, NOT_REGULAR, READ_BEFORE, beside, scan

PNG = frozenset({".png"})


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_each_file_is_read_or_left_out_with_a_reason(tmp_path: Path) -> None:
    touch(tmp_path, "a.png", "b.PNG", "s/t/c.png", "d.heic", "e", "Thumbs.db", ".f.png", ".g")
    touch(tmp_path, ".ipynb_checkpoints/a.png")
    os.mkfifo(tmp_path / "h.png")
    (tmp_path / "i.png").symlink_to("nowhere")
    (tmp_path / "j.png").symlink_to("j.png")
    found = scan(tmp_path, PNG)
    assert [(folder, path.name) for folder, path in found.files] == [
        ("", "a.png"),
        ("", "b.PNG"),
        ("s/t", "c.png"),
    ]
    assert {entry.path.name: entry.reason for entry in found.left_out} == {
        ".f.png": HIDDEN,
        ".ipynb_checkpoints": HIDDEN,
        "d.heic": "unknown suffix .heic",
        "e": "no suffix",
        "h.png": NOT_REGULAR,
        "i.png": BROKEN_LINK,
        "j.png": BROKEN_LINK,
    }


def test_a_link_back_upwards_is_followed_once(tmp_path: Path) -> None:
    touch(tmp_path, "a/b/c.png")
    (tmp_path / "a" / "b" / "up").symlink_to("../..", target_is_directory=True)
    found = scan(tmp_path, PNG)
    assert [path.name for _, path in found.files] == ["c.png"]
    assert [entry.reason for entry in found.left_out] == [READ_BEFORE]


def test_pictures_beside_known_folders_are_found_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "images/a.png", "old/deep/b.png", "old/c.jpg", "d.png", "notes.txt", "e/f.txt")
    (tmp_path / "old" / "up").symlink_to("..", target_is_directory=True)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    (tmp_path / "again").symlink_to("images", target_is_directory=True)
    left_out = beside(tmp_path, frozenset({"images"}))
    assert Counter(entry.reason for entry in left_out)["beside the folders of the layout"] == 1
    assert [entry.path.name for entry in left_out] == ["d.png", "c.jpg", "b.png"]
    monkeypatch.setattr(files, "MOST_BESIDE", 2)
    assert [entry.path.name for entry in beside(tmp_path, frozenset({"images"}))] == ["d.png"]
