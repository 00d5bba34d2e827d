"""Every engine keeps the protocol, on a network that a person can follow."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="needs the onnx extra")
pytest.importorskip("openvino", reason="needs the openvino extra")

from tiny_models import (
    TINY,
    onnx_content,
    openvino_content,
    red_is_road,
    tiny_onnx,
    tiny_openvino,
)

from roadeye.errors import ModelError
from roadeye.inference.segmenter import Segmenter
from roadeye.model.container import ModelFile, with_spec, write_model
from roadeye.model.engine import ENGINES, Engine, open_engine, rewrite_spec
from roadeye.model.spec import Head, ModelSpec


@dataclass(frozen=True)
class Case:
    name: str
    write: Callable[..., Path]
    package: str
    extra: str

    def bare(self, **changed: object) -> ModelFile:
        if self.name.endswith(".onnx"):
            return ModelFile(self.name, onnx_content(**changed))
        return ModelFile(self.name, *openvino_content(**changed))


CASES = [
    Case("m.onnx", tiny_onnx, "onnxruntime", "onnx"),
    Case("m.xml", tiny_openvino, "openvino", "openvino"),
]
PICTURES = np.random.default_rng(0).integers(0, 256, (2, 64, 96, 3), dtype=np.uint8)


@pytest.fixture(params=CASES, ids=lambda case: case.package)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def path(case: Case, tmp_path: Path) -> Path:
    return case.write(tmp_path / case.name)


def test_every_engine_but_litert_has_a_case() -> None:
    assert {Path(case.name).suffix for case in CASES} == ENGINES.keys() - {".tflite"}


def test_it_runs_every_size_and_says_what_the_file_says(path: Path) -> None:
    engine = open_engine(path, 1)
    assert isinstance(engine, Engine)
    assert engine.spec == TINY
    for batch in (PICTURES, PICTURES.transpose(0, 2, 1, 3)):
        found = engine(batch)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, red_is_road(batch), atol=1e-6)


def test_results_stay_when_the_next_picture_comes(path: Path) -> None:
    engine = open_engine(path, 1)
    first = engine(PICTURES[:1])
    engine(PICTURES[1:])
    np.testing.assert_allclose(first, red_is_road(PICTURES[:1]), atol=1e-6)


def test_it_is_called_from_many_threads(path: Path) -> None:
    engine = open_engine(path, 2)
    with ThreadPoolExecutor(8) as pool:
        for index, found in enumerate(pool.map(engine, [PICTURES[i % 2, None] for i in range(64)])):
            np.testing.assert_allclose(found, red_is_road(PICTURES[index % 2, None]), atol=1e-6)


def test_it_is_pickled_with_its_file(path: Path) -> None:
    carried = pickle.dumps(open_engine(path, 1))
    for file in path.parent.iterdir():
        file.unlink()
    engine = pickle.loads(carried)
    assert engine.spec == TINY
    np.testing.assert_allclose(engine(PICTURES), red_is_road(PICTURES), atol=1e-6)


def test_it_splits_into_engines_of_one_thread(path: Path) -> None:
    parts = open_engine(path, 2).split()
    assert len(parts) == 2
    np.testing.assert_allclose(parts[1](PICTURES), red_is_road(PICTURES), atol=1e-6)
    assert list(parts[0].split()) == [parts[0]]


def test_a_closed_engine_says_so(path: Path) -> None:
    engine = open_engine(path, 1)
    engine(PICTURES)
    engine.close()
    engine.close()
    with pytest.raises(ModelError, match="was closed"):
        engine(PICTURES)


def test_a_picture_of_another_size_is_refused(path: Path) -> None:
    with pytest.raises(ModelError, match=r"takes no pictures of 32×32 .* only 64×96, 96×64"):
        open_engine(path, 1)(np.zeros((1, 32, 32, 3), np.uint8))


def test_an_unknown_device_names_the_known(path: Path) -> None:
    assert open_engine(path, 1, "CPU").spec == TINY, "in any case"
    with pytest.raises(ModelError, match=r"has no device 'tpu' here; it has: .*cpu") as refused:
        open_engine(path, 1, "tpu")
    assert refused.value.code == "no-such-device"
    with pytest.raises(ModelError, match="LiteRT has no device 'gpu' here; it has: cpu"):
        open_engine("roadeye", 1, "gpu")


def test_a_segmenter_runs_it(path: Path) -> None:
    image = np.zeros((128, 192, 3), np.uint8)
    image[:, 96:] = 255
    np.testing.assert_array_equal(Segmenter(open_engine(path))(image).mask, image[..., 0] > 0)


def test_another_spec_is_written_into_it(path: Path) -> None:
    head = Head(name="road", temperature=2.0)
    rewrite_spec(path, path, TINY.with_head(head))
    assert open_engine(path).spec.heads[0] == head
    np.testing.assert_allclose(open_engine(path)(PICTURES), red_is_road(PICTURES), atol=1e-6)


@pytest.mark.parametrize(
    ("changed", "spec", "message"),
    [
        ({"output": "mask"}, TINY, "takes image and gives mask; a roadeye model takes image"),
        (
            {"sides": (64, 96)},
            TINY,
            r"cannot take pictures of 96×64 \(height × width\), which its description names; export",
        ),
        (
            {},
            msgspec.structs.replace(TINY, heads=(Head(),)),
            "gives 2 heads, but its description names 1",
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    changed: dict[str, object], spec: ModelSpec, message: str, case: Case, tmp_path: Path
) -> None:
    write_model(tmp_path / case.name, with_spec(case.bare(**changed), spec))
    with pytest.raises(ModelError, match=message):
        open_engine(tmp_path / case.name)


def test_what_no_runtime_reads_is_one_line_though_its_digest_fits(
    case: Case, tmp_path: Path
) -> None:
    empty = b"" if case.package == "onnxruntime" else b"<net/>"
    write_model(tmp_path / case.name, with_spec(ModelFile(case.name, empty), TINY))
    with pytest.raises(ModelError, match=r"m\..* is damaged"):
        open_engine(tmp_path / case.name)


def test_an_engine_that_is_not_installed_names_the_command(case: Case, path: Path) -> None:
    program = (
        "import sys; sys.modules[sys.argv[1]] = None\n"
        "from roadeye.cli import main\n"
        "main(['predict', sys.argv[3], '--model', sys.argv[2], '-o', sys.argv[3] + '_out'])"
    )
    picture = path.parent / "a.png"
    from roadeye.io.images import write_png

    write_png(picture, PICTURES[0])
    done = subprocess.run(
        [sys.executable, "-c", program, case.package, str(path), str(picture)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert f"pip install 'roadeye[{case.extra}]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_weights_alone_name_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "m.keras").touch()
    with pytest.raises(ModelError, match="export it to litert, onnx or openvino"):
        open_engine(tmp_path / "m.keras")
