"""Bring an MP4 file that was written in fragments into the form that players like best."""

from pathlib import Path

import av
from av.container import InputContainer, OutputContainer


def index_first(path: Path) -> None:
    """Replace a fragmented MP4 file by one whose index comes first; nothing is encoded again.

    Fragments play whenever the writing process dies; an index at the begin is what browsers seek by.

    Args:
        path: The file; the new one is written beside it.

    Raises:
        OSError: There is no room for both, or PyAV cannot read the file.
    """
    whole = path.with_name(f"{path.stem}-index{path.suffix}")
    try:
        with av.open(str(path.absolute())) as source, _opened(whole) as target:
            _copy(source, target)
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)


def _opened(path: Path) -> OutputContainer:
    return av.open(str(path.absolute()), "w", options={"movflags": "+faststart"})


def _copy(source: InputContainer, target: OutputContainer) -> None:
    copies = {one.index: target.add_stream_from_template(one) for one in source.streams}
    for packet in source.demux():
        if packet.dts is not None:  # the last one is empty
            packet.stream = copies[packet.stream_index]
            target.mux(packet)
