"""Read every file of a data set once and say what is wrong with it."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from roadeye.arrays import Mask
from roadeye.data.dataset import Item, ReadLabel
from roadeye.data.description import FILE, read_description
from roadeye.data.detect import KITTI_ROAD, find_layout
from roadeye.data.layouts.kitti_road import Kind
from roadeye.data.matching import Listing
from roadeye.errors import InputError
from roadeye.geometry.calibration import read_calibration
from roadeye.io.image import read_image

THREADS = 4  # decoding runs outside Python's lock, so a few keep the disk and the cores busy
ROAD: Final = "road"
LANE: Final = "lane"
UNLABELLED = "unlabelled"
"""The group of pictures that the layout keeps without labels."""


@dataclass(frozen=True)
class Fault:
    """Name a file that is broken or does not fit, and say why.

    Attributes:
        file: Its path, relative to the data set.
        problem: One sentence.
    """

    file: str
    problem: str


@dataclass(frozen=True)
class Label:
    """Name a label of a picture; only those of the road are summed, lanes are just read."""

    path: Path
    read: ReadLabel
    summed: bool


@dataclass(frozen=True)
class Job:
    """Name one picture and everything that belongs to it."""

    group: str
    image: Path
    labels: tuple[Label, ...]
    calibration: Path | None


@dataclass(frozen=True)
class Finding:
    """Hold what reading one picture and its labels has shown.

    Attributes:
        group: The category, else the split, of the picture.
        size: Width and height in pixels; None where the picture cannot be read.
        labels: How many labels were read.
        pixels: Pixels of the labels of the road (not of lanes).
        valid: How many of them count.
        road: How many are road.
        faults: What is wrong.
    """

    group: str
    size: tuple[int, int] | None = None
    labels: int = 0
    pixels: int = 0
    valid: int = 0
    road: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass
class Group:
    """Sum the findings of one category."""

    pictures: int = 0
    labels: int = 0
    pixels: int = 0
    valid: int = 0
    road: int = 0
    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Add the finding of one picture."""
        self.pictures += 1
        self.labels += finding.labels
        self.pixels += finding.pixels
        self.valid += finding.valid
        self.road += finding.road
        if finding.size is not None:
            self.sizes[finding.size] += 1


@dataclass(frozen=True)
class Check:
    """Hold what a check of a data set has shown.

    Attributes:
        root: The folder.
        layout: The name of its layout.
        groups: Sums by category, else by split.
        faults: What is wrong, file by file; empty where all is well.
    """

    root: Path
    layout: str
    groups: dict[str, Group]
    faults: tuple[Fault, ...]


def jobs_of(root: Path) -> tuple[str, list[Job], list[Fault]]:
    """Return the layout of a folder, what there is to read, and the files without counterpart.

    Raises:
        InputError: The layout is not known, or there is no picture at all.
    """
    layout = find_layout(root)
    kinds: tuple[Kind, ...] = (ROAD, LANE) if layout.name == KITTI_ROAD else (ROAD,)
    listings = {kind: layout.listing(root, kind) for kind in kinds}
    faults = [
        Fault(_relative(problem.path, root), problem.what)
        for listing in listings.values()
        for problem in listing.problems
    ]
    try:
        read_description(root)
    except InputError as error:
        faults.append(Fault(FILE, str(error)))
    jobs = _merged(listings)
    if not jobs and not faults:
        raise InputError(f"{root} looks like {layout.name} but holds no picture; {layout.look}?")
    return layout.name, jobs, list(dict.fromkeys(faults))


def check(root: Path, advance: Callable[[], None] = lambda: None) -> Check:
    """Read all pictures, labels and calibrations of a data set.

    Found are: files that cannot be read, labels with unknown values, labels of another size than
    their picture or without a single pixel that counts, pictures without a label and labels
    without a picture, names that are there twice, and calibrations that are missing or broken.

    Args:
        root: The folder, in any known layout.
        advance: Called after each picture.

    Raises:
        InputError: The layout is not known, or there is no picture at all.
    """
    name, jobs, faults = jobs_of(root)
    return run_check(root, name, jobs, faults, advance)


def run_check(
    root: Path,
    layout: str,
    jobs: Iterable[Job],
    faults: Iterable[Fault],
    advance: Callable[[], None],
) -> Check:
    """Do the jobs of a check and sum what they show; see `check`."""
    groups: dict[str, Group] = {}
    found = list(faults)
    pool = ThreadPoolExecutor(THREADS)
    try:
        for finding in pool.map(lambda job: _read(job, root), jobs):
            groups.setdefault(finding.group, Group()).add(finding)
            found += finding.faults
            advance()
    finally:
        pool.shutdown(cancel_futures=True)
    return Check(root, layout, dict(sorted(groups.items())), tuple(found))


def _merged(listings: dict[Kind, Listing]) -> list[Job]:
    jobs: dict[Path, Job] = {}
    for kind, listing in listings.items():
        for item in listing.items:
            job = jobs.get(item.image) or Job(_group(item), item.image, (), item.calibration)
            label = Label(item.label, item.read_label, summed=kind == ROAD)
            jobs[item.image] = replace(job, labels=(*job.labels, label))
        for picture in listing.unlabelled:
            jobs[picture.image] = Job(UNLABELLED, picture.image, (), picture.calibration)
    return list(jobs.values())


def _group(item: Item) -> str:
    return item.category or item.split or "all"


def _read(job: Job, root: Path) -> Finding:
    finding = Finding(job.group)
    faults: list[Fault] = []
    try:
        image = read_image(job.image)
        finding = replace(finding, size=(image.shape[1], image.shape[0]))
    except InputError as error:
        faults.append(_fault(job.image, root, error))
    for label in job.labels:
        try:
            road, valid = label.read(label.path)
        except InputError as error:
            faults.append(_fault(label.path, root, error))
            continue
        finding = replace(finding, labels=finding.labels + 1)
        if label.summed:
            finding = _with_pixels(finding, road, valid)
        height, width = road.shape
        if finding.size not in {None, (width, height)}:
            faults.append(
                Fault(
                    _relative(label.path, root),
                    f"is {width}×{height} pixels, but its picture "
                    f"{_relative(job.image, root)} is {'×'.join(map(str, finding.size or ()))}",
                )
            )
        if not valid.any():
            faults.append(Fault(_relative(label.path, root), "has no pixel that counts"))
    if job.calibration is not None:
        try:
            read_calibration(job.calibration)
        except InputError as error:
            faults.append(_fault(job.calibration, root, error))
    return replace(finding, faults=tuple(faults))


def _with_pixels(finding: Finding, road: Mask, valid: Mask) -> Finding:
    return replace(
        finding,
        pixels=finding.pixels + valid.size,
        valid=finding.valid + int(valid.sum()),
        road=finding.road + int(road.sum()),
    )


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _fault(path: Path, root: Path, error: InputError) -> Fault:
    name = _relative(path, root)
    problem = str(error).replace(str(path), name).removeprefix(name).lstrip(" :,")
    return Fault(name, " ".join(problem.split()))
