"""The folder of a training run: the names of what is in it."""

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import msgspec

from roadeye.errors import InputError, OutputError, RoadeyeError
from roadeye.io.atomic import clear_leftovers, is_leftover
from roadeye.training.state import STATE_FILE, Meta, read_meta


@dataclass(frozen=True)
class RunFolder:
    """Name the files of a run.

    Attributes:
        root: The folder.
    """

    root: Path

    @property
    def recipe(self) -> Path:
        """The recipe with every field written out."""
        return self.root / "recipe.toml"

    @property
    def split(self) -> Path:
        """The names that were trained on and validated on."""
        return self.root / "split.json"

    @property
    def log_dir(self) -> Path:
        """What TensorBoard reads."""
        return self.root / "log_dir"

    @property
    def history(self) -> Path:
        """One row an epoch."""
        return self.root / "history.csv"

    @property
    def curves(self) -> Path:
        """Loss and IoU over the epochs."""
        return self.root / "loss_curves.png"

    @property
    def augmentation(self) -> Path:
        """Training crops as the network sees them."""
        return self.root / "augmentation_overview.png"

    @property
    def checkpoints(self) -> Path:
        """The best few epochs' weights."""
        return self.root / "checkpoints"

    @property
    def state(self) -> Path:
        """Where the next epoch starts."""
        return self.root / "resume" / STATE_FILE

    @property
    def val_predictions(self) -> Path:
        """Overlays of the validation split."""
        return self.root / "val_predictions"

    @property
    def bad_batch(self) -> Path:
        """The names of the batch whose loss was not a number."""
        return self.root / "not_finite.json"

    @property
    def model(self) -> Path:
        """The best epoch as a model file."""
        return self.root / "model.tflite"

    @property
    def card(self) -> Path:
        """What a person should know about the model."""
        return self.root / "model_card.md"


class Split(msgspec.Struct, frozen=True):
    """Hold the names of a run's pictures, data set by data set.

    Attributes:
        roots: Folders of the data sets, as they were given.
        train: Names that were trained on.
        val: Names that validated.
    """

    roots: tuple[str, ...]
    train: tuple[tuple[str, ...], ...]
    val: tuple[tuple[str, ...], ...]

    @property
    def trained_on(self) -> tuple[str, ...]:
        """The data sets with the number of pictures, for people.

        >>> Split(("data/kitti-road",), (("um_000000", "um_000001"),), ((),)).trained_on
        ('kitti-road (2 pictures)',)
        """
        return tuple(
            f"{name} ({len(names)} pictures)"
            for name, names in zip(self.names, self.train, strict=True)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each data set: its folder's, numbered where another has it already.

        >>> Split(("a/images", "b/images", "c/images-2"), ((),) * 3, ((),) * 3).names
        ('images', 'images-2', 'images-2-2')
        """
        folders = [Path(root).name for root in self.roots]
        names: list[str] = []
        for folder in folders:
            numbered = (f"{folder}-{number}" for number in count(2))
            free = (name for name in chain([folder], numbered) if name not in names)
            names.append(next(free))
        return tuple(names)

    def to_json(self) -> str:
        """Return the split in the form that `--split FILE.json:KEY` reads.

        The keys are `train` and `val`, from the second data set on with its number.
        """
        lists: dict[str, tuple[str, ...]] = {"roots": self.roots}
        for index, (train, val) in enumerate(zip(self.train, self.val, strict=True)):
            lists |= {_key("train", index): train, _key("val", index): val}
        return msgspec.json.format(msgspec.json.encode(lists)).decode()


def read_split(path: Path) -> Split:
    """Read what `Split.to_json` wrote.

    Raises:
        InputError: The file is missing or damaged.
    """
    try:
        lists = msgspec.json.decode(path.read_bytes(), type=dict[str, tuple[str, ...]])
        numbers = range(len(lists["roots"]))
        return Split(
            roots=lists["roots"],
            train=tuple(lists[_key("train", index)] for index in numbers),
            val=tuple(lists[_key("val", index)] for index in numbers),
        )
    except (OSError, msgspec.MsgspecError, KeyError) as error:
        raise InputError(f"{path} is not the split of a run: {error}") from error


def _key(side: str, index: int) -> str:
    return side if index == 0 else f"{side}-{index + 1}"


def run_around(path: Path) -> RunFolder:
    """Return the run folder that a path is, or is in.

    Args:
        path: `RUN`, `RUN/model.tflite` or `RUN/checkpoints/best-ep-….weights.h5`.

    Raises:
        InputError: There is no run around the path.
    """
    for root in (path, path.resolve().parent, path.resolve().parent.parent):
        if RunFolder(root).recipe.is_file():
            return RunFolder(root)
    raise InputError(
        f"{path} is not in a run folder: no recipe.toml is found around it; give a run folder "
        "or a file in it, moved together with the folder."
    )


def weights_of(path: Path, folder: RunFolder) -> Path:
    """Return the weights that a path in a run means: its own file, or those of the best epoch.

    Args:
        path: `RUN`, `RUN/model.tflite`, or a checkpoint.
        folder: The run.

    Raises:
        InputError: The run has not finished an epoch.
    """
    if not path.is_dir() and path.name != folder.model.name:
        return path
    try:
        best = read_meta(folder.state).best
    except RoadeyeError as error:
        raise InputError(f"{folder.root} has no finished epoch yet ({error})") from error
    if not best:
        raise InputError(f"{folder.root} has no finished epoch yet; train on with --resume.")
    return folder.checkpoints / best[0]


def checkpoint_name(epoch: int, val_iou: float, val_loss: float) -> str:
    """Return the name of an epoch's checkpoint.

    >>> checkpoint_name(38, 0.8981, 0.0644)
    'best-ep-38-val_iou-0.898-val_loss-0.064.weights.h5'
    """
    return f"best-ep-{epoch}-val_iou-{val_iou:.3f}-val_loss-{val_loss:.3f}.weights.h5"


def acquire(folder: RunFolder, run: str, *, resume: bool) -> Meta:
    """Make sure that a run may use its folder, and clear what an interrupted write left there.

    Args:
        folder: The folder.
        run: Fingerprint of the run.
        resume: Go on with what is there. A run without a finished epoch may become another, and
            one that was killed before it wrote anything starts, with or without.

    Returns:
        What is known of the run; without history if it is new.

    Raises:
        InputError: `resume` is asked for and there is nothing to resume, or another run.
        OutputError: The folder already holds something and `resume` is not asked for.
    """
    new = Meta(run=run, history=(), best=())
    if folder.root.exists() and not folder.root.is_dir():
        raise OutputError(f"{folder.root} is not a folder; choose another place with -o.")
    if _is_bare(folder):
        clear_leftovers(folder.state.parent)
        return new
    if not resume:
        if folder.root.exists():
            raise OutputError(
                f"{folder.root} is not empty; add --resume to go on with the run in it, "
                "or choose another folder with -o."
            )
        return new
    if not folder.state.exists():
        raise InputError(f"{folder.root} holds no run to resume; leave out --resume to start one.")
    meta = read_meta(folder.state)
    if meta.history and meta.run != run:
        raise InputError(
            f"{folder.root} belongs to another recipe or other data; resume it with what it was "
            "started with, or choose another folder with -o."
        )
    for place in (folder.root, folder.checkpoints, folder.state.parent):
        clear_leftovers(place)
    return meta if meta.history else new


def _is_bare(folder: RunFolder) -> bool:
    """Tell whether a folder holds nothing but the first file of a run, half written, if that."""
    if not folder.root.is_dir():
        return False
    first = folder.state.parent
    return set(folder.root.iterdir()) <= {first} and (
        not first.exists() or (first.is_dir() and all(map(is_leftover, first.iterdir())))
    )
