"""The folder of a training run: the names of what is in it."""

from dataclasses import dataclass
from pathlib import Path

from roadeye.data.fingerprint import BYTES
from roadeye.errors import InputError, RoadeyeError
from roadeye.training.state import STATE_FILE, read_meta


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
    def fingerprints(self) -> Path:
        """Of the training pictures, by which the model will recognise them."""
        return self.root / "resume" / "fingerprints.bin"

    @property
    def folds(self) -> Path:
        """The runs of a cross-validation, until it has ended."""
        return self.root / "folds"

    @property
    def held_out(self) -> Path:
        """How each picture fared with the model that had not seen it."""
        return self.root / "cross_validation.csv"

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
        raise InputError(f"{folder.root} has no finished epoch yet: resume it first.")
    return folder.checkpoints / best[0]


def read_fingerprints(folder: RunFolder) -> bytes:
    """Return the fingerprints of a run's training pictures, joined; empty where there are none.

    Raises:
        InputError: The file is damaged.
    """
    try:
        content = folder.fingerprints.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise InputError(f"cannot read {folder.fingerprints}: {error.strerror}.") from error
    if len(content) % BYTES:
        raise InputError(f"{folder.fingerprints} is damaged: it was cut short.")
    return content


def checkpoint_name(epoch: int, val_iou: float, val_loss: float) -> str:
    """Return the name of an epoch's checkpoint.

    >>> checkpoint_name(38, 0.8981, 0.0644)
    'best-ep-38-val_iou-0.898-val_loss-0.064.weights.h5'
    """
    return f"best-ep-{epoch}-val_iou-{val_iou:.3f}-val_loss-{val_loss:.3f}.weights.h5"
