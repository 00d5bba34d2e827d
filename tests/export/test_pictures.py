"""Which pictures set the ranges of whole numbers, and which judge the file."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.export.pictures import calibration_data, parity_pictures
from roadeye.io.images import write_png
from roadeye.training.run_split import Split


def dataset(folder: Path, count: int) -> Path:
    for name in range(count):
        for part, shape in (("images", (8, 8, 3)), ("masks", (8, 8))):
            (folder / part).mkdir(parents=True, exist_ok=True)
            write_png(folder / part / f"{name:03}.png", np.zeros(shape, np.uint8))
    return folder


@pytest.mark.parametrize(
    ("count", "calibrating", "judging"), [(2, 1, 1), (5, 3, 2), (300, 64, 100)]
)
def test_no_picture_does_both(count: int, calibrating: int, judging: int, tmp_path: Path) -> None:
    data = calibration_data(open_dataset(dataset(tmp_path / "mine", count)))
    names = [{item.name for item in items} for items in (data.calibrating, data.judging)]
    assert [len(one) for one in names] == [calibrating, judging]
    assert not names[0] & names[1]
    assert data.source == f"{judging} labelled pictures of mine"


def test_one_picture_cannot_do_both(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too few labelled pictures to calibrate") as refused:
        calibration_data(open_dataset(dataset(tmp_path, 1)))
    assert refused.value.code == "no-calibration"


def test_a_run_is_compared_on_its_own_pictures_while_they_are_there(tmp_path: Path) -> None:
    root = str(dataset(tmp_path / "mine", 6))
    names = tuple(f"{name:03}" for name in range(6))
    found = parity_pictures(Split(roots=(root,), train=((),), val=(names,)))
    assert (len(found.images), found.source) == (4, "4 validation pictures of the run")
    gone = Split(roots=(f"{root}-moved",), train=((),), val=(names,))
    for split in (gone, None):
        assert parity_pictures(split).source == "4 pictures in the package"
