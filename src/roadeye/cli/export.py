"""`roadeye export`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadeye.cli.extras import require, require_tensorflow
from roadeye.cli.terminal import say, show

if TYPE_CHECKING:
    from roadeye.model.spec import Parity


def export(  # noqa: PLR0917  the options are what there is to choose
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="roadeye, roadeye-open, a run folder, a checkpoint in one, or a .keras file.",
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write.")],
    file_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="litert, litert-fp16, litert-int8, onnx, openvino, openvino-int8 or keras.",
        ),
    ] = "litert",
    size: Annotated[
        str | None,
        typer.Option(
            metavar="HEIGHTxWIDTH|wide",
            help="Export one input size, for programs that know only one: 240x800, or wide for the widest.",
            show_default="all of the model",
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(
            metavar="HEAD",
            help="Export one head, for programs that expect one map: road or drivable.",
            show_default="all of the model",
        ),
    ] = None,
    calibration: Annotated[
        Path | None,
        typer.Option(
            metavar="DATA",
            help="Labelled pictures for int8: half set its ranges, half judge the file.",
        ),
    ] = None,
    io: Annotated[
        str,
        typer.Option(
            "--io", metavar="float32|int8", help="Type of input and output in a litert-int8 file."
        ),
    ] = "float32",
) -> None:
    """Export a trained network as one file that describes itself.

    Runs the new file beside the network on pictures, and deletes it if the results differ too much.
    The file records how much they differ.
    """
    from roadeye.export import check
    from roadeye.export.formats import find_format

    wanted = find_format(file_format)
    ends = check.parse_ends(io, wanted)
    check.require_suffix(out, wanted)
    asked = None if size is None else check.parse_size(size)
    if wanted.integer:
        check.require_calibration(wanted, calibration)
    check.require_weights(model)
    require_tensorflow("export")
    for package in wanted.needs:
        require(package, f"export to {wanted.name}", "export")

    from roadeye.cli.datasets import open_labelled
    from roadeye.export.pictures import calibration_data
    from roadeye.export.source import read_trained
    from roadeye.export.trained import at_head, at_size
    from roadeye.export.write import Request
    from roadeye.export.write import export as write

    data = None if calibration is None else calibration_data(open_labelled(calibration))
    trained = read_trained(model)
    if size is not None:
        trained = at_size(trained, asked or check.widest(trained.spec.input_sizes))
    if head is not None:
        trained = at_head(trained, head)
    parity = write(Request(trained, wanted, ends, calibration=data), out, say)
    _tell(out, parity)


def _tell(out: Path, parity: "Parity") -> None:
    from roadeye.model.container import weights_path

    beside = weights_path(out)
    megabytes = sum(path.stat().st_size for path in (out, beside) if path is not None) / 1e6
    show(f"{out}: {megabytes:.2f} MB, compared with the network on {parity.source}")
    show(
        f"probabilities differ by at most {parity.largest:.1g}, at 99 % of the pixels by less than "
        f"{parity.p99:.1g}; IoU of the masks {parity.iou:.4f}"
    )
    if parity.file_iou is not None and parity.network_iou is not None:
        show(f"IoU with the labels: network {parity.network_iou:.4f}, file {parity.file_iou:.4f}")
