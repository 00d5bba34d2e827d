"""`roadeye data import`: labels of other tools become pictures and masks."""

from pathlib import Path
from typing import Annotated

import typer

SHEET = "contact_sheet.jpg"


def import_labels(
    src: Annotated[
        Path,
        typer.Argument(metavar="SRC", help="A folder or file from a labelling tool or a data set."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Folder for images/ and masks/."),
    ] = None,
    road: Annotated[
        str, typer.Option(metavar="NAME[,NAME]", help="The classes that are road.")
    ] = "",
    ignore: Annotated[
        str, typer.Option(metavar="NAME[,NAME]", help="Classes whose pixels do not count.")
    ] = "",
    empty: Annotated[
        bool,
        typer.Option("--empty", help="Import pictures without labels as pictures without road."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import labels from another tool.

    Writes DIR/images and DIR/masks (255 road, 0 not road, 128 not labelled) and a contact sheet to
    look at. Without -o it only lists the classes. The format is detected: labelme, CVAT, COCO, YOLO
    segmentation, Roboflow masks, Supervisely, VOC masks, BDD100K, comma10k, Mapillary Vistas, or
    plain masks.
    """
    from roadeye.cli.data_import_table import ImportReport, print_report, print_survey
    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import say
    from roadeye.data.importers.detect import read_labels
    from roadeye.data.importers.survey import choose_roles, survey, told_classes
    from roadeye.data.importers.write import require_free, write_labels
    from roadeye.errors import InputError
    from roadeye.io.images import write_jpeg
    from roadeye.labelling.label_sheet import label_sheet

    if out is not None:
        require_free(out)
    labels = read_labels(src)
    with progress("read", len(labels.pictures), "labels") as shown:
        found = survey(labels, lambda: shown.advance(1))
    if not as_json:
        print_survey(labels, found)
    if out is None:
        print_report(ImportReport(labels, found), as_json=as_json)
        return
    if not road:
        raise InputError(f"which classes are road? {told_classes(found)}", code="no-road-class")
    roles = choose_roles(found, names_in(road), names_in(ignore), labels.not_labelled)
    wanted = [*found.annotated, *(found.empty if empty else [])]
    if not wanted:
        raise InputError(f"{src} has no annotated picture that can be read.")
    write_jpeg(out / SHEET, label_sheet(wanted, roles))
    say(f"{out / SHEET} shows some of the labels")
    wanted.sort(key=lambda one: one.key)
    with progress("write", len(wanted), "pictures") as shown:
        written = write_labels(labels, wanted, roles, out, lambda: shown.advance(1))
    report = ImportReport(labels, found, written, out, empty)
    print_report(report, as_json=as_json)
    if report.problems:
        raise typer.Exit(1)


def names_in(text: str) -> list[str]:
    """Return the names of a list, such as `"road, lane markings"`.

    >>> names_in("road, lane markings,")
    ['road', 'lane markings']
    """
    return [name.strip() for name in text.split(",") if name.strip()]
