"""The C++ program is built against the libraries in OpenVINO's wheel, and finds what roadeye finds."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

openvino = pytest.importorskip("openvino", reason="needs the openvino extra")
pytest.importorskip("onnx", reason="needs the export extra")

from tiny_models import tiny_openvino, tiny_openvino_of

from roadeye.inference.segmenter import open_segmenter

MISSING = [tool for tool in ("cmake", "c++", "make") if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"building needs {', '.join(MISSING)}"),
]

SOURCE = Path(__file__).parents[2] / "examples" / "cpp"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("build")
    found = f"-DOpenVINO_DIR={Path(openvino.__file__).parent / 'cmake'}"
    for command in (["-S", SOURCE, "-B", build, found], ["--build", build]):
        subprocess.run(["cmake", *map(str, command)], check=True, capture_output=True)
    return build / "road_mask"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one size, in which red is road."""
    return tiny_openvino_of(tmp_path_factory.mktemp("model") / "red.xml", (64, 96))


def run(program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "shape",
    [(64, 96), (128, 192), (375, 1242), (300, 100), (48, 50), (33, 48), (1, 1)],
    ids=lambda shape: "x".join(map(str, shape)),
)
def test_it_finds_what_roadeye_finds(
    shape: tuple[int, int], program: Path, model: Path, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    picture, mask = tmp_path / "picture.ppm", tmp_path / "mask.pgm"
    header = f"P6\n{shape[1]} {shape[0]}\n255\n".encode()
    picture.write_bytes(header + image.tobytes())
    done = run(program, model, picture, mask)
    assert (done.returncode, done.stderr) == (0, "")
    head, pixels = mask.read_bytes().split(b"\n255\n", 1)
    assert head == f"P5\n{shape[1]} {shape[0]}".encode()
    found = np.frombuffer(pixels, np.uint8).reshape(shape)
    probability = open_segmenter(model)(image).probability
    sure = np.abs(probability - 0.5) > 1 / 255  # a resized pixel may be rounded the other way
    assert sure.mean() > 0.5
    np.testing.assert_array_equal(found[sure] == 255, probability[sure] >= 0.5)
    assert set(np.unique(found)) <= {0, 255}


def test_what_cannot_be_done_is_one_line(program: Path, model: Path, tmp_path: Path) -> None:
    picture, mask = tmp_path / "picture.ppm", tmp_path / "mask.pgm"
    picture.write_bytes(b"P6\n2 1\n255\nabc")
    several = tiny_openvino(tmp_path / "several.xml")
    whole = tmp_path / "whole.ppm"
    whole.write_bytes(b"P6\n1 1\n255\nabc")
    for arguments, said in [
        ((model,), "usage: road_mask"),
        ((model, picture, mask), "is cut short"),
        ((model, model, mask), "is no binary PPM picture"),
        ((several, whole, mask), "export it with --size"),
        ((tmp_path / "none.xml", whole, mask), "none.xml"),
        ((model, whole, mask, "half"), "is no threshold"),
        ((model, whole, tmp_path / "nowhere" / "mask.pgm"), "cannot write"),
    ]:
        done = run(program, *arguments)
        assert done.returncode == 2
        assert said in done.stderr
    assert not mask.exists()
