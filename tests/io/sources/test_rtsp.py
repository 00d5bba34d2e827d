"""A camera on a wall: RTSP, with a password, that hangs up and takes calls again."""

import pytest
from numbered_video import number_of
from rtsp_camera import rtsp_camera

from roadeye.errors import InputError
from roadeye.io.frames import Listener
from roadeye.io.sources.address import Address
from roadeye.io.taken import Taken


@pytest.mark.slow
def test_frames_come_and_a_camera_that_hangs_up_is_called_again() -> None:
    told: list[str] = []
    before: list[int] = []
    after: list[int] = []
    with rtsp_camera(frames=60) as url:
        source = Address(url, timeout=20.0, pauses=(0.1,) * 3)
        assert source.name.startswith("rtsp://…@127.0.0.1:")
        assert source.stem == "127.0.0.1_street"
        with source.open(Taken(), Listener(told.append, told.append)) as stream:
            for frame in stream.frames:
                if frame is not None:
                    again = any("connecting again" in line for line in told)
                    (after if again else before).append(number_of(frame.image))
                if len(after) == 3:
                    break
    assert before == sorted(before)
    assert before
    assert all(number < 60 for number in before + after)
    assert not any("secret" in line for line in told)


def test_a_camera_that_is_not_there_is_said_without_its_password() -> None:
    source = Address("rtsp://user:secret@127.0.0.1:9/street", timeout=5.0)
    with (
        pytest.raises(InputError, match=r"rtsp://…@127\.0\.0\.1:9/street refuses") as caught,
        source.open(Taken(), Listener(print, print)),
    ):
        pass
    assert "secret" not in str(caught.value)
