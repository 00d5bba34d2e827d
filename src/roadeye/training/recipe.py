"""Recipes: a typed description of a training run, read from TOML."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from roadeye.heads import LabelHead
from roadeye.model.spec import Side
from roadeye.training.augment.recipe import AugmentRecipe
from roadeye.training.networks.config import NetworkConfig

Positive: TypeAlias = Annotated[float, Meta(gt=0.0, le=1e38)]  # as far as float32 goes
NotNegative: TypeAlias = Annotated[float, Meta(ge=0.0, le=1e38)]
Share: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.0)]
Count: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]
CountOrZero: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
InputSize: TypeAlias = tuple[Side, Side]

IMAGENET = "imagenet"
SCRATCH = "scratch"

INPUT_SIZES: tuple[InputSize, ...] = (
    (192, 640),
    (256, 512),
    (272, 480),
    (304, 400),
    (352, 352),
    (400, 304),
    (480, 272),
)
"""About 123,000 pixels each: KITTI's shape, 2:1, 16:9, 4:3, square, and upright."""


class InputPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the network sees.

    Attributes:
        sizes: Sizes (height, width) in pixels that the exported model takes.
        crop: Size (height, width) in pixels of a training crop.
    """

    sizes: Annotated[tuple[InputSize, ...], Meta(min_length=1)] = INPUT_SIZES
    crop: InputSize = (192, 384)


class TrainingPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the weights are found.

    Attributes:
        weights: `imagenet`, `scratch`, or the path of a file of weights.
        epochs: Number of epochs.
        steps: Optimiser steps of an epoch; 0 takes as many as one pass over the data needs.
        batch: Crops of a step.
        learning_rate: Peak learning rate.
        schedule: `cosine` falls to 1 % of the rate; `plateau` divides by 10 after `patience`
            epochs without a better validation IoU; `constant` stays.
        warmup_steps: Steps in which the rate rises from 0, a quarter of the run at most; `plateau` has
            none.
        patience: Epochs, for `plateau`.
        weight_decay: Weight decay of AdamW, decoupled; 0 is Adam.
        ema_momentum: Momentum of the average of the weights that is validated and exported, less in a run
            so short that the average would outlast an eighth of it; 0 is none.
        wise_ft_alpha: Share of the first weights in those that are validated and exported, the rest being
            the average: fine-tuned on few pictures, a network then forgets less (Wortsman et al.,
            Robust fine-tuning of zero-shot models, CVPR 2022).
        clip_norm: Largest global norm of a gradient; 0 does not clip.
        seed: Seed of everything random but the split, which is always the same.
        precision: Of the layers; the loss is always taken in float32.
        freeze_batch_norm: Keep every batch normalisation, decoder included, as the first weights have it.
        folds: Folds of the cross-validation that scores a trained model fine-tuned on few pictures, which
            share the steps; 0 holds out a tenth instead, as for many pictures.
        max_checkpoints: How many of the best checkpoints stay; a resumed run may keep another number.
        cache_mib: MiB of decoded examples that may be held, those that validate first; training examples
            beyond it are decoded anew. A resumed run may have another limit.
    """

    weights: str = IMAGENET
    epochs: Count = 40
    steps: CountOrZero = 0
    batch: Annotated[int, Meta(ge=1, le=4096)] = 8
    learning_rate: Positive = 1.5e-3
    schedule: Literal["cosine", "plateau", "constant"] = "cosine"
    warmup_steps: CountOrZero = 200
    patience: Count = 5
    weight_decay: NotNegative = 1e-4
    ema_momentum: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.995
    wise_ft_alpha: Share = 0.0
    clip_norm: NotNegative = 1.0
    seed: Annotated[int, Meta(ge=0, lt=2**32)] = 123
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"] = "float32"
    freeze_batch_norm: bool = False
    folds: Annotated[int, Meta(ge=0, le=20)] = 0
    max_checkpoints: Count = 3
    cache_mib: Count = 6000

    def steps_of_epoch(self, pictures: int) -> int:
        """Return the optimiser steps of an epoch over a number of training pictures."""
        return self.steps or -(-pictures // self.batch)

    def steps_of_fold(self, pictures: int, folds: int) -> int:
        """Return the optimiser steps of an epoch of a fold: its share of those over all pictures."""
        return -(-self.steps_of_epoch(pictures) // folds)


class LossPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is minimised: masked cross-entropy plus Dice.

    Attributes:
        dice: Weight of the Dice loss beside cross-entropy's 1.
        smoothing: Labels become `smoothing / 2` and `1 - smoothing / 2`.
        distillation: Weight of what keeps a head as it was while pictures without labels for it train:
            cross-entropy against the first weights' answer to the picture (Li and Hoiem, Learning
            without forgetting, ECCV 2016). Needs first weights that are trained; 0 is none.
    """

    dice: NotNegative = 0.5
    smoothing: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    distillation: NotNegative = 0.0


class DataPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One data set of a run; the n-th belongs to the n-th DATA of the command.

    Attributes:
        weight: Share of the crops that come from it, relative to the others'.
        scale: Factor on the size at which its pictures are learned; 1 is the size of prediction.
        split: `default`, `all` to train on every picture and validate on none of this data set,
            or a JSON file with `train` and `val` lists of names.
        labels: The head that its labels teach; empty for what its layout tells.
        ignore_border: Pixels before the picture's edge at which the road of a label may end and yet be
            taken to reach it: what lies between does not count in training. Scores count it.
    """

    weight: Annotated[float, Meta(gt=0.0, le=1e6)] = 1.0
    scale: Annotated[float, Meta(ge=0.05, le=20.0)] = 1.0
    split: str = "default"
    labels: LabelHead = ""
    ignore_border: Annotated[int, Meta(ge=0, le=64)] = 0


class ModelPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the model file shall say about itself.

    Attributes:
        description: What counts as road, in one sentence, where the heads have no names of their
            own (`network.heads`).
        licence: Licence of the weights, and what the training data adds to it.
        trained_before: What the first weights have seen; `--from` fills it in.
    """

    description: str = ""
    licence: str = ""
    trained_before: tuple[str, ...] = ()


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe a training run completely, but for the paths of its data.

    Attributes:
        name: Name of the recipe and of the model it makes.
        about: One sentence for `train --list`.
        network: The network.
        input: What it sees.
        training: How the weights are found.
        loss: What is minimised.
        augment: How training pictures are varied.
        model: What the model file says about itself.
        data: The data sets in the order of the command's DATA; missing ones take the defaults.
    """

    name: Annotated[str, Meta(pattern="^[A-Za-z0-9_.-]+$")]
    about: str = ""
    network: NetworkConfig = NetworkConfig()
    input: InputPart = InputPart()
    training: TrainingPart = TrainingPart()
    loss: LossPart = LossPart()
    augment: AugmentRecipe = AugmentRecipe()
    model: ModelPart = ModelPart()
    data: tuple[DataPart, ...] = ()

    def __post_init__(self) -> None:
        if self.model.description and self.network.heads:
            raise ValueError("model.description says what network.heads says already; drop one")
