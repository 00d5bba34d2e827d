"""Evaluation of drawn data sets: pooled counts, groups, failures, and bounded memory."""

import json
import pickle
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, bright, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Dataset, Item
from roadeye.data.layouts.kitti_road import LABELS
from roadeye.errors import InputError, ModelError
from roadeye.evaluation import EvaluationSettings, evaluate
from roadeye.evaluation.as_json import as_builtins, to_json
from roadeye.evaluation.evaluate import count_picture, gather
from roadeye.evaluation.result import resampling_unit_of
from roadeye.evaluation.scorer import model_scorer
from roadeye.evaluation.views import View, find_view
from roadeye.inference.crop import Rows
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.stages import DEPTH, ahead
from roadeye.io.images import write_png
from roadeye.metrics.counts import Counts
from roadeye.metrics.scores import iou

HEIGHT, WIDTH = 12, 20
SCORES = {
    *("iou", "accuracy", "f", "threshold", "maxf", "maxf_threshold"),
    *("ap", "pre", "rec", "fpr", "fnr", "ece"),
}


def red_is_road(image: Image) -> Probability:
    """Find road where red is, as surely as it is red."""
    probability: Probability = image[..., 0].astype(np.float32) / np.float32(255)
    return probability


def write_item(folder: Path, name: str, levels: np.ndarray, road: np.ndarray, drive: str) -> Item:
    """Write a picture whose red channel is what `red_is_road` will answer."""
    image = np.zeros((*levels.shape, 3), np.uint8)
    image[..., 0] = levels
    category, _, number = name.partition("_")
    label = folder / f"{category}_road_{number}.png"
    write_png(folder / f"{name}.png", image)
    write_png(label, np.dstack([np.full_like(levels, 255), 0 * levels, 255 * road.astype("u1")]))
    return Item(name, folder / f"{name}.png", label, LABELS, category=category, sequence=drive)


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[[int], Dataset]:
    def draw(count: int) -> Dataset:
        random = np.random.default_rng(0)
        items = []
        for index in range(count):
            road = np.zeros((HEIGHT, WIDTH), bool)
            road[4:, 3 : 10 + index % 7] = True
            levels = np.where(road, 200, 60) + random.normal(0, 45, road.shape)
            name = f"{'um' if index % 3 else 'uu'}_{index:06}"
            drive = f"drive-{index % 4}"
            items.append(write_item(tmp_path, name, levels.clip(0, 255).astype("u1"), road, drive))
        return Dataset(tmp_path, "kitti-road", tuple(items))

    return draw


def test_counts_are_summed_over_pictures_not_scores_averaged(tmp_path: Path) -> None:
    # a: 1 of 1 road pixel found, IoU 1. b: 0 of 9 found, IoU 0. Together 1 / 10, not 1 / 2.
    one = np.array([[True, False]])
    nine = np.array([[True] * 9 + [False]])
    items = (
        write_item(tmp_path, "um_000000", np.array([[255, 0]], np.uint8), one, ""),
        write_item(tmp_path, "um_000001", np.zeros((1, 10), np.uint8), nine, ""),
    )
    report = evaluate(red_is_road, Dataset(tmp_path, "kitti-road", items))
    assert report.groups["all"].counts == Counts(tp=1, fn=9, tn=2)
    assert report.scores["all"].iou == pytest.approx(0.1)
    assert report.scores["um"] == report.scores["all"]
    assert [row.name for row in report.pictures] == ["um_000001", "um_000000"]  # the worst first


def test_a_pixel_is_road_from_the_threshold_on(tmp_path: Path) -> None:
    road = np.array([[True, True, True]])
    item = write_item(tmp_path, "um_000000", np.array([[101, 102, 103]], np.uint8), road, "")
    dataset = Dataset(tmp_path, "kitti-road", (item,))
    at = (
        evaluate(red_is_road, dataset, EvaluationSettings(threshold=102 / 255)).groups["all"].counts
    )
    assert (at.tp, at.fn) == (2, 1)


def test_groups_add_up(drawn: Callable[[int], Dataset]) -> None:
    report = evaluate(red_is_road, drawn(9))
    assert list(report.scores) == ["all", "um", "uu"]
    for groups in (
        [report.groups[name].counts for name in ("um", "uu")],
        [sums.counts for sums in report.sequences.values()],
        [third.counts for third in report.brightness.values()],
        [row.counts for row in report.pictures],
    ):
        assert sum(groups, Counts()) == report.groups["all"].counts
    ious = [iou(row.counts) for row in report.pictures]
    assert ious == sorted(ious)


def test_threads_change_nothing(drawn: Callable[[int], Dataset]) -> None:
    dataset = drawn(7)
    one = as_builtins(evaluate(red_is_road, dataset, EvaluationSettings(jobs=1)))
    assert as_builtins(evaluate(red_is_road, dataset, EvaluationSettings(jobs=4))) == one


def test_json_has_the_promised_keys(drawn: Callable[[int], Dataset]) -> None:
    settings = EvaluationSettings(model="drawn", split="val")
    told = json.loads(to_json(evaluate(red_is_road, drawn(6), settings)))
    assert [told[key] for key in ("model", "view", "split", "images")] == [
        "drawn",
        "image",
        "val",
        6,
    ]
    for scores in told["scores"].values():
        assert set(scores) == SCORES
        assert all(0 <= value <= 1 for value in scores.values())


def test_a_score_that_does_not_exist_is_null(tmp_path: Path) -> None:
    nothing = np.zeros((2, 2), np.uint8)
    item = write_item(tmp_path, "um_000000", nothing, nothing.astype(bool), "")
    told = json.loads(to_json(evaluate(red_is_road, Dataset(tmp_path, "x", (item,)))))
    assert told["scores"]["all"]["iou"] is None
    assert told["scores"]["all"]["maxf"] is None
    assert told["scores"]["all"]["accuracy"] == 1.0


def test_labels_without_road_and_inverted_labels_are_known(
    drawn: Callable[[int], Dataset], tmp_path: Path
) -> None:
    nothing = np.zeros((2, 2), np.uint8)
    item = write_item(tmp_path, "um_000000", nothing, nothing.astype(bool), "")
    without = evaluate(red_is_road, Dataset(tmp_path, "x", (item,)))
    assert not without.has_road
    assert np.isnan(without.common_f["all"])
    right = evaluate(red_is_road, drawn(3))
    assert right.has_road
    assert not right.agreement.looks_inverted
    wrong = evaluate(lambda image: 1 - red_is_road(image), drawn(3))
    assert wrong.agreement.looks_inverted


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyError("x"), MemoryError()])
def test_whatever_one_picture_raises_the_others_are_scored(
    drawn: Callable[[int], Dataset], error: Exception
) -> None:
    dataset = drawn(4)
    calls: list[None] = []

    def predict(image: Image) -> Probability:
        calls.append(None)
        if len(calls) == 2:
            raise error
        return red_is_road(image)

    report = evaluate(predict, dataset)
    assert len(report.pictures) == 3
    ((name, reason),) = [(one.name, one.reason) for one in report.unscored]
    assert name == dataset.items[1].name
    assert f"({type(error).__name__}: " in reason


def test_an_error_of_the_model_ends_the_run(drawn: Callable[[int], Dataset]) -> None:
    def predict(image: Image) -> Probability:
        raise ModelError("the weights are damaged")

    with pytest.raises(ModelError, match="weights"):
        evaluate(predict, drawn(2))


def test_a_broken_picture_is_named_and_left_out(drawn: Callable[[int], Dataset]) -> None:
    dataset = drawn(4)
    dataset.items[1].image.write_bytes(b"no picture")
    report = evaluate(red_is_road, dataset)
    assert [failure.name for failure in report.unscored] == [dataset.items[1].name]
    assert len(report.pictures) == report.groups["all"].images == 3


def test_labels_without_a_valid_pixel_are_named(drawn: Callable[[int], Dataset]) -> None:
    dataset = drawn(2)
    write_png(dataset.items[0].label, np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    (failure,) = evaluate(red_is_road, dataset).unscored
    assert "no valid pixel" in failure.reason


@pytest.mark.parametrize("value", [np.nan, -0.01, 1.01])
def test_values_that_are_no_probability_are_refused(
    drawn: Callable[[int], Dataset], value: float
) -> None:
    def wrong(image: Image) -> Probability:
        probability = red_is_road(image)
        probability[0, 0] = value
        return probability

    with pytest.raises(InputError, match=r"\[0, 1\]"):
        evaluate(wrong, drawn(1))


def test_a_map_of_another_size_is_refused(drawn: Callable[[int], Dataset]) -> None:
    with pytest.raises(InputError, match="19×12"):
        evaluate(lambda image: red_is_road(image)[:, 1:], drawn(1))


def test_few_pictures_are_alive_at_a_time(drawn: Callable[[int], Dataset]) -> None:
    seen: list[weakref.ref[Image]] = []
    alive = []

    def watched(image: Image) -> Probability:
        seen.append(weakref.ref(image))
        alive.append(sum(one() is not None for one in seen))
        return red_is_road(image)

    evaluate(watched, drawn(30))
    assert len(alive) == 30
    assert max(alive) <= 2 * DEPTH + 3  # those that wait, and one in each thread


def test_ahead_reads_only_a_few_pictures_before_they_are_asked_for() -> None:
    started = []

    def note(number: int) -> int:
        started.append(number)
        return number

    results = ahead(note, range(100), jobs=3)
    assert next(results) == 0
    assert len(started) <= 6
    assert list(results) == list(range(1, 100))


def test_a_view_turns_all_three_and_has_its_distances(drawn: Callable[[int], Dataset]) -> None:
    upside_down = View(
        "flipped",
        lambda _, given, road, valid: (given[::-1], road[::-1], valid[::-1]),
        {"near": slice(0, 6), "far": slice(6, 12)},
    )
    dataset = drawn(3)
    report = evaluate(red_is_road, dataset, EvaluationSettings(view=upside_down))
    plain = evaluate(red_is_road, dataset)
    assert report.scores == plain.scores
    parts = [sums.counts for sums in report.distances.values()]
    assert sum(parts, Counts()) == plain.groups["all"].counts
    assert parts[1].tp < parts[0].tp  # rows 0 to 3 hold no road, and are far in this view


def test_rows_that_the_network_does_not_see_do_not_count_in_the_calibration(
    drawn: Callable[[int], Dataset],
) -> None:
    upside_down = View(
        "flipped",
        lambda _, given, road, valid: (given[::-1], road[::-1], valid[::-1]),
        {"near": slice(0, 6), "far": slice(6, 12)},
    )
    segmenter = Segmenter(FakeEngine(bright, fake_spec((HEIGHT, WIDTH))), rows=Rows(4, None))
    scorer = model_scorer("fake", segmenter)
    report = scorer.score(drawn(3), EvaluationSettings(view=upside_down), lambda: None)
    rows = {
        name: counts.reliability.pixels.sum() / (3 * WIDTH)
        for name, counts in {**report.distances, "all": report.groups["all"]}.items()
    }
    assert rows == {"near": 6, "far": 2, "all": 8}  # of the rows 0 to 11, those from 4 on
    assert report.groups["all"].counts.total == 3 * WIDTH * HEIGHT


def test_pictures_that_others_counted_add_up_to_the_same(
    drawn: Callable[[int], Dataset],
) -> None:
    dataset, how = drawn(7), EvaluationSettings()
    dataset.items[2].image.write_text("no picture")
    counted = [pickle.loads(pickle.dumps(count_picture(item, red_is_road, how)))
               for item in dataset.items]  # fmt: skip
    added = gather(counted, dataset, how, lambda: None)
    assert to_json(added) == to_json(evaluate(red_is_road, dataset, how))
    assert [one.name for one in added.unscored] == [dataset.items[2].name]


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(InputError, match="image"):
        find_view("sideways")


@pytest.mark.parametrize(
    ("drives", "unit", "units"),
    [
        (["a", "b", "a"], "sequence", ["a", "b", "a"]),
        (["a", "b", ""], "sequence", ["a", "b", "um (sequence not known)"]),
        (["a", "a", ""], "picture", ["0", "1", "2"]),  # one known drive has nothing beside it
        (["", "", ""], "picture", ["0", "1", "2"]),
    ],
)
def test_pictures_of_unknown_drives_are_one_unit(
    drives: list[str], unit: str, units: list[str]
) -> None:
    items = [
        Item(f"um_{number}", Path(), Path(), LABELS, category="um", sequence=drive)
        for number, drive in enumerate(drives)
    ]
    name, of = resampling_unit_of(items)
    assert (name, [of(index, item) for index, item in enumerate(items)]) == (unit, units)
