"""Read and write what an OpenVINO model says about itself: elements of its `rt_info`.

OpenVINO keeps a network in two files, an `.xml` of the graph and a `.bin` of the weights. The `.xml`
holds a digest of the `.bin`, and ends in a comment with a digest of itself.
"""

import hashlib
from dataclasses import replace
from xml.etree import ElementTree as ET

from roadeye.errors import ModelError
from roadeye.model.container import ModelFile
from roadeye.model.seal import DIGEST_NAME, require_seal, sealed
from roadeye.model.spec import ModelSpec

GROUP, SPEC_NAME, WEIGHTS_DIGEST = "roadeye", "spec", "bin_sha256"
_SEAL_START = f"\n<!-- {DIGEST_NAME} ".encode()
_SEAL_END = b" -->\n"


def read_spec(file: ModelFile) -> ModelSpec:
    """Return the spec of an OpenVINO model whose digests fit its content.

    Raises:
        ModelError: The file has no spec, or it or its weights were altered.
    """
    require_seal(file.content, _SEAL_START, _SEAL_END)
    root = _parsed(file.content)
    spec = root.find(f"rt_info/{GROUP}/{SPEC_NAME}")
    digest = root.find(f"rt_info/{GROUP}/{WEIGHTS_DIGEST}")
    if spec is None or digest is None:
        raise ModelError("it is an OpenVINO file that does not describe itself.", code="foreign")
    if digest.get("value") != hashlib.sha256(file.weights).hexdigest():
        raise ModelError("the .bin file beside it is another model's, or was altered or damaged.")
    return ModelSpec.from_json(spec.get("value", "").encode())


def with_spec(file: ModelFile, spec: ModelSpec) -> ModelFile:
    """Return an OpenVINO model with this spec in it, and digests of the whole.

    Raises:
        ModelError: The content is no XML file of a network.
    """
    root = _parsed(file.content)
    info = root.find("rt_info")
    if info is None:
        info = ET.SubElement(root, "rt_info")
    for old in info.findall(GROUP):
        info.remove(old)
    group = ET.SubElement(info, GROUP)
    ET.SubElement(group, SPEC_NAME, value=spec.to_json().decode())
    digest = hashlib.sha256(file.weights).hexdigest()
    ET.SubElement(group, WEIGHTS_DIGEST, value=digest)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return replace(file, content=sealed(content + _SEAL_START, _SEAL_END))


def _parsed(content: bytes) -> ET.Element:
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise ModelError(f"it is not an XML file ({error}).", code="foreign") from error
    if root.tag != "net":
        raise ModelError("it is an XML file, but not of a network.", code="foreign")
    return root
