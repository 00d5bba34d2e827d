"""Fetch LiteRT.js from npm's registry, check it, and put the files that the app needs in place.

Run it by hand when a new version is wanted: change VERSION and the integrities, run, run the tests.
"""

import base64
import hashlib
import io
import tarfile
import urllib.request
from pathlib import Path

VERSION = "2.5.3"
REGISTRY = "https://registry.npmjs.org/@litertjs"
INTEGRITY = {  # SHA-512, as npm states it
    "core": "PlGmbMOq9WitX7FO0jhbdJw9GthatsyuCQXjTt/wJZo0FLaw48q4tz8IwqgqCIkviYGr9OFDL1kCnN4nzWoyJQ==",
    "wasm-utils": "4fJiw6tBQnIs+0jH/OQ16nYOiSl8/+zZnn5h2ul8aTKHi05sVqZW580Tmk78pC2kT39A9OYBVdFawteZ/sI1kQ==",
}
TARGET = Path(__file__).resolve().parents[1] / "src" / "roadeye" / "server" / "litert"
GLUE = "litert_wasm_compat_internal"


def package(name: str) -> dict[str, bytes]:
    """Return the files of a package.

    Raises:
        ValueError: What came is not what was expected.
    """
    with urllib.request.urlopen(f"{REGISTRY}/{name}/-/{name}-{VERSION}.tgz") as response:
        content = response.read()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != INTEGRITY[name]:
        raise ValueError(f"{name} {VERSION} has another SHA-512 than expected")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        files = {one.name: archive.extractfile(one) for one in archive if one.isfile()}
        return {name: file.read() for name, file in files.items() if file is not None}


def without_map(script: bytes) -> bytes:
    """Leave out the line that names a source map, which is not shipped."""
    return b"".join(
        line for line in script.splitlines(keepends=True) if b"sourceMappingURL" not in line
    )


def main() -> None:
    """Write the files, and their SHA-256."""
    core, loader = package("core"), package("wasm-utils")
    files = {
        # A browser resolves no bare names without an import map, and the page's policy allows none.
        "index.js": without_map(core["package/dist/index.js"]).replace(
            b'"@litertjs/wasm-utils"', b'"./wasm-utils.js"'
        ),
        "wasm-utils.js": without_map(loader["package/dist/index.js"]),
        # A module worker can import it then.
        f"{GLUE}.js": core[f"package/wasm/{GLUE}.js"] + b"\nexport default ModuleFactory;\n",
        f"{GLUE}.wasm": core[f"package/wasm/{GLUE}.wasm"],
        "LICENSE": (TARGET.parents[3] / "LICENSE").read_bytes(),  # Apache-2.0, as ours
    }
    TARGET.mkdir(exist_ok=True)
    for name, content in files.items():
        (TARGET / name).write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
    (TARGET / "SHA256SUMS").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
