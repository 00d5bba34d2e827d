"""A model's card: what a person should know before using it, from what its file says."""

from roadeye.model.spec import ModelSpec
from training_runs.model import Plan

LIMITS = """It has seen the cameras, places and weather of its training data, and no others. It sometimes calls
the bonnet of its own car road. It is a research model: nothing here makes it fit to steer a
vehicle."""

STAND_IN = (
    "The shipped model was trained on all the data. These scores come from the same recipe and number",
    "of steps without the pictures in question (`python -m experiments.scores DATA`).",
)
OWN = (
    "The file itself, on pictures that it was not trained on (`python -m experiments.scores DATA`).",
)


def card(spec: ModelSpec, plan: Plan, table: str) -> str:
    """Return a card in Markdown (after Mitchell et al., FAT* 2019).

    Args:
        spec: What the model file says.
        plan: How it was made.
        table: Its scores, as `experiments/scores.py` prints them.
    """
    sizes = ", ".join(f"{height}×{width}" for height, width in spec.input_sizes)
    heads = [
        f"| head `{head.name}` | {spec.describe(head)}; threshold {head.threshold:.3g}, temperature "
        f"{head.temperature:.3f}, fitted on {head.calibrated_on or 'nothing'} |"
        for head in spec.heads
    ]
    after = f", from the base of `{plan.after}`" if plan.after else ""
    return "\n".join(
        [
            f"# {spec.name}",
            "",
            f"Finds road in camera pictures: {spec.describe(spec.heads[0])}, unless another head is asked for.",
            "",
            "| | |",
            "|---|---|",
            f"| network | `roadeye`, {spec.parameters:,} weights |",
            f"| input | RGB 0..255, float32, one of {sizes} |",
            *heads,
            f"| trained on | {', '.join(spec.trained_on)} |",
            f"| training | `make model`: `training_runs/model.py`, plan `{plan.name}`, {plan.epochs + plan.longer} epochs of the base{after} |",
            "| first weights | EfficientNet-Lite0 of ImageNet, whose pictures are for research |",
            f"| licence | {spec.licence} |",
            f"| made with | roadeye {spec.version} |",
            "",
            "## Scores",
            "",
            *(STAND_IN if plan.ships == "everything" else OWN),
            "",
            table,
            "",
            "## Limits",
            "",
            LIMITS,
            "",
        ]
    )
