"""Run the Dockerfile's own steps without Docker, then find the road as a container would.

Each stage gets a fresh Debian from debootstrap, and each step of the file runs in it by chroot. The
result is mounted read-only with an empty /tmp and one writable folder, without a network, as a user
who is not root and has no name: the flags `--read-only --tmpfs /tmp --network none --user` of
`docker run`. It draws a scene there, predicts it, and sees that nothing else can be written.

    sudo python3 containers/try_in_chroot.py [--model X.tflite]

Needs Linux, root, debootstrap and about 3 GB in --work. What makes a host's apt and pip reach their
servers (proxy, certificates, index) is mounted or passed while the steps run and is in no image.
"""

# ruff: noqa: T201

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile import Ignored, Stage, Step, assignments, read_dockerfile

REPOSITORY = Path(__file__).resolve().parent.parent
USER = 12345
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_HOST_FILES = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/pip.conf",
    "/root/.config/pip",
)
_HOST_CERTIFICATES = "/etc/ssl/certs"  # mounted elsewhere: packages of the image write there
_CERTIFICATES = "/run/host-certificates"
_HOST_VARIABLES = ("PIP_", "SSL_CERT_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@dataclass
class Image:
    """Hold a root file system and what the steps so far set for the ones after them."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": _PATH, "HOME": "/root"})
    folder: str = "/"
    user: str = "0:0"
    entrypoint: tuple[str, ...] = ()


def call(*words: object) -> None:
    """Run a program of the host; leave with a message if it fails."""
    done = subprocess.run([str(word) for word in words], check=False)
    if done.returncode:
        sys.exit(f"failed with {done.returncode}: {shlex.join(map(str, words))}")


def inside(image: Image, command: tuple[str, ...], *, build: bool) -> int:
    """Run a command in an image, with the host's network and its settings only while building."""
    environment = dict(image.environment)
    if build:
        host = {
            name: value.replace(_HOST_CERTIFICATES, _CERTIFICATES)
            for name, value in os.environ.items()
            if name.upper().startswith(_HOST_VARIABLES)
        }
        environment = host | environment
    done = subprocess.run(
        [
            *(() if build else ("unshare", "--net")),
            *("chroot", f"--userspec={image.user}", "--groups=", str(image.root)),
            *("/bin/sh", "-c", 'cd "$0" && exec "$@"', image.folder, *command),
        ],
        env=environment,
        check=False,
    )
    return done.returncode


def run_step(image: Image, step: Step, stages: dict[str, Image]) -> None:
    """Do one instruction of a Dockerfile."""
    print(f"{step.instruction} {step.text}", flush=True)
    if step.instruction == "RUN":
        if inside(image, ("/bin/sh", "-c", step.text), build=True):
            sys.exit("the step failed")
    elif step.instruction == "COPY":
        copy(image, step.text.split(), stages)
    elif step.instruction == "ENV":
        image.environment |= assignments(step.text, image.environment)
    elif step.instruction == "WORKDIR":
        image.folder = step.text
        (image.root / step.text.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif step.instruction == "USER":
        image.user = step.text
    elif step.instruction == "ENTRYPOINT":
        image.entrypoint = tuple(json.loads(step.text))


def copy(image: Image, words: list[str], stages: dict[str, Image]) -> None:
    """Copy from the repository, less what .dockerignore keeps out, or from an earlier stage."""
    origin = REPOSITORY
    ignored = Ignored.read(REPOSITORY / ".dockerignore")
    if words[0].startswith("--from="):
        origin = stages[words.pop(0).removeprefix("--from=")].root
        ignored = Ignored()
    *sources, target = words
    goal = image.root / str(Path(image.folder) / target).lstrip("/")
    for source in sources:
        start = origin / source.lstrip("/")
        if ignored(source):
            sys.exit(f".dockerignore keeps {source} out, but the Dockerfile copies it")
        if not start.is_dir():
            shutil.copy(start, goal / start.name if target.endswith("/") else goal)
            continue

        def unwanted(folder: str, names: list[str]) -> list[str]:
            inner = Path(folder).relative_to(origin)
            return [name for name in names if ignored(str(inner / name))]

        shutil.copytree(start, goal, symlinks=True, ignore=unwanted, dirs_exist_ok=True)


def mount_host(root: Path) -> None:
    """Let apt and pip reach their servers as the host's do, for as long as the mounts are there."""
    settings = subprocess.run(
        ["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=False
    ).stdout
    acquire = root.parent / "apt.conf"
    acquire.write_text(settings)
    pairs = [(Path(name), root / name.lstrip("/")) for name in _HOST_FILES]
    pairs.append((acquire, root / "etc/apt/apt.conf.d/99host"))
    pairs.append((Path(_HOST_CERTIFICATES), root / _CERTIFICATES.lstrip("/")))
    for origin, goal in pairs:
        if origin.is_dir():
            goal.mkdir(parents=True, exist_ok=True)
        elif origin.exists():
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.touch()
        else:
            continue
        call("mount", "--bind", "-o", "ro", origin, goal)
    call("mount", "-t", "proc", "proc", root / "proc")


def build(stages: list[Stage], work: Path, mirror: str | None) -> Image:
    """Run all steps of a Dockerfile; return the image of the last stage."""
    done: dict[str, Image] = {}
    image = Image(work)
    for number, stage in enumerate(stages):
        release = stage.base.removeprefix("debian:").removesuffix("-slim")
        base = work / f"base-{release}"
        if not base.exists():
            part = work / f"base-{release}.part"
            shutil.rmtree(part, ignore_errors=True)
            chosen = [] if mirror is None else [mirror]
            call("debootstrap", "--variant=minbase", release, part, *chosen)
            part.rename(base)
        print(f"FROM {stage.base} {stage.name}", flush=True)
        image = Image(work / f"stage-{number}")
        shutil.rmtree(image.root, ignore_errors=True)
        call("cp", "-a", base, image.root)
        mount_host(image.root)
        for step in stage.steps:
            run_step(image, step, done)
        done[stage.name] = image
    return image


def container(image: Image, work: Path, data: Path) -> Image:
    """Mount an image as `docker run --read-only --tmpfs /tmp -v DATA:/data --user` does."""
    root = work / "container"
    root.mkdir(exist_ok=True)
    call("mount", "--bind", image.root, root)  # without what is mounted below it
    call("mount", "-o", "remount,bind,ro", root)
    call("mount", "-t", "tmpfs", "-o", "nosuid,nodev,noexec,mode=1777", "tmpfs", root / "tmp")
    call("mount", "--bind", data, root / "data")
    call("mount", "-t", "proc", "-o", "ro", "proc", root / "proc")
    user = f"{USER}:{USER}"
    return Image(root, image.environment, image.folder, user, image.entrypoint)


def check(box: Image, data: Path, model: str) -> None:
    """Draw a scene, predict it, and see who owns what came and what else can be written."""
    calls = (
        ("--version",),
        ("data", "scenes", "-n", "1", "-o", "scenes"),
        ("predict", "scenes/training/image_2", "--model", model, "-o", "out"),
    )
    for words in calls:
        print(f"run as {box.user}: roadeye {' '.join(words)}", flush=True)
        if inside(box, (*box.entrypoint, *words), build=False):
            sys.exit("roadeye failed in the container")
    outputs = sorted((data / "out").iterdir())
    kinds = sorted(path.stem.rpartition("_")[2] for path in outputs)
    if kinds != ["mask", "overlay", "prob"]:
        sys.exit(f"predict wrote {outputs}")
    strangers = [path for path in data.rglob("*") if path.stat().st_uid != USER]
    if any(path.name != "model.tflite" for path in strangers):
        sys.exit(f"not of user {USER}: {strangers}")
    package = next(box.root.glob("opt/roadeye/lib/python3*/site-packages/roadeye"))
    for folder in (package, box.root, box.root / "opt", box.root / "var"):
        name = "/" + str((folder / "written").relative_to(box.root))
        if inside(box, ("/bin/sh", "-c", 'touch "$0" 2>/dev/null', name), build=False) == 0:
            sys.exit(f"the container could write {name}")
    size = subprocess.run(
        ["du", "-sm", box.root / "opt"], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    print(f"the outputs belong to user {USER}; nothing else can be written; /opt is {size} MB:")
    for path in outputs:
        print(f"  {path.relative_to(data)} {path.stat().st_size} bytes")


def main() -> None:
    """Read the command line, build, run, check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dockerfile", type=Path, default=REPOSITORY / "Dockerfile")
    parser.add_argument("--work", type=Path, default=Path("/var/tmp/roadeye-chroot"))
    parser.add_argument("--mirror", help="where Debian comes from; debootstrap knows its own")
    parser.add_argument("--model", type=Path, help="a model file instead of the bundled one")
    given = parser.parse_args()
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        sys.exit("this needs root, for chroot and mount, and debootstrap")
    if os.environ.get("ROADEYE_UNSHARED") is None:  # so that no mount outlives this program
        os.environ["ROADEYE_UNSHARED"] = "1"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])
    given.work.mkdir(parents=True, exist_ok=True)
    image = build(read_dockerfile(given.dockerfile), given.work, given.mirror)
    data = given.work / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    if given.model is not None:
        shutil.copy(given.model, data / "model.tflite")
        (data / "model.tflite").chmod(0o644)
    os.chown(data, USER, USER)
    box = container(image, given.work, data)
    check(box, data, "bundled" if given.model is None else "model.tflite")


if __name__ == "__main__":
    main()
