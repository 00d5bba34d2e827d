"""Make the models of the package from the data sets: every step in order, each done once.

`make model DATA=DIR RUNS=DIR`, stopped at any place, goes on there. The steps:

1. `scenes-*` are drawn; `first/*` are pictures that road-segmentation-adas-0001 labels (all road).
2. `NAME/base`, the long training, leaves out every picture that scores or calibrates.
   `roadeye` goes on from the base of `roadeye-open`: what that has learnt is not learnt twice.
3. `NAME/second/*` are the pictures of `first`, labelled by the base and adas-0001 together.
   `NAME/longer` trains on as the base was trained, with these labels.
4. `NAME/held-out` and `NAME/everything` end it at more pixels, each with a split of its own.
5. `models/NAME-*.tflite` have the mean of both trainings' last weights, their heads calibrated.
6. `seeds/*` train the base of `roadeye` briefly, three times, to tell a gain from chance.

This file says what each model sees and what is held out of it, `base.toml` and `finish.toml` how it
is trained; `make.py` runs the steps. Nothing that forbids commercial use reaches `roadeye-open`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from roadeye.heads import DRIVABLE, ROAD, HeadName
from roadeye.scenes.camera import CameraKind

SCENES: Mapping[str, tuple[int, int, str, CameraKind]] = {  # number, seed, size, camera
    "scenes-kitti": (120, 1, "300x994", "kitti"),
    "scenes-dashcam": (160, 2, "540x960", "dashcam"),
    "scenes-phone": (120, 3, "480x640", "phone"),
}
UNLABELLED = {  # a folder or video, and which of its frames
    "kitti-testing": ("kitti-road/testing/image_2", 1),
    "austin-night": ("unlabelled/austin-night", 1),
    "kathmandu": ("unlabelled/kathmandu", 1),
    "motorway": ("clips/california-motorway.mp4", 2),
    "motorway-short": ("clips/california-short.mp4", 2),
}
COMPLETED = ("kitti-road", "campus-robot")  # labels by hand that leave out roads behind a kerb


@dataclass(frozen=True)
class Part:
    """Name a data set of a model.

    Attributes:
        folder: Below DATA; below RUNS for scenes; `by-models/…` is `first/…` in the base and
            `second/…` at the end.
        base: Share of the crops of the base.
        end: Share of those of the end.
        labels: The head that it teaches.
    """

    folder: str
    base: float
    end: float
    labels: HeadName = ROAD

    @property
    def name(self) -> str:
        """The data set behind it, whose split it has."""
        return self.folder.rpartition("/")[2]


ROADEYE = (
    Part("kitti-road", 0.24, 0.30, DRIVABLE),
    Part("camvid", 0.12, 0.14),
    Part("idd-lite", 0.19, 0.24),
    Part("street-view", 0.14, 0.13),
    Part("campus-robot", 0.05, 0.04, DRIVABLE),
    Part("by-models/campus-robot", 0.03, 0.02),
    Part("by-models/kitti-road", 0.05, 0.03),
    Part("by-models/kitti-testing", 0.05, 0.03),
    Part("by-models/austin-night", 0.04, 0.02),
    Part("by-models/kathmandu", 0.03, 0.02),
    Part("by-models/motorway", 0.012, 0.01),
    Part("by-models/motorway-short", 0.008, 0.005),
    Part("scenes-kitti", 0.015, 0.005),
    Part("scenes-dashcam", 0.015, 0.005),
    Part("scenes-phone", 0.01, 0.005),
)
OPEN = (  # only what allows commercial use, labelled by hand, by adas-0001 and by its own base
    Part("campus-robot", 0.16, 0.20, DRIVABLE),
    Part("by-models/campus-robot", 0.14, 0.16),
    Part("by-models/austin-night", 0.20, 0.20),
    Part("by-models/kathmandu", 0.16, 0.16),
    Part("by-models/motorway", 0.10, 0.10),
    Part("by-models/motorway-short", 0.05, 0.05),
    Part("scenes-kitti", 0.05, 0.03),
    Part("scenes-dashcam", 0.08, 0.05),
    Part("scenes-phone", 0.06, 0.05),
)

HELD_OUT: Mapping[str, str] = {
    "kitti-road": "kitti-held-out.json",
    "camvid": "default",
    "idd-lite": "idd-lite-by-drive.json",
    "street-view": "street-view-by-town.json",
    "campus-robot": "campus-robot-by-walk.json",
}
EVERYTHING = {
    "kitti-road": "kitti-all-but-calibration.json",
    "camvid": "all",
    "idd-lite": "idd-lite-all-but-calibration.json",
    "street-view": "street-view-all-but-calibration.json",
    "campus-robot": "campus-robot-all-but-calibration.json",
}

CAMPUS = ("campus-robot", "campus-robot-by-walk.json:calibration")
CALIBRATION: Mapping[str, Mapping[HeadName, tuple[tuple[str, str], ...]]] = {
    "roadeye": {
        ROAD: (("idd-lite", "idd-lite-by-drive.json:calibration"),
               ("street-view", "street-view-by-town.json:calibration")),
        DRIVABLE: (("kitti-road", "kitti-calibration.json"), CAMPUS),
    },
    "roadeye-open": {ROAD: (CAMPUS,), DRIVABLE: (CAMPUS,)},
}  # fmt: skip
"""Pictures that no training of a model has seen, by data set and split."""


@dataclass(frozen=True)
class Plan:
    """Say how a model is made.

    Attributes:
        name: The model.
        parts: Its data sets.
        epochs: Length of the base.
        longer: Epochs that follow the base, in which the learning rate falls once more (warm
            restarts: Loshchilov and Hutter, SGDR, ICLR 2017).
        ends: The splits of each end.
        ships: The end whose model goes into the package.
        after: The model from whose base it starts; none starts from ImageNet.
    """

    name: str
    parts: tuple[Part, ...]
    epochs: int
    ends: Mapping[str, Mapping[str, str]]
    ships: str
    after: str | None = None
    longer: int = 0


PLANS = (
    Plan("roadeye-open", OPEN, 9, {"held-out": HELD_OUT}, ships="held-out"),
    Plan("roadeye", ROADEYE, 8, {"held-out": HELD_OUT, "everything": EVERYTHING},
         ships="everything", after="roadeye-open", longer=10),
)  # fmt: skip
SEEDS, SEED_EPOCHS = (1, 2, 3), 1
