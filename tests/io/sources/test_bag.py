"""Recordings that `rosbags` writes here: ROS 1, ROS 2 and MCAP."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numbered_video import number_of, numbered

from roadeye.arrays import AnyImage
from roadeye.errors import InputError
from roadeye.io.frames import Frame, Listener
from roadeye.io.images import encode_jpeg
from roadeye.io.sources.bag import Bag, bag
from roadeye.io.sources.bag_image import image_of_message
from roadeye.io.sources.source import SourceOptions
from roadeye.io.taken import Taken, TimeRange

pytest.importorskip("rosbags", reason="the extra `ros` is not installed")

from rosbags.rosbag1 import Writer as Writer1
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

RATE = 20


def _message(store: Any, image: AnyImage, *, compressed: bool, ros1: bool = False) -> Any:
    types = store.types
    stamp = types["builtin_interfaces/msg/Time"](sec=0, nanosec=0)
    extra = {"seq": 0} if ros1 else {}
    header = types["std_msgs/msg/Header"](stamp=stamp, frame_id="camera", **extra)
    if compressed:
        data = np.frombuffer(encode_jpeg(image), np.uint8)
        return types["sensor_msgs/msg/CompressedImage"](header=header, format="jpeg", data=data)
    height, width = image.shape[:2]
    return types["sensor_msgs/msg/Image"](
        header=header, height=height, width=width, encoding="bgr8", is_bigendian=0,
        step=3 * width, data=np.ascontiguousarray(image[..., ::-1]).ravel(),
    )  # fmt: skip


def write(path: Path, topics: dict[str, bool], plugin: StoragePlugin | None) -> Path:
    """Write ten numbered pictures a topic; its value says whether they are compressed."""
    ros1 = plugin is None
    store = get_typestore(Stores.ROS1_NOETIC if ros1 else Stores.ROS2_HUMBLE)
    writer: Any = (
        Writer1(path) if plugin is None else Writer(path, version=9, storage_plugin=plugin)
    )
    with writer:
        for topic, compressed in topics.items():
            kind = "CompressedImage" if compressed else "Image"
            connection = writer.add_connection(topic, f"sensor_msgs/msg/{kind}", typestore=store)
            for number in range(10):
                message = _message(store, numbered(number), compressed=compressed, ros1=ros1)
                serialize = store.serialize_ros1 if ros1 else store.serialize_cdr
                content = serialize(message, connection.msgtype)
                writer.write(connection, 10**18 + number * 10**9 // RATE, content)
    return path


def read(source: Bag, taken: Taken | None = None) -> tuple[list[Frame], list[str]]:
    told: list[str] = []
    with source.open(taken or Taken(), Listener(told.append, told.append)) as stream:
        assert float(stream.rate) == pytest.approx(RATE, rel=0.01)
        return [frame for frame in stream.frames if frame is not None], told


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    ("name", "plugin"),
    [("a.bag", None), ("a", StoragePlugin.SQLITE3), ("a_mcap", StoragePlugin.MCAP)],
)
def test_recordings(
    tmp_path: Path, name: str, plugin: StoragePlugin | None, compressed: bool
) -> None:
    found = bag(str(write(tmp_path / name, {"/cam": compressed}, plugin)), SourceOptions())
    assert found is not None
    frames, told = read(found)
    assert [number_of(frame.image) for frame in frames] == list(range(10))
    assert [float(frame.time) for frame in frames] == [pytest.approx(n / RATE) for n in range(10)]
    assert not told


def test_an_mcap_file_alone(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", {"/cam": True}, StoragePlugin.MCAP)
    (file,) = folder.glob("*.mcap")
    found = bag(str(file.rename(tmp_path / "drive.mcap")), SourceOptions())
    assert found is not None
    assert found.stem == "drive"
    frames, _ = read(found, Taken(TimeRange(0.2, 0.4)))
    assert [number_of(frame.image) for frame in frames] == [4, 5, 6, 7]


def test_a_topic_is_chosen_and_the_others_are_listed(tmp_path: Path) -> None:
    path = write(tmp_path / "a", {"/left": False, "/right": True}, StoragePlugin.SQLITE3)
    with pytest.raises(InputError, match="2 cameras: /left, /right"):
        read(Bag(path))
    with pytest.raises(InputError, match=r"no camera on the topic /back; there are /left, /right"):
        read(Bag(path, "/back"))
    assert len(read(Bag(path, "/right"))[0]) == 10
    assert Bag(path, "/right").stem == "a_right"


def test_a_damaged_recording(tmp_path: Path) -> None:
    path = write(tmp_path / "a.bag", {"/cam": False}, None)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(InputError, match="not a recording that can be read"):
        read(Bag(path))


def test_encodings() -> None:
    store = get_typestore(Stores.ROS2_HUMBLE)
    image = np.zeros((4, 6, 3), np.uint8)
    image[:] = (200, 40, 90)
    message = _message(store, image, compressed=False)
    bayer = np.zeros((4, 6), np.uint8)
    bayer[0::2, 0::2], bayer[1::2, 1::2] = 200, 90
    bayer[0::2, 1::2] = bayer[1::2, 0::2] = 40
    rows = {
        "rgb8": image,
        "bgr8": image[..., ::-1],
        "bgra8": np.dstack([image[..., ::-1], np.full((4, 6), 9, np.uint8)]),
        "bayer_rggb8": bayer,
        "yuv422_yuy2": cv2.cvtColor(image, cv2.COLOR_RGB2YUV_YUY2),
    }
    for encoding, given in rows.items():
        pixels = np.ascontiguousarray(given)
        message.encoding, message.data = encoding, pixels.ravel()
        message.step = pixels.size // 4
        found = image_of_message(message, 1000)[1:-1, 1:-1]
        assert np.abs(found.astype(int) - (200, 40, 90)).max() <= 12, encoding
    message.encoding = "16UC1"
    with pytest.raises(InputError, match="'16UC1' are not read"):
        image_of_message(message, 1000)
    message.encoding, message.height = "rgb8", 400
    with pytest.raises(InputError, match="cut short"):
        image_of_message(message, 100_000)
    with pytest.raises(InputError, match="at most"):
        image_of_message(message, 100)
