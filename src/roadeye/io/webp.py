"""Read the head of a WebP file: Pillow takes memory for a whole picture before it tells its size.

https://developers.google.com/speed/webp/docs/riff_container describes the chunks.
"""

from roadeye.io.regular import Stream

_HEAD = 30


def webp_size(file: Stream) -> tuple[int, int]:
    """Return the width and height of a WebP, or of the canvas of an animated one.

    The file is left at its start. A head that was cut short gives a size of no meaning.
    """
    head = file.read(_HEAD).ljust(_HEAD, b"\0")
    file.seek(0)
    match head[12:16]:
        case b"VP8X":  # 24 bits each, less 1
            return 1 + _number(head[24:27]), 1 + _number(head[27:30])
        case b"VP8L":  # 14 bits each, less 1, after a signature byte
            both = _number(head[21:25])
            return 1 + (both & 0x3FFF), 1 + (both >> 14 & 0x3FFF)
        case _:  # 14 bits each in 16, after the frame tag and the start code
            return _number(head[26:28]) & 0x3FFF, _number(head[28:30]) & 0x3FFF


def webp_frames(file: Stream) -> int:
    """Count the frames of an animated WebP by its chunks; 0 where it is not one."""
    if file.read(16)[8:] != b"WEBPVP8X":
        return 0
    file.seek(12)
    count = 0
    while len(head := file.read(8)) == 8:
        count += head[:4] == b"ANMF"
        size = _number(head[4:])
        file.seek(size + size % 2, 1)
    return count


def _number(part: bytes) -> int:
    return int.from_bytes(part, "little")
