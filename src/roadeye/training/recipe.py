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
        sizes: Input sizes (height, width) in pixels of the exported model.
        crop: Size (height, width) in pixels of a training crop.
    """

    sizes: Annotated[tuple[InputSize, ...], Meta(min_length=1)] = INPUT_SIZES
    crop: InputSize = (192, 384)


class TrainingPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the network is trained.

    Attributes:
        weights: Initial weights: `imagenet`, `scratch` (random), or the path of a weight file.
        epochs: Number of epochs.
        steps: Optimiser steps in an epoch; 0 means one pass over the data.
        batch: Crops in a batch.
        learning_rate: Peak learning rate.
        schedule: `cosine` falls to 1 % of the peak. `plateau` divides by 10 after `patience` epochs
            without a better validation IoU. `constant` stays.
        warmup_steps: Steps in which the rate rises from 0, at most a quarter of the run; not with
            `plateau`.
        patience: Epochs without improvement before `plateau` lowers the rate.
        weight_decay: Decoupled weight decay (AdamW); 0 means Adam.
        ema_momentum: Momentum of the weights' moving average (EMA), which is validated and
            exported. It is lower in a short run, so that the average remembers at most an eighth of
            the run; 0 means no average.
        wise_ft_alpha: Share of the initial weights that is mixed into the validated and exported
            weights. When a network is fine-tuned on few pictures, it then forgets less (Wortsman et
            al., Robust fine-tuning of zero-shot models, CVPR 2022).
        clip_norm: Largest global norm of a gradient; 0 means no clipping.
        seed: Seed of everything random except the split, which is always the same.
        precision: Precision of the layers. The loss is always computed in float32.
        freeze_batch_norm: Keep all batch norms, also the decoder's, as they are in the initial
            weights.
        folds: Number of cross-validation folds when a trained model is fine-tuned on few pictures;
            the folds share the steps. 0 means no cross-validation: a tenth is held out, as for many
            pictures.
        max_checkpoints: How many of the best checkpoints are kept; may change when a run is
            resumed.
        cache_mib: Memory for decoded pictures in MiB, validation first. Training pictures that do
            not fit are decoded again each time. May change when a run is resumed.
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
    """The loss: masked cross-entropy plus Dice.

    Attributes:
        dice: Weight of the Dice loss; cross-entropy has weight 1.
        smoothing: Label smoothing: labels become `smoothing / 2` and `1 - smoothing / 2`.
        distillation: Weight of cross-entropy against the initial weights' own answer. It keeps a
            head as it was while pictures without labels for it are learned (Li and Hoiem, Learning
            without forgetting, ECCV 2016). Needs trained initial weights; 0 means none.
    """

    dice: NotNegative = 0.5
    smoothing: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    distillation: NotNegative = 0.0


class DataPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data set: the first entry is for the first DATA of the command, and so on.

    Attributes:
        weight: Share of the crops that come from this data set, relative to the others.
        scale: Size of its pictures in training, relative to their size in prediction.
        split: `default`; `all` to train on every picture and validate on none; or a JSON file with
            the lists `train` and `val`.
        labels: The head that its labels teach; empty if the layout says it.
        ignore_border: If labelled road ends at most this many pixels before the picture's edge, the
            pixels between are ignored in training. Scores count them.
    """

    weight: Annotated[float, Meta(gt=0.0, le=1e6)] = 1.0
    scale: Annotated[float, Meta(ge=0.05, le=20.0)] = 1.0
    split: str = "default"
    labels: LabelHead = ""
    ignore_border: Annotated[int, Meta(ge=0, le=64)] = 0


class ModelPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the model file says about itself.

    Attributes:
        description: What counts as road, in one sentence; only if `network.heads` is empty.
        licence: Licence of the weights, and why it is this one.
        trained_before: The data sets on which the initial weights were trained; `--from` fills it
            in.
    """

    description: str = ""
    licence: str = ""
    trained_before: tuple[str, ...] = ()


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe a training run completely, but for the paths of its data.

    Attributes:
        name: Name of the recipe, and of the model that it makes.
        about: One sentence for `train --list`.
        network: The network.
        input: Input sizes and crops.
        training: How the network is trained.
        loss: The loss.
        augment: The augmentation of training pictures.
        model: What the model file says about itself.
        data: The data sets, in the order of the command's DATA; missing entries have the defaults.
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
