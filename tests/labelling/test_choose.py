"""The uncertain and the unlike come first, and no picture twice."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image
from roadeye.data.fingerprint import fingerprint, join
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import write_png
from roadeye.labelling.choose import Candidate, candidate, choose, order
from roadeye.model.spec import Head

SEGMENTER = Segmenter(FakeEngine())


def noise(seed: int, low: int = 0, high: int = 256) -> Image:
    coarse = np.random.default_rng(seed).integers(low, high, (12, 40, 1), np.uint8)
    return np.repeat(coarse.repeat(8, axis=0).repeat(8, axis=1), 3, axis=2)


def made(described: list[float], entropy: float = 0.5) -> Candidate:
    return Candidate(Path("a"), entropy, 0.0, 0.0, np.array(described, np.float32), b"")


def test_doubts() -> None:
    sure = candidate(Path("a"), np.zeros((96, 320, 3), np.uint8), SEGMENTER)
    unsure = candidate(Path("a"), np.full((96, 320, 3), 128, np.uint8), SEGMENTER)
    assert sure.entropy == pytest.approx(0, abs=1e-4)
    assert unsure.entropy == pytest.approx(1, abs=1e-3)
    assert (sure.flip, unsure.heads) == (0, 0)  # bright is road on either side, for all heads


def test_a_model_that_leans_is_unsure_under_flips() -> None:
    def left(image: Image) -> np.ndarray:
        found = np.zeros((image.shape[0], image.shape[1]), np.float32)
        found[:, : image.shape[1] // 2] = 1
        return found

    found = candidate(Path("a"), np.zeros((96, 320, 3), np.uint8), Segmenter(FakeEngine(left)))
    assert found.flip == pytest.approx(1)


def test_two_heads_that_agree_have_no_doubt() -> None:
    spec = fake_spec(heads=(Head(name="road"), Head(name="drivable", temperature=2.0)))
    found = candidate(Path("a"), noise(1), Segmenter(FakeEngine(spec=spec)))
    assert 0 < found.heads < 0.2  # one is calibrated to be less sure


@pytest.mark.parametrize(
    ("described", "count", "expected"),
    [
        ([[0.0], [0.1], [5.0], [9.0]], 3, [0, 2, 3]),  # 5 × 1/2 before 9 × 1/4
        ([[0.0], [3.0], [3.1]], 2, [0, 1]),  # alike: the less certain one
        ([[0.0]], 5, [0]),
        ([], 5, []),
    ],
)
def test_order(described: list[list[float]], count: int, expected: list[int]) -> None:
    assert order([made(one) for one in described], [], count) == expected


def test_order_is_unlike_what_is_labelled() -> None:
    candidates = [made([0.0]), made([4.0]), made([9.0])]
    assert order(candidates, [made([0.1])], 1) == [2]


def test_near_duplicates_and_trained_pictures_are_dropped(tmp_path: Path) -> None:
    first, second, third = noise(1), noise(2), noise(3)
    for name, image in (("a", first), ("b", second), ("c", third)):
        write_png(tmp_path / f"{name}.png", image)
    write_png(tmp_path / "again.png", np.clip(first.astype(int) + 9, 0, 255).astype(np.uint8))
    (tmp_path / "broken.png").write_bytes(b"?")
    spec = msgspec.structs.replace(fake_spec(), fingerprints=join([fingerprint(third)]))
    pictures = sorted(tmp_path.iterdir())
    found = choose(pictures, Segmenter(FakeEngine(spec=spec)), 10)
    assert len(found.chosen) == 2
    assert {one.path.stem for one in found.chosen} > {"b"}
    assert (found.duplicates, found.known) == (1, 1)
    assert [Path(one.file).name for one in found.problems] == ["broken.png"]
    labelled = [tmp_path / "a.png"]
    rest = choose([tmp_path / "again.png", tmp_path / "b.png"], SEGMENTER, 10, labelled)
    assert [one.path.stem for one in rest.chosen] == ["b"]
    assert rest.known == 1
