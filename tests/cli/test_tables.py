"""Names that look like rich's markup, or move the cursor, in tables of the commands."""

import json
from pathlib import Path

import numpy as np
import pytest
from label_folders import labelme

from roadeye.cli import main
from roadeye.io.images import write_png

NAMES = ("[bold]a", ":car:[b", "\x1b[31mred")
SHOWN = ("[bold]a", ":car:[b", "\\x1b[31mred")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as left:
        main([str(one) for one in arguments])
    assert left.value.code == 0
    return capsys.readouterr().out


def test_names_of_pictures_splits_and_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, maps = tmp_path / "[" / "]data", tmp_path / "maps"  # its path holds [/]
    for name in NAMES:
        write_png(data / "images" / f"{name}.png", np.zeros((9, 14, 3), np.uint8))
        write_png(data / "masks" / f"{name}.png", np.eye(9, 14, dtype=np.uint8) * 255)
        write_png(maps / f"{name}.png", np.full((9, 14), 255, np.uint8))
    names = tmp_path / "names.json"
    names.write_text(json.dumps({"[/]": NAMES}))
    split = ("--split", f"{names}:[/]")
    for command in (("evaluate", data, "--predictions", maps), ("compare", maps, maps, data)):
        table = printed(capsys, *command, *split)
        assert "\x1b" not in table
        assert all(name in table for name in SHOWN)
        assert "names.json:[/]" in table.replace("\n", "")  # the line is wrapped
    checked = printed(capsys, "data", "check", data).replace("\n", "")
    assert "[/]data (images + masks)" in checked


@pytest.mark.parametrize(
    ("name", "shown"), [("[/]", "[/]"), ("[bold]road", "[bold]road"), ("\x1b[1m", "\\x1b[1m")]
)
def test_names_of_classes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, shown: str
) -> None:
    labelme(tmp_path, label=name)
    assert f"│ {shown} " in printed(capsys, "data", "import", tmp_path)
