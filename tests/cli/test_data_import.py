"""`roadeye data import` through its entry point."""

import json
from pathlib import Path

import label_folders
import pytest
from json_reference import undocumented
from label_folders import labelme, picture

from roadeye.cli import main
from roadeye.data.detect import open_dataset
from roadeye.io.images import read_image


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main(["data", "import", *map(str, arguments)])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_classes_are_listed_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelme(tmp_path)
    assert run(tmp_path) == 0
    told = capsys.readouterr().out
    assert "labelme, 1 picture with labels" in told
    assert "│ road  │        1 │     1 │" in told
    assert "--road NAME[,NAME] -o DIR" in told
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "a.json"}


def test_an_import_is_a_data_set_with_a_contact_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src, out = tmp_path / "src", tmp_path / "out"
    labelme(src)
    picture(src / "unlabelled.png")
    assert run(src, "-o", out, "--road", "road", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["classes"] == {"road": {"pictures": 1, "areas": 1}}
    assert not undocumented("data import", {*report, *report["classes"]["road"]})
    assert (report["format"], report["written"]) == ("labelme", 1)
    assert report["without_label"] == ["unlabelled"]
    assert read_image(out / "contact_sheet.jpg").shape[1] > 300
    dataset = open_dataset(out)
    assert [item.name for item in dataset.items] == ["a"]
    assert dataset.left_out == ()
    assert run(src, "-o", tmp_path / "all", "--road", "road", "--empty") == 0
    assert len(open_dataset(tmp_path / "all").items) == 2


def test_broken_files_are_named_and_the_others_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelme(tmp_path / "src")
    labelme(tmp_path / "src", "b").write_text("{")
    assert run(tmp_path / "src", "-o", tmp_path / "out", "--road", "road") == 1
    assert "b.json is not a labelme file" in capsys.readouterr().err
    assert (tmp_path / "out" / "masks" / "a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--road", "raod"], "no class 'raod'; the nearest is 'road'"),
        ([], "Name them with --road NAME[,NAME]."),
        (["--road", "road", "--ignore", "road"], "cannot be road and not count at once"),
    ],
)
def test_wrong_requests_write_nothing(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelme(tmp_path / "src")
    assert run(tmp_path / "src", "-o", tmp_path / "out", *arguments) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label_folders.roboflow(tmp_path / "src")
    assert run(tmp_path / "src", "-o", tmp_path / "out", "--road", "road") == 0
    assert run(tmp_path / "src", "-o", tmp_path / "out", "--road", "road") == 2
    assert "exists already" in capsys.readouterr().err
