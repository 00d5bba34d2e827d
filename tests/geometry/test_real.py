from pathlib import Path

import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.geometry.bev import look_up, table
from roadeye.geometry.calibration import Calibration, read_calibration
from roadeye.io.images import read_unchanged

pytestmark = pytest.mark.real


@pytest.fixture
def training(real_data: Path) -> Path:
    return real_data / "kitti-road" / "training"


def cameras(training: Path) -> dict[str, Calibration]:
    """The calibrations that can be read; every other one must be refused, not misread."""
    found = {}
    for path in sorted((training / "calib").glob("*.txt")):
        try:
            found[path.stem] = read_calibration(path)
        except InputError as error:
            assert f"{path}, line" in str(error)  # noqa: PT017
    return found


def test_cameras_stand_where_kittis_does_and_see_the_road(training: Path) -> None:
    found = cameras(training)
    assert found
    for name, camera in list(found.items())[::8]:
        assert camera.cam_to_road[1, 3] == pytest.approx(-1.6, abs=0.25)  # metres above the road
        category, _, number = name.partition("_")
        label = read_unchanged(training / "gt_image_2" / f"{category}_road_{number}.png")
        road = (label[..., 0] > 0) & (label[..., 2] > 0)
        lookup = table(camera, road.shape)
        bev = look_up(road, lookup)
        assert 0.9 < lookup.valid.mean() < 0.99
        # The car drives on road: the two metres ahead of it, up to 12 m, are all road.
        assert bev[680:, 180:220][lookup.valid[680:, 180:220]].mean() > 0.95, name
        assert np.count_nonzero(bev) > 20_000
