"""Data sets that can be downloaded: addresses, sizes, contents, licences."""

from collections.abc import Mapping
from dataclasses import dataclass

from roadeye.errors import InputError


@dataclass(frozen=True)
class Archive:
    """Describe a data set that comes as one zip file.

    Attributes:
        name: What it is called on the command line.
        title: Its full name.
        url: The official address.
        file: The name of the file.
        top: The folder in it whose files are wanted.
        bytes: The approximate size of the file, to check the free disk.
        sha256: Of copies that others hold. The makers publish no checksum, so a file that is none
            of these only logs a notice.
        required: Every file that must be in it, below `top`.
        licence: The licence, in words.
        citation: What to cite.
    """

    name: str
    title: str
    url: str
    file: str
    top: str
    bytes: int
    sha256: frozenset[str]
    required: frozenset[str]
    licence: str
    citation: str


def _kitti_files(training: Mapping[str, int], testing: Mapping[str, int]) -> frozenset[str]:
    names = []
    for category, count in training.items():
        for number in range(count):
            names.append(f"training/image_2/{category}_{number:06}.png")
            names.append(f"training/gt_image_2/{category}_road_{number:06}.png")
    for category, count in testing.items():
        names += [f"testing/image_2/{category}_{number:06}.png" for number in range(count)]
    return frozenset(names)


KITTI_ROAD = Archive(
    name="kitti-road",
    title="KITTI Road",
    url="https://s3.eu-central-1.amazonaws.com/avg-kitti/data_road.zip",
    file="data_road.zip",
    top="data_road",
    bytes=470_992_343,
    sha256=frozenset(
        {  # Git LFS pointers to files of this name in two public repositories
            "45508c51ba09020235eb714e71c7d3ef15b4551be06d996772ecc8a20fc34a34",  # 470,992,343 bytes
            "7bdcb76b15ca4ee1cb1c1063ce15dcfbabd2e6fcf4a0b47762b7b951c3e7a054",  # 470,992,531 bytes
        }
    ),
    required=_kitti_files(
        training={"um": 95, "umm": 96, "uu": 98}, testing={"um": 96, "umm": 94, "uu": 100}
    ),
    licence="CC BY-NC-SA 3.0 (attribution, non-commercial, share alike)",
    citation=(
        "Fritsch, Kühnl, Geiger: A New Performance Measure and Evaluation Benchmark for Road "
        "Detection Algorithms, ITSC 2013"
    ),
)

ARCHIVES = (KITTI_ROAD,)


def find_archive(name: str) -> Archive:
    """Return the data set of that name.

    Raises:
        InputError: There is none; the message lists the known ones.
    """
    for archive in ARCHIVES:
        if archive.name == name:
            return archive
    known = ", ".join(archive.name for archive in ARCHIVES)
    raise InputError(f"{name!r} is not a data set that can be downloaded; known: {known}.")
