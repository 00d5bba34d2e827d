import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Item, spread
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError, OutputError
from roadeye.evaluation.robustness import workers
from roadeye.evaluation.robustness.checkpoint_log import (
    CheckpointLog,
    GridIdentity,
    digest,
    open_checkpoint_log,
)
from roadeye.evaluation.robustness.corruptions import (
    COMMON,
    corrupt,
    parse_corruptions,
    parse_severities,
    seed_of,
)
from roadeye.evaluation.robustness.grid_point import CLEAN_KEY, GridCounts, GridKey
from roadeye.evaluation.robustness.plan import RobustnessPlan, readable
from roadeye.evaluation.robustness.plot import write_heat_map
from roadeye.evaluation.robustness.result import as_builtins, make_result
from roadeye.evaluation.robustness.run import Measured, run
from roadeye.evaluation.robustness.workers import OpenPredict
from roadeye.io.images import write_png
from roadeye.metrics.counts import Counts
from roadeye.metrics.quantised import no_quantised_counts

FAST = [name for name in COMMON if name != "glass_blur"]
PICTURE = np.random.default_rng(5).integers(0, 256, (40, 64, 3), np.uint8)
KEYS: tuple[GridKey, ...] = (CLEAN_KEY, ("contrast", 5), ("gaussian_noise", 3))


def predict(image: Image) -> Probability:
    """Bright is road."""
    probability: Probability = image.mean(axis=2, dtype=np.float32) / np.float32(255)
    return probability


def open_predict() -> Callable[[Image], Probability]:
    return predict


@pytest.fixture
def items(tmp_path: Path) -> tuple[Item, ...]:
    """Three pictures whose lower half is bright, and road."""
    random = np.random.default_rng(1)
    mask = np.zeros((40, 64), np.uint8)
    mask[20:] = 255
    for number in range(3):
        image = random.integers(0, 100, (40, 64, 3), np.uint8)
        image[20:] += 150
        write_png(tmp_path / "data" / "images" / f"{number}.png", image)
        write_png(tmp_path / "data" / "masks" / f"{number}.png", mask)
    return open_dataset(tmp_path / "data").items


def identity(items: tuple[Item, ...], **other: object) -> GridIdentity:
    given = {"model": "m", "head": "", "threshold": 0.5, "seed": 7, "package": "1", **other}
    return GridIdentity(pictures=digest(items), images=len(items), **given)  # type: ignore[arg-type]


def processes(jobs: int, opens: OpenPredict = open_predict) -> Measured:
    return partial(workers.measured, opens, jobs=jobs)


def measured(
    items: tuple[Item, ...], path: Path, jobs: int = 1, seed: int = 7
) -> dict[GridKey, GridCounts]:
    log = open_checkpoint_log(path, identity(items, seed=seed))
    plan = RobustnessPlan(items, KEYS, seed, 0.5)
    return run(processes(jobs), plan, log, lambda _: None)


def same(one: GridCounts, other: GridCounts) -> bool:
    return (
        one.images == other.images
        and one.counts == other.counts
        and bool((one.quantised.road == other.quantised.road).all())
        and bool((one.quantised.other == other.quantised.other).all())
    )


def test_the_common_corruptions_are_the_fifteen_of_the_package() -> None:
    from imagecorruptions import get_corruption_names

    assert list(COMMON) == get_corruption_names("common")


@pytest.mark.parametrize("name", FAST)
def test_equal_seeds_corrupt_equally_and_change_the_picture(name: str) -> None:
    np.random.seed(0)  # noqa: NPY002
    undisturbed = np.random.uniform()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    first = corrupt(PICTURE, name, 3, 11)
    assert np.random.uniform() == undisturbed  # noqa: NPY002
    assert (corrupt(PICTURE, name, 3, 11) == first).all()
    assert first.shape == PICTURE.shape
    assert (first != PICTURE).any()


@pytest.mark.parametrize("name", ["gaussian_noise", "impulse_noise", "frost", "snow", "fog"])
def test_other_seeds_corrupt_otherwise(name: str) -> None:
    assert (corrupt(PICTURE, name, 3, 1) != corrupt(PICTURE, name, 3, 2)).any()


@pytest.mark.slow
def test_glass_blur_is_seeded_too() -> None:
    first = corrupt(PICTURE, "glass_blur", 5, 1)
    assert (corrupt(PICTURE, "glass_blur", 5, 1) == first).all()
    assert (corrupt(PICTURE, "glass_blur", 5, 2) != first).any()


def test_the_seed_of_a_picture_is_its_own() -> None:
    seeds = {
        seed_of(picture, corruption, severity, seed)
        for picture in ("a", "b")
        for corruption in ("fog", "snow")
        for severity in (1, 2)
        for seed in (0, 1)
    }
    assert len(seeds) == 16
    # printf '0\nfog\n3\num_000000' | sha256sum | cut -c1-8
    assert seed_of("um_000000", "fog", 3, 0) == 0x8EC716CB


def test_a_tiny_picture_is_refused() -> None:
    with pytest.raises(InputError, match="is 64x31; corruptions need at least 32x32"):
        corrupt(np.zeros((31, 64, 3), np.uint8), "fog", 1, 0)


def test_an_unknown_corruption_gets_the_nearest_name() -> None:
    with pytest.raises(InputError, match="did you mean gaussian_noise"):
        parse_corruptions("fog,gausian_noise")
    with pytest.raises(InputError, match="there is no corruption ''"):
        parse_corruptions("")


@pytest.mark.parametrize("text", ["", "0", "6", "1-", "x", "1-9", "²"])
def test_what_is_no_severity_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="severities are 1 to 5"):
        parse_severities(text)


def test_items_are_spread_evenly(items: tuple[Item, ...]) -> None:
    many = items * 4
    assert list(spread(many, 3)) == [many[0], many[4], many[8]]
    assert spread(many, None) is many
    with pytest.raises(InputError, match="13 pictures are asked for; there are 12"):
        spread(many, 13)


def test_sums_are_those_of_the_pictures(items: tuple[Item, ...], tmp_path: Path) -> None:
    points = measured(items, tmp_path / "checkpoints.jsonl")
    # The clean pictures are found exactly; contrast 5 leaves a twentieth about the mean of 125
    # (below 0.5 * 255): the upper half is darker, the lower brighter than 127.5.
    assert points[CLEAN_KEY].images == 3
    assert points[CLEAN_KEY].counts == Counts(tp=3 * 20 * 64, fp=0, fn=0, tn=3 * 20 * 64)
    assert points["gaussian_noise", 3].iou < 1
    assert points["gaussian_noise", 3].counts.total == 3 * 40 * 64


def test_a_stopped_run_goes_on_to_the_same_end(items: tuple[Item, ...], tmp_path: Path) -> None:
    whole = measured(items, tmp_path / "whole.jsonl")
    path = tmp_path / "stopped.jsonl"
    log = open_checkpoint_log(path, identity(items))
    calls = []

    class StoppedError(Exception):
        pass

    def stop(key: GridKey) -> None:
        calls.append(key)
        if len(calls) == 5:  # the clean point is whole, of the next two of three are done
            raise StoppedError

    with pytest.raises(StoppedError):
        run(processes(1), RobustnessPlan(items, KEYS, 7, 0.5), log, stop)
    with path.open("ab") as file:
        file.write(b'{"corruption":"contrast","sev')  # killed while writing
    again = open_checkpoint_log(path, identity(items))
    assert list(again.points) == [CLEAN_KEY]
    counted: list[GridKey] = []
    points = run(processes(1), RobustnessPlan(items, KEYS, 7, 0.5), again, counted.append)
    assert len(counted) == 6
    assert list(points) == list(KEYS)
    assert all(same(points[key], whole[key]) for key in KEYS)
    assert path.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("other", [{"seed": 8}, {"threshold": 0.4}, {"model": "n"}])
def test_a_journal_is_of_one_run(
    items: tuple[Item, ...], tmp_path: Path, other: dict[str, object]
) -> None:
    path = tmp_path / "checkpoints.jsonl"
    measured(items, path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=f"another run .other {next(iter(other))}."):
        open_checkpoint_log(path, identity(items, **other))
    write_png(items[0].image, PICTURE)
    with pytest.raises(OutputError, match=r"another run \(other pictures\)"):
        open_checkpoint_log(path, identity(items))
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\xff\x00"])
def test_what_is_no_journal_is_refused(
    items: tuple[Item, ...], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "checkpoints.jsonl"
    path.write_bytes(content)
    with pytest.raises(OutputError, match="damaged or not a checkpoint log"):
        open_checkpoint_log(path, identity(items))


def test_a_cell_that_lacks_levels_is_refused(items: tuple[Item, ...], tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.jsonl"
    measured(items, path)
    head, line, *_ = path.read_bytes().splitlines()
    point = json.loads(line)
    path.write_bytes(
        head + b"\n" + json.dumps({**point, "road": point["road"][1:]}).encode() + b"\n"
    )
    with pytest.raises(OutputError, match="damaged or not a checkpoint log"):
        open_checkpoint_log(path, identity(items))
    path.unlink()
    path.mkdir()
    with pytest.raises(OutputError, match="cannot read"):
        open_checkpoint_log(path, identity(items))


def test_pictures_that_cannot_be_measured_are_named(items: tuple[Item, ...]) -> None:
    items[0].image.write_bytes(b"no picture")
    write_png(items[1].label, np.full((40, 64), 128, np.uint8))
    good, failures = readable(items)
    assert good == [items[2]]
    assert [failure.name for failure in failures] == [items[0].name, items[1].name]


def test_retention_is_mean_over_clean() -> None:
    def counts(tp: int, fn: int) -> GridCounts:
        return GridCounts(1, Counts(tp=tp, fn=fn), no_quantised_counts())

    points = {
        CLEAN_KEY: counts(8, 2),
        ("fog", 1): counts(6, 4),
        ("fog", 2): counts(2, 8),
        ("snow", 1): counts(4, 6),
    }
    result = make_result(points, ())
    assert result.retention == pytest.approx(0.5)  # (0.6 + 0.2 + 0.4) / 3 / 0.8
    assert [point.iou for point in result.worst] == [0.2, 0.4, 0.6]
    told = as_builtins(result)
    assert told["corruptions"]["fog"]["iou"] == [0.6, 0.2]
    assert told["corruptions"]["fog"]["retention"] == pytest.approx(0.5)


def test_no_road_makes_no_retention(tmp_path: Path) -> None:
    none = GridCounts(1, Counts(tn=10), no_quantised_counts())
    result = make_result({CLEAN_KEY: none, ("fog", 1): none}, ())
    assert np.isnan(result.retention)
    write_heat_map(tmp_path / "map.png", result, "nothing")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


MODULE = """
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

def predict(image):
    with suppress(FileExistsError):
        Path(__file__).with_suffix(".died").touch(exist_ok=False)
        os._exit(9)
    return image.mean(axis=2, dtype=np.float32) / np.float32(255)

def open_model():
    return predict
"""


@pytest.mark.slow
def test_processes_count_the_same_though_one_of_them_dies(
    items: tuple[Item, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bright_is_road.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    from importlib import import_module

    open_model = partial(import_module("bright_is_road").open_model)
    alone = measured(items, tmp_path / "alone.jsonl")
    log: CheckpointLog = open_checkpoint_log(tmp_path / "two.jsonl", identity(items))
    plan = RobustnessPlan(items, KEYS, 7, 0.5)
    points = run(processes(2, open_model), plan, log, lambda _: None)
    assert (tmp_path / "bright_is_road.died").exists()
    assert all(same(points[key], alone[key]) for key in KEYS)
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "alone.jsonl").read_bytes()
    del sys.modules["bright_is_road"]


def test_pictures_of_which_none_can_be_measured_are_one_clear_line(tmp_path: Path) -> None:
    write_png(tmp_path / "images" / "a.png", np.zeros((40, 64, 3), np.uint8))
    write_png(tmp_path / "masks" / "a.png", np.full((40, 64), 128, np.uint8))
    with pytest.raises(InputError, match=r"none of the 1 pictures can be measured; a: .*no valid"):
        readable(open_dataset(tmp_path).items)
