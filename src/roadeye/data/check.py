"""Read every file of a data set once and say what is wrong with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from roadeye.data.check_picture import CheckTask, LabelFile, problem_of, read_picture
from roadeye.data.dataset import Item
from roadeye.data.description import FILE, read_description
from roadeye.data.detect import KITTI_ROAD, find_layout
from roadeye.data.files import LeftOut
from roadeye.data.labels import LabelKind
from roadeye.data.matching import Index
from roadeye.data.statistics import GroupStatistics, total
from roadeye.data.teachable import Predict, compare_with, label_problems
from roadeye.errors import InputError
from roadeye.problems import FileProblem

THREADS = 4  # decoding runs outside Python's lock, so a few keep the disk and the cores busy
ROAD: Final = "road"
LANE: Final = "lane"
UNLABELLED = "unlabelled"
"""The group of pictures that the layout keeps without labels."""


@dataclass(frozen=True)
class CheckPlan:
    """Hold what a check will read, and what is known before anything is read.

    Attributes:
        root: The folder.
        layout: The name of its layout.
        tasks: What to read.
        items: The pictures whose road is labelled.
        problems: Files without a counterpart.
        left_out: Files that are not read.
    """

    root: Path
    layout: str
    tasks: tuple[CheckTask, ...]
    items: tuple[Item, ...]
    problems: tuple[FileProblem, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class CheckReport:
    """Hold what a check of a data set has shown.

    Attributes:
        root: The folder.
        layout: The name of its layout.
        groups: Sums by category, else by split.
        problems: What is wrong, file by file.
        label_problems: What is wrong with the labels taken together.
        left_out: Files that were not read.
    """

    root: Path
    layout: str
    groups: dict[str, GroupStatistics]
    problems: tuple[FileProblem, ...]
    label_problems: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong; files may still have been left out."""
        return not self.problems and not self.label_problems


def plan_check(root: Path) -> CheckPlan:
    """Find the layout of a folder and what there is to read.

    Raises:
        InputError: The layout is not known, or there is no picture at all.
    """
    layout = find_layout(root)
    kinds: tuple[LabelKind, ...] = (ROAD, LANE) if layout.name == KITTI_ROAD else (ROAD,)
    indexes = {kind: layout.index(root, kind) for kind in kinds}
    problems = [problem for index in indexes.values() for problem in index.problems]
    try:
        read_description(root)
    except InputError as error:
        problems.append(problem_of(root / FILE, root, error))
    tasks = _tasks(indexes)
    if not tasks and not problems:
        raise InputError(f"{root} holds no picture; expected pictures in {layout.folders}.")
    road = indexes[ROAD]
    once = tuple(dict.fromkeys(problems))
    return CheckPlan(root, layout.name, tuple(tasks), road.items, once, road.left_out)


def run_check(
    plan: CheckPlan, advance: Callable[[], None], predict: Predict | None = None
) -> CheckReport:
    """Read what was planned and sum what it shows.

    Found are: files that cannot be read, labels with unknown values, labels of another size than
    their picture or without a single pixel that counts, pictures without a label and labels
    without a picture, names that are there twice, calibrations that are missing or broken, and
    labels that taken together have no road, nothing but road, or the two exchanged.

    Args:
        plan: What to read.
        advance: Called after each picture.
        predict: Finds the road in a picture; a few labels are compared with it.
    """
    groups: dict[str, GroupStatistics] = {}
    problems = list(plan.problems)
    pool = ThreadPoolExecutor(THREADS)
    try:
        for picture in pool.map(lambda task: read_picture(task, plan.root), plan.tasks):
            groups.setdefault(picture.group, GroupStatistics()).add(picture)
            problems += picture.problems
            advance()
    finally:
        pool.shutdown(cancel_futures=True)
    wrong = label_problems(total(groups.values()), plan.items)
    if predict is not None and not wrong:
        agreement = compare_with(predict, plan.items)
        if agreement is not None and (told := agreement.problem(plan.items[0].label_map)):
            wrong.append(told)
    return CheckReport(
        plan.root,
        plan.layout,
        dict(sorted(groups.items())),
        tuple(problems),
        tuple(wrong),
        plan.left_out,
    )


def _tasks(indexes: dict[LabelKind, Index]) -> list[CheckTask]:
    tasks: dict[Path, CheckTask] = {}
    for kind, index in indexes.items():
        for item in index.items:
            group = item.category or item.split or "all"
            task = tasks.get(item.image) or CheckTask(group, item.image, (), item.calibration)
            label = LabelFile(item.label, item.label_map, counted=kind == ROAD)
            tasks[item.image] = replace(task, labels=(*task.labels, label))
        for picture in index.unlabelled:
            tasks[picture.image] = CheckTask(UNLABELLED, picture.image, (), picture.calibration)
    return list(tasks.values())
