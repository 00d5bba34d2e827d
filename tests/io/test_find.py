"""Finding inputs: files, folders and patterns, each once, and nothing left out unsaid."""

import os
from pathlib import Path

import pytest

from roadeye.errors import InputError
from roadeye.io.find import each_once, find


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def _names(source: str, *, recursive: bool = False) -> list[str]:
    return [
        str(file.path.relative_to(file.root)) for file in find(source, recursive=recursive).files
    ]


def test_a_folder_gives_its_pictures_and_videos_in_natural_order(tmp_path: Path) -> None:
    _touch(tmp_path, "f10.JPG", "f2.png", "f1.webp", "f3.MOV", ".hidden.png", "sub.png/x.png")
    assert _names(str(tmp_path)) == ["f1.webp", "f2.png", "f3.MOV", "f10.JPG"]


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg", "a.txt", "b.txt", "README", "sub/b.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    assert find(str(tmp_path)).left_out == {
        "no picture or video by its name (.txt)": 2,
        "no picture or video by its name (no suffix)": 1,
        "not a regular file": 1,
        "a folder, which only a recursive search enters": 1,
    }


def test_folders_of_folders_are_mirrored(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg", "d/b.jpg", "d/e/c.mp4", ".git/x.jpg")
    assert _names(str(tmp_path), recursive=True) == ["a.jpg", "d/b.jpg", "d/e/c.mp4"]


def test_a_link_that_leads_back_up_is_entered_once(tmp_path: Path) -> None:
    _touch(tmp_path, "d/a.jpg")
    (tmp_path / "d" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "d" / "same.jpg").symlink_to(tmp_path / "d" / "a.jpg")
    assert _names(str(tmp_path), recursive=True) == ["d/a.jpg"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.jpg", ["a 9.jpg", "a 10.jpg"]),
        ("**/*.jpg", ["a 9.jpg", "a 10.jpg", "deep/ä.jpg", "drive [2]/x.jpg"]),
        ("drive [2]/*.jpg", ["x.jpg"]),  # the brackets of a folder that exists are no pattern
        ("deep/?.jpg", ["ä.jpg"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    _touch(tmp_path, "a 10.jpg", "a 9.jpg", "deep/ä.jpg", "a.png", "drive [2]/x.jpg")
    assert _names(f"{tmp_path}/{pattern}") == expected


def test_a_pattern_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path, "d/a.jpg")
    monkeypatch.chdir(tmp_path)
    assert [str(file.path) for file in find("d/*.jpg").files] == ["d/a.jpg"]
    assert [str(file.path) for file in find("*/*.jpg").files] == ["d/a.jpg"]


def test_a_file_with_brackets_in_its_name_is_a_file(tmp_path: Path) -> None:
    _touch(tmp_path, "a[1].jpg")
    assert _names(f"{tmp_path}/a[1].jpg") == ["a[1].jpg"]


def test_sources_keep_their_order_and_files_come_once(tmp_path: Path) -> None:
    _touch(tmp_path, "b.jpg", "a.jpg")
    sources = [f"{tmp_path}/b.jpg", str(tmp_path), f"{tmp_path}/./a.jpg"]
    found = each_once(file for source in sources for file in find(source).files)
    assert [file.path.name for file in found] == ["b.jpg", "a.jpg"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("none.jpg", "does not exist"),
        ("*.bmp", "matches no file"),
        ("", "holds no picture and no video"),
        ("n" * 5000, "does not exist"),
    ],
)
def test_nothing_there(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        find(f"{tmp_path}/{source}")
