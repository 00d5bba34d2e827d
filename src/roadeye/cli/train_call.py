"""From the options of `roadeye train` to a run and what it found."""

from dataclasses import dataclass
from pathlib import Path

from roadeye.cli.datasets import tell_left_out
from roadeye.cli.extras import require_tensorflow
from roadeye.cli.licence import tell_licence
from roadeye.cli.progress import progress
from roadeye.cli.signals import SignalError
from roadeye.cli.terminal import say
from roadeye.data.dataset import VAL
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.training import start as tuning
from roadeye.training.prepare import prepare
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_lock import locked


@dataclass(frozen=True)
class Call:
    """Hold what was asked for.

    Attributes:
        data: Folders of labelled data sets.
        out: Folder of the run.
        recipe: A recipe's name or file.
        settings: `key=value` each.
        start: The model to fine-tune; None trains from ImageNet.
        known: Data sets on which that model is compared with the new one.
        resume: Whether the run in `out` is resumed.
    """

    data: list[Path]
    out: Path
    recipe: str
    settings: list[str]
    start: str | None
    known: list[Path]
    resume: bool


def run(call: Call) -> str:
    """Train, and return what to tell of it.

    Raises:
        RoadeyeError: The request cannot be carried out; nothing was written then.
    """
    recipe, earlier = read_recipe(call.recipe, call.settings), b""
    if call.start is not None:
        tuning.refuse_settings_of_the_model(call.settings)
        found = tuning.find_start(call.start)
        tell_licence(found.recipe.name, found.recipe.model.licence)
        recipe, earlier = tuning.fine_tuning(found, recipe), found.fingerprints
    known = [select(open_dataset(path), VAL) for path in call.known]
    folder = RunFolder(call.out)
    require_tensorflow("training")
    with locked(folder, resume=call.resume):
        prepared = prepare(
            call.data, recipe, folder, resume=call.resume, progress=progress, earlier=earlier
        )
        tell_left_out(dataset.train for dataset in prepared.datasets)

        # Only now: TensorFlow takes seconds to import, and nothing above needs it.
        from roadeye.export.finish import finish
        from roadeye.training.cross_validate import cross_validate
        from roadeye.training.train import train

        try:
            if prepared.folds is None:
                done = train(prepared, progress)
            else:
                done = cross_validate(prepared, prepared.folds, progress)
            return finish(done, progress, call.start, known)
        except (KeyboardInterrupt, SignalError):
            say(f"finished epochs are saved: add --resume to continue {call.out}")
            raise
