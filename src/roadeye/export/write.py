"""Export a trained network: convert, compare, and only then put the file in its place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import msgspec

from roadeye.data.dataset import load
from roadeye.export.check import require_calibration
from roadeye.export.convert import Ends, Wanted
from roadeye.export.formats import Format
from roadeye.export.keras import SUFFIX, read_network
from roadeye.export.parity import compare, require_parity, with_labels
from roadeye.export.pictures import CalibrationData, ParityPictures, parity_pictures
from roadeye.export.reference import KerasEngine
from roadeye.export.trained import Trained, folded
from roadeye.model.container import ModelFile, read_spec, with_spec, write_model
from roadeye.model.engine import Engine, open_file
from roadeye.model.spec import Parity

THREADS = 2


@dataclass(frozen=True)
class Request:
    """Say what to export and how to check it.

    Attributes:
        trained: The network.
        wanted_format: The format.
        ends: Numbers at both ends of a file of whole numbers.
        pictures: Pictures to compare on; None takes the run's, or those in the package.
        calibration: Labelled pictures: what whole numbers need; others are compared on them too.
    """

    trained: Trained
    wanted_format: Format
    ends: Ends = Ends.FLOAT32
    pictures: ParityPictures | None = None
    calibration: CalibrationData | None = None


def export(request: Request, path: Path, told: Callable[[str], None] = lambda _: None) -> Parity:
    """Write a model file, if it says the same as its network.

    Args:
        request: What to export.
        path: Where the file goes.
        told: Called with what is being done.

    Returns:
        How the file's probabilities differ from the network's; the file holds it too.

    Raises:
        InputError: A format of whole numbers has no calibration pictures.
        ModelError: The file differs from the network, or cannot be made; nothing is left at `path`.
        OutputError: The file cannot be written.
    """
    trained = folded(request.trained)
    wanted = Wanted(ends=request.ends)
    if request.wanted_format.integer:
        data = require_calibration(request.wanted_format, request.calibration)
        wanted = replace(wanted, calibration=tuple(load(item).image for item in data.calibrating))
    told(f"converts to {request.wanted_format.name}")
    module = import_module(request.wanted_format.module)
    bare: ModelFile = replace(module.convert(trained, wanted), name=path.name)
    file = with_spec(bare, trained.spec)
    told("compares the file with the network")
    parity = _compared(request, KerasEngine(trained), _opened(file))
    require_parity(parity, request.wanted_format.numbers)
    write_model(path, with_spec(file, msgspec.structs.replace(trained.spec, parity=parity)))
    return parity


def _compared(request: Request, reference: Engine, engine: Engine) -> Parity:
    data = request.calibration
    if data is None:
        pictures = request.pictures or parity_pictures(request.trained.split)
        return compare(reference, engine, pictures.images, pictures.source)
    parity = compare(reference, engine, (load(item).image for item in data.judging), data.source)
    heads = {head.name for head in reference.spec.heads if head.name}
    head = data.labels if data.labels in heads else None
    return with_labels(parity, reference, engine, data.judging, head)


def _opened(file: ModelFile) -> Engine:
    """Open a file by itself: nothing of the network in memory helps it."""
    if file.suffix == SUFFIX:
        config, weights = read_network(file)
        return KerasEngine(Trained(config, weights, read_spec(file)))
    return open_file(file, THREADS)
