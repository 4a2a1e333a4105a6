"""``vestige doctor``: what this installation can do here. It changes nothing and sends nothing."""

import importlib.machinery
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

import sensor
from sensor import __version__
from sensor.cli import options
from sensor.cli.exits import Exit
from sensor.findings.words import count
from sensor.outputs.escape import printable

TOOLS = {
    "tshark": "a second opinion on evidence",
    "suricata": "checks exported rules",
}
PACKAGES = {
    "zstandard": "captures compressed with Zstandard",
    "lz4": "captures compressed with LZ4",
    "cryptography": "QUIC names, certificates",
    "dpkt": "writes evidence captures",
    "prometheus-client": "counters of a live run for Prometheus",
    "scapy": "live capture where there is no AF_PACKET",
    "pyshark": "a second opinion on evidence, with tshark",
}
CAP_NET_RAW = 13
"""Bit of the capability that opens a packet socket (linux/capability.h)."""
TOOL_SECONDS = 5.0
"""A tool that does not tell its version by then is broken."""
VERSION = re.compile(r"\b\d+(\.\d+)+")
LABEL = 19
"""Columns of the labels: room for the longest, the name of a package."""


@click.command(short_help="What this installation can do here.")
@click.help_option("-h", "--help")
@options.packs
def doctor(folders: tuple[str, ...], key: str) -> int:
    """Show what this installation can do here: the compiled part, rights to capture, tools, packages, signatures."""
    say("vestige", __version__)
    say("python", f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}")
    say("compiled", compiled_sentence())
    say("capture", capture_sentence())
    say("kernel", kernel_sentence())
    for name, purpose in TOOLS.items():
        say(name, tool_sentence(name, purpose))
    for name, purpose in PACKAGES.items():
        say(name, package_sentence(name, purpose))
    signatures = options.load_signatures(folders, key=key)
    packs = count(len(signatures.packs), "pack")
    say("signatures", f"{len(signatures.signatures)} in {packs}, SHA-256 {signatures.sha256}")
    editions = {one.pack: one for one in signatures.pack_versions}
    for pack in signatures.packs:
        own = [signature for signature in signatures.signatures if signature.vendor == pack]
        vendor = signatures.vendors.get(pack)
        products = count(len({signature.product for signature in own}), "product")
        edition = editions.get(pack)
        hashed = f", SHA-256 {edition.sha256[:12]}" if edition else ""
        named = f"{pack} {edition.version if edition else ''}".rstrip()
        say("", (f"{named}: {len(own)} for {products} of {vendor.name}" if vendor else named) + hashed)
    return Exit.DONE


def say(label: str, sentence: str) -> None:
    """Print one line of the report."""
    click.echo(f"{label:<{LABEL}}{printable(sentence)}".rstrip())


def compiled_modules(root: Path) -> tuple[list[str], list[str]]:
    """Return the modules under *root* that are compiled, and those that have a ``.pxd`` and are not."""
    hot = {path.with_suffix("") for path in root.rglob("*.pxd") if path.stem != "__init__"}
    built = {
        path.with_name(path.name.removesuffix(suffix))
        for suffix in importlib.machinery.EXTENSION_SUFFIXES
        for path in root.rglob(f"*{suffix}")
    }
    built = {path for path in built if "." not in path.name}  # ".so" also ends "x.cpython-311-….so"
    names = sorted(".".join(path.relative_to(root).parts) for path in built)
    missing = sorted(".".join(path.relative_to(root).parts) for path in hot - built)
    return names, missing


def compiled_sentence() -> str:
    """Say whether the hot path runs compiled."""
    built, missing = compiled_modules(Path(sensor.__file__).parent)
    if not built:
        return "no: reading runs interpreted, some fifty times slower (build with a C compiler and Cython)"
    if missing:
        return f"in part: {count(len(built), 'module')}, not {', '.join(missing)} (build again)"
    return f"yes: {count(len(built), 'module')}"


def capture_sentence(status: Path = Path("/proc/self/status")) -> str:
    """Say whether packets may be captured live; reading captures needs no rights."""
    if not sys.platform.startswith("linux"):
        return "captures can be read; live capture on this system needs scapy and its rights"
    try:
        lines = dict(line.partition(":")[::2] for line in status.read_text().splitlines())
        allowed = bool(int(lines["CapEff"], 16) >> CAP_NET_RAW & 1)
    except (OSError, KeyError, ValueError):
        allowed = os.geteuid() == 0
    if allowed:
        return "captures can be read; this user may open packet sockets (CAP_NET_RAW)"
    return "captures can be read; live capture needs CAP_NET_RAW, which this user has not"


def kernel_sentence() -> str:
    """Say what the kernel offers for live capture, as far as this user may try it."""
    if not sys.platform.startswith("linux"):
        return "not Linux: live capture copies each frame, some hundred times slower than a ring"
    from sensor.capture.af_packet.probe import missing_features

    missing = missing_features()
    if missing is None:
        return f"Linux {platform.release()}; what it offers cannot be tried without CAP_NET_RAW"
    if missing:
        return f"Linux {platform.release()} lacks {', '.join(missing)}: vestige watch cannot run"
    return f"Linux {platform.release()} has rings (TPACKET_V3), filters and shared conversations"


def tool_sentence(name: str, purpose: str) -> str:
    """Say whether a program is installed, and its version."""
    path = shutil.which(name)
    if path is None:
        return f"not installed ({purpose})"
    flag = "-V" if name == "suricata" else "--version"
    try:
        done = subprocess.run([path, flag], capture_output=True, timeout=TOOL_SECONDS, check=False)  # noqa: S603 - a fixed name, found in PATH
    except (OSError, subprocess.SubprocessError):
        return f"{path} does not run ({purpose})"
    version = VERSION.search((done.stdout + done.stderr).decode("utf-8", "replace"))
    return f"{version[0] if version else 'version unknown'}, {path} ({purpose})"


def package_sentence(name: str, purpose: str) -> str:
    """Say whether a Python package is installed, and its version, without importing it."""
    try:
        return f"{importlib.metadata.version(name)} ({purpose})"
    except importlib.metadata.PackageNotFoundError:
        return f"not installed ({purpose})"
