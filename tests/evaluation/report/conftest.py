"""A small labelled data set, its maps, and pages made of them through the command line."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.cli import main
from roadeye.io.images import write_png

HOSTILE = """<script>document.title='broken'<b onclick="x">&amp;'"""
"""A name that tries to become markup."""
HOSTILE_FOLDER = """'\n<\\style>"><img src=x onerror="a">"""


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write 20 pictures, one of which has a hostile name, in the layout of pairs."""
    root = tmp_path_factory.mktemp("data")
    random = np.random.default_rng(4)
    for name in (HOSTILE, *(f"street {number}" for number in range(19))):
        road = np.zeros((60, 200), np.uint8)
        road[30:, 40 : 120 + int(random.integers(0, 60))] = 255
        image = random.integers(0, 60, (60, 200, 3), np.uint8) + 90
        write_png(root / "images" / f"{name}.png", image)
        write_png(root / "masks" / f"{name}.png", road)
    return root


@pytest.fixture(scope="session")
def maps(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write two folders of maps that lie beside the labels by a random number of columns."""
    root = tmp_path_factory.mktemp("maps")
    folders = root / "a", root / HOSTILE_FOLDER
    random = np.random.default_rng(1)
    for folder in folders:
        for label in sorted((data / "masks").iterdir()):
            levels = np.zeros((60, 200), np.uint8)
            left = 40 + int(random.integers(-15, 15))
            levels[30:, left : left + 100] = 150
            levels[34:, left + 8 : left + 90] = 250
            write_png(folder / label.name, levels)
    return folders


@pytest.fixture(scope="session")
def page(data: Path, maps: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of an evaluation of maps."""
    out = tmp_path_factory.mktemp("page")
    with pytest.raises(SystemExit) as left:
        main(["evaluate", str(data), "--predictions", str(maps[0]), "--report", str(out)])
    assert left.value.code == 0
    return out / "index.html"


@pytest.fixture(scope="session")
def comparison(
    data: Path, maps: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the page of a comparison of maps."""
    out = tmp_path_factory.mktemp("comparison")
    with pytest.raises(SystemExit) as left:
        main(["compare", *map(str, maps), str(data), "--report", str(out)])
    assert left.value.code == 0
    return out / "index.html"
