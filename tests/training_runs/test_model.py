"""What the plans of the models may contain."""

import itertools
import json
from pathlib import Path

import pytest
from training_runs.model import CALIBRATION, EVERYTHING, HELD_OUT, OPEN, PLANS, ROADEYE
from training_runs.recipes import SPLITS, recipe_of

MAY_BE_SHIPPED = {
    "campus-robot", "austin-night", "kathmandu", "motorway", "motorway-short",
    "scenes-kitti", "scenes-dashcam", "scenes-phone",
}  # fmt: skip
TOWNS = ("barcelona", "boston", "cambridge", "gerona", "madrid", "mallorca", "montana", "paris")


def lists(file: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((SPLITS / file).read_text("utf-8"))
    return found


def test_the_open_model_sees_only_what_allows_it() -> None:
    assert {part.name for part in OPEN} <= MAY_BE_SHIPPED
    used = {name for sets in CALIBRATION["roadeye-open"].values() for name, _ in sets}
    assert used <= MAY_BE_SHIPPED


@pytest.mark.parametrize("parts", [ROADEYE, OPEN], ids=["roadeye", "roadeye-open"])
def test_shares_are_shares(parts: tuple) -> None:  # type: ignore[type-arg]
    assert sum(part.base for part in parts) == pytest.approx(1, abs=0.01)
    assert sum(part.end for part in parts) == pytest.approx(1, abs=0.01)
    # the end sees every set of the base, so that its fingerprints are those of both
    assert all(part.end > 0 for part in parts)


def test_what_a_model_starts_from_has_seen_nothing_else() -> None:
    plans = {plan.name: plan for plan in PLANS}
    for plan in PLANS:
        if plan.after:  # its file lists the pictures of its own parts alone
            assert {part.name for part in plans[plan.after].parts} <= {p.name for p in plan.parts}
            assert plans[plan.after].ends["held-out"] is HELD_OUT


@pytest.mark.parametrize(
    "file", sorted({*HELD_OUT.values(), *EVERYTHING.values()} - {"default", "all"})
)
def test_the_lists_of_a_split_are_apart(file: str) -> None:
    for one, other in itertools.combinations(lists(file).values(), 2):
        assert not set(one) & set(other)


@pytest.mark.parametrize("held", [HELD_OUT, EVERYTHING], ids=["held", "all"])
def test_what_calibrates_a_model_has_not_trained_it(held: dict[str, str]) -> None:
    for sets in CALIBRATION["roadeye"].values():
        for name, split in sets:
            file, _, key = split.partition(":")
            calibrates = set(lists(file)[key or "val"])
            assert not calibrates & set(lists(held[name])["train"])


def test_no_base_sees_what_an_end_holds_out() -> None:
    for name in ("kitti-road", "street-view", "campus-robot", "idd-lite"):
        base = set(lists(HELD_OUT[name])["train"])
        assert base <= set(lists(EVERYTHING[name])["train"])


@pytest.mark.parametrize("scored", ["kitti-random10-seed123.json", "kitti-by-drive.json"])
def test_one_held_out_model_is_scored_on_both_splits_of_kitti(scored: str) -> None:
    assert not set(lists(HELD_OUT["kitti-road"])["train"]) & set(lists(scored)["val"])


def test_the_towns_of_street_view_are_apart() -> None:
    sides = lists("street-view-by-town.json")
    for town in TOWNS:
        where = {side for side, names in sides.items() for name in names if town in name.lower()}
        assert len(where) == 1, town
    assert {len(sides["train"]), len(sides["val"]), len(sides["calibration"])} == {449, 64, 22}


def test_the_walks_of_campus_robot_are_apart() -> None:
    sides = lists("campus-robot-by-walk.json")
    numbers = {side: [int(name) for name in names] for side, names in sides.items()}
    assert max(numbers["train"]) < min(numbers["calibration"])
    assert max(numbers["calibration"]) < min(numbers["val"])


def test_the_drives_of_idd_lite_are_apart() -> None:
    sides = lists("idd-lite-by-drive.json")
    drives = [
        {name.split("/")[1] for name in sides[side]} for side in ("train", "val", "calibration")
    ]
    for one, other in itertools.combinations(drives, 2):
        assert not one & other


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
@pytest.mark.parametrize("kind", ["base", "finish"])
def test_every_stage_has_a_recipe(plan, kind: str) -> None:  # type: ignore[no-untyped-def]
    recipe = recipe_of(kind, plan.name, plan.parts, HELD_OUT, [])
    assert recipe.name == plan.name
    assert len(recipe.data) == len(plan.parts)
    assert ("non-commercial" in recipe.model.licence) == (plan.name == "roadeye")
    for part in recipe.data:
        assert part.split in {"all", "default"} or Path(part.split).is_file()
