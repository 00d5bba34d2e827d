"""Each command of the guide runs, in its order, on what the one before wrote."""

from pathlib import Path

import pytest
from console_blocks import REPOSITORY, console_commands, run, to_run

from roadeye.io.atomic import write_text
from roadeye.scenes import write_dataset

PAGE = REPOSITORY / "docs" / "tutorial" / "your-camera.md"
EXCEPTIONS = {"labelme drafts": "opens a window; tests/labelling/test_prelabel.py opens the files"}
MINUTES = 30


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.tf
def test_every_command_runs(tmp_path: Path) -> None:
    write_dataset(tmp_path / "drawn", 16, 8, (94, 311), "kitti")
    (tmp_path / "drawn" / "training" / "image_2").rename(tmp_path / "drive")
    write_dataset(tmp_path / "another_drive", 2, 9, (94, 311), "kitti")
    printed = {}
    for command in to_run(console_commands(PAGE), EXCEPTIONS):
        printed[command.text.split()[1]] = run(command, tmp_path, 60 * MINUTES)
        if "-o my_street" in command.text:
            write_text(tmp_path / "my_street" / "dataset.toml", 'labels = "road"\n')
    assert "cross-validation: IoU" in printed["train"]
    assert "drawn scenes: IoU" in printed["train"]
    mine = tmp_path / "runs" / "mine"
    assert len((mine / "cross_validation.csv").read_text(encoding="utf-8").splitlines()) == 16
    assert "non-commercial" in (mine / "model_card.md").read_text(encoding="utf-8")
    assert (tmp_path / "my_street_check" / "index.html").exists()
    assert len(list((tmp_path / "found").glob("*_mask.png"))) == 16
