"""What a finished run says of itself."""

import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.export.finish import fine_tuning_gain
from roadeye.training.fold_scores import CrossValidation
from roadeye.training.state import Meta, Row

pytestmark = pytest.mark.tf


def row(epoch: int, val_iou: float) -> Row:
    return Row(
        epoch=epoch, loss=1.0, iou=0.5, val_loss=1.0, val_iou=val_iou, learning_rate=0.1, seconds=1
    )


def test_fine_tuning_tells_both_scores_and_on_how_many_pictures() -> None:
    meta = Meta(run="a", history=(row(1, 0.7), row(2, 0.9), row(3, 0.8)), best=())
    assert fine_tuning_gain(meta, 2) == []
    tuned = Meta(run="a", history=meta.history, best=(), val_iou_before=0.85)
    (said,) = fine_tuning_gain(tuned, 2)
    assert said.startswith("fine-tuning: validation IoU 0.8500 before, 0.9000 after (epoch 2)")
    assert said.endswith("on the same 2 pictures")


def test_a_cross_validated_run_tells_what_its_folds_found() -> None:
    found = CrossValidation(
        pictures=15, folds=4, groups=12, grouped_by="sequence", before=0.8, after=0.85,
        difference=(0.02, 0.07),
    )  # fmt: skip
    history = (row(1, 0.7), row(2, 0.9), row(3, 0.8))
    said = fine_tuning_gain(Meta(run="a", history=history, best=(), cross_validation=found), 0)
    assert said[0].startswith("cross-validation: IoU 0.8000 before, 0.8500 after (+5.0 points")
    assert said[-1].startswith("epoch 2 of 3 did best on pictures held out")
