"""Read and write what a `.keras` file says about itself: members of its zip archive.

Keras passes over members that it does not know. A digest of the whole is the archive's comment.
"""

import io
import zipfile
from dataclasses import replace

from roadeye.errors import ModelError
from roadeye.io.faults import ZIP_DAMAGE
from roadeye.model.container import ModelFile
from roadeye.model.seal import DIGEST_NAME, HEX_LENGTH, require_seal, sealed
from roadeye.model.spec import ModelSpec

SPEC_MEMBER = "roadeye.json"
WEIGHTS_MEMBER = "model.weights.h5"
"""Where Keras itself keeps them."""

_SEAL_START = f"{DIGEST_NAME} ".encode()
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes
_MAX_MEMBER = 1 << 31


def read_spec(file: ModelFile) -> ModelSpec:
    """Return the spec of a `.keras` file whose digest fits its content.

    Raises:
        ModelError: The file has no spec, or was altered.
    """
    require_seal(file.content, _SEAL_START)
    return ModelSpec.from_json(read_member(file, SPEC_MEMBER))


def with_spec(file: ModelFile, spec: ModelSpec) -> ModelFile:
    """Return a `.keras` file with this spec in it, and a digest of the whole.

    Raises:
        ModelError: The content is no zip archive.
    """
    return with_members(file, {SPEC_MEMBER: spec.to_json()})


def with_members(file: ModelFile, added: dict[str, bytes]) -> ModelFile:
    """Return a `.keras` file with members added or replaced, and a digest of the whole.

    Raises:
        ModelError: The content is no zip archive.
    """
    members = {name: read_member(file, name) for name in _open(file).namelist()} | added
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
        archive.comment = _SEAL_START + bytes(HEX_LENGTH)
    return replace(file, content=sealed(whole.getvalue()[:-HEX_LENGTH]))


def read_member(file: ModelFile, name: str) -> bytes:
    """Return one member of a `.keras` file.

    Raises:
        ModelError: It is missing or damaged.
    """
    archive = _open(file)
    try:
        if archive.getinfo(name).file_size > _MAX_MEMBER:
            raise ModelError(f"its {name} is larger than {_MAX_MEMBER >> 30} GB.", code="foreign")
        return archive.read(name)
    except KeyError as error:
        raise ModelError(f"it is a .keras file without {name}.", code="foreign") from error
    except (*ZIP_DAMAGE, OSError, ValueError) as error:
        raise ModelError(f"its {name} is damaged ({error}).") from error


def _open(file: ModelFile) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(file.content))
    except (*ZIP_DAMAGE, OSError, ValueError) as error:
        raise ModelError(f"it is not a .keras file ({error}).", code="foreign") from error
