"""Finding unique and naming outputs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.errors import InputError
from roadeye.io.names import output_names
from roadeye.io.source import find, unique


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_gives_its_pictures_in_natural_order(tmp_path: Path) -> None:
    _touch(tmp_path, "f10.JPG", "f2.png", "f1.webp", "notes.txt", ".hidden.png", "sub.png/x.png")
    assert [path.name for path in find(str(tmp_path))] == ["f1.webp", "f2.png", "f10.JPG"]


def test_patterns(tmp_path: Path) -> None:
    _touch(tmp_path, "a 10.jpg", "a 9.jpg", "deep/ä.jpg", "a.png")
    assert [path.name for path in find(f"{tmp_path}/*.jpg")] == ["a 9.jpg", "a 10.jpg"]
    assert [path.name for path in find(f"{tmp_path}/**/*.jpg")] == ["a 9.jpg", "a 10.jpg", "ä.jpg"]


def test_a_file_with_brackets_in_its_name_is_a_file(tmp_path: Path) -> None:
    _touch(tmp_path, "a[1].jpg")
    assert find(f"{tmp_path}/a[1].jpg") == [tmp_path / "a[1].jpg"]


def test_sources_keep_their_order_and_files_come_once(tmp_path: Path) -> None:
    _touch(tmp_path, "b.jpg", "a.jpg")
    sources = [f"{tmp_path}/b.jpg", str(tmp_path), f"{tmp_path}/./a.jpg"]
    found = unique(path for source in sources for path in find(source))
    assert [path.name for path in found] == ["b.jpg", "a.jpg"]


@pytest.mark.parametrize(
    ("source", "words"),
    [("none.jpg", "does not exist"), ("*.bmp", "matches no file"), ("", "holds no picture")],
)
def test_nothing_there(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        find(f"{tmp_path}/{source}")


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["x/a.jpg", "x/b.jpg"], ["a", "b"]),
        (["a.jpg", "a.png"], ["a_jpg", "a_png"]),
        (["x/a.jpg", "y/a.jpg"], ["x_a_jpg", "y_a_jpg"]),
        (["x/a.jpg", "y/A.jpg"], ["x_a_jpg", "y_A_jpg"]),  # some disks see no case
        (
            ["a.jpg", "a.png", "a_png.jpg"],
            ["a_jpg", "a_png", "a_png_jpg"],
        ),  # the second is FOLDER_a_png
    ],
)
def test_names(paths: list[str], names: list[str], tmp_path: Path) -> None:
    found = output_names([tmp_path / path for path in paths])
    assert [name.removeprefix(f"{tmp_path.name}_") for name in found] == names


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "a/", "a/b/", "b/", "a_b/"]),
            st.sampled_from("ABab"),
            st.sampled_from(["", ".jpg", ".png", "_jpg.png"]),
        ),
        unique=True,
        max_size=12,
    )
)
def test_names_never_collide_and_do_not_depend_on_chance(parts: list[tuple[str, str, str]]) -> None:
    paths = [Path("/" + "".join(part)) for part in parts]
    names = output_names(paths)
    assert len({name.casefold() for name in names}) == len(paths)
    assert output_names(paths) == names
