"""Plot the history of a run."""

from pathlib import Path

from roadeye.io.atomic import replacing
from roadeye.training.state import Row, best_row

BLUE, ORANGE = "#0072B2", "#D55E00"  # Okabe and Ito: apart for every kind of colour vision


def plot_curves(path: Path, rows: tuple[Row, ...]) -> None:
    """Draw loss and IoU over the epochs, training and validation apart by colour and by dash.

    Args:
        path: The PNG to write.
        rows: The history.

    Raises:
        OutputError: The file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    epochs = [row.epoch for row in rows]
    left.plot(epochs, [row.loss for row in rows], "--", color=ORANGE, label="training crops")
    left.plot(epochs, [row.val_loss for row in rows], color=BLUE, label="validation")
    left.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
    right.plot(epochs, [row.iou for row in rows], "--", color=ORANGE, label="training crops")
    right.plot(epochs, [row.val_iou for row in rows], color=BLUE, label="validation")
    right.set(xlabel="epoch", ylabel="IoU of road", ylim=(None, 1))
    if rows:
        best = best_row(rows)
        right.plot(best.epoch, best.val_iou, "o", color=BLUE)
        right.annotate(
            f"{best.val_iou:.4f} in epoch {best.epoch}",
            (best.epoch, best.val_iou),
            xytext=(0, -16),
            textcoords="offset points",
            ha="right" if 2 * best.epoch > len(rows) else "left",
        )
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.legend()
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=110, format="png")
