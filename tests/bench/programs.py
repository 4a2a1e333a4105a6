"""What is measured beside the scan: how each program is started, on how much, and how many of the names it saw."""

import importlib.util
import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import yaml

HERE = Path(__file__).resolve().parent
PACKAGES = HERE.parent.parent / "build" / "bench" / "packages"
"""Where `make bench` puts what only it needs; the tests shall not see it."""
SNI = re.compile(rb"Hostname/SNI: ([^\]\s]+)\]")
QUICK_SLICE = 5
"""A quick run gives the slow programs so many times less."""
SURICATA = Path("/etc/suricata/suricata.yaml")
"""The configuration that its package brings; what it logs is replaced."""
ALERTS = [{"eve-log": {"enabled": True, "filetype": "regular", "filename": "eve.json", "types": ["alert"]}}]


class Program(msgspec.Struct):
    """One program."""

    name: str
    needs: str
    """Executable, or ``module:NAME`` of Python."""
    does: str
    """What it does with the capture, for the page."""
    command: Callable[[Path, Path], list[str]]
    """From capture and working folder."""
    rounds: int = 3
    """Runs at most."""
    frames: int = 0
    """The first frames that it is given; 0: all."""
    sightings: Callable[[Path, Path], int] | None = None
    """From capture and working folder: how often it saw a wanted name; None where it does not look for names."""

    def prints_to(self, folder: Path) -> Path | None:
        """Return an empty place for what it prints; None where nobody reads that: a disk would be measured with it."""
        if self.sightings is None:
            return None
        output = folder / "output"
        output.unlink(missing_ok=True)
        return output

    @property
    def installed(self) -> bool:
        """True where it can be run."""
        kind, colon, module = self.needs.partition(":")
        if colon:
            return (PACKAGES / module).is_dir() or importlib.util.find_spec(module) is not None
        return shutil.which(kind) is not None


def all_programs(vestige: list[str], names: Path, rounds: int, quick: bool) -> list[Program]:
    """Return every program, quickest first; *names* is the file that the loops read."""

    def loop(name: str, frames: int, does: str, rounds: int) -> Program:
        start = [
            "env",
            f"PYTHONPATH={HERE.parent}:{PACKAGES}",
            sys.executable,
            "-W",
            "ignore",
            "-m",
            f"bench.loops.{name}_loop",
        ]
        return Program(
            f"{name} loop",
            f"module:{name}",
            does,
            lambda capture, _folder: [*start, str(capture), str(names)],
            rounds,
            frames // (QUICK_SLICE if quick else 1),
            lambda _capture, folder: int((folder / "output").read_text().split()[-1]),
        )

    few = min(rounds, 3)
    programs = [
        Program("cat", "cat", "reads the file", lambda capture, _folder: ["cat", str(capture)], rounds),
        Program(
            "vestige scan",
            vestige[0],
            "all signatures that ship",
            lambda capture, folder: [*vestige, "scan", str(capture), "--format", "json", "-o", str(folder / "report")],
            rounds,
            sightings=vestige_sightings,
        ),
        Program(
            "vestige observe",
            vestige[0],
            "every observation as EVE JSON",
            lambda capture, _folder: [*vestige, "observe", str(capture)],
            few,
        ),
        Program(
            "tcpdump",
            "tcpdump",
            "reads and writes, looks at nothing",
            lambda capture, _folder: ["tcpdump", "-nr", str(capture), "-w", "/dev/null"],
            few,
        ),
        Program(
            "nDPI",
            "ndpiReader",
            "ndpiReader -q: protocol and name of each flow",
            lambda capture, _folder: ["ndpiReader", "-q", "-i", str(capture)],
            few,
            sightings=lambda capture, folder: ndpi_sightings(capture, names, folder),
        ),
        Program(
            "Suricata",
            "suricata",
            "run mode single; the same names as rules; only alerts logged",
            lambda capture, folder: suricata_command(capture, names, folder),
            few,
            sightings=suricata_sightings,
        ),
        Program(
            "tshark",
            "tshark",
            "a display filter with the same names",
            lambda capture, _folder: ["tshark", "-nr", str(capture), "-Y", tshark_filter(names), "-T", "fields", "-e", "frame.number"],
            2,
            200_000 // (QUICK_SLICE if quick else 1),
            lambda _capture, folder: len((folder / "output").read_text().split()),
        ),
        loop("dpkt", 100_000, "names in single packets", few),
    ]  # fmt: skip
    if not quick:
        programs += [
            loop("nfstream", 500_000, "the server name of each flow", 2),
            loop("scapy", 10_000, "names in single packets", 1),
            loop("pyshark", 3_000, "names of each packet, by way of tshark", 1),
        ]
    return programs


def vestige_sightings(_capture: Path, folder: Path) -> int:
    """Count questions, hellos and requests in the report."""
    report = json.loads((folder / "report").read_bytes())
    fields = ("dns.query", "tls.sni", "quic.sni", "http.host")
    return sum(
        evidence["count"]
        for finding in report["findings"]
        for evidence in finding["evidence"]
        if evidence["field"] in fields
    )


def suricata_command(capture: Path, names: Path, folder: Path) -> list[str]:
    """Write rules and configuration, and return the command."""
    wanted = read_names(names)
    buffers = (
        ("dns", "dns.query", " nocase;"),
        ("tls", "tls.sni", " nocase;"),
        ("quic", "quic.sni", " nocase;"),
        ("http", "http.host", ""),
    )
    conditions = [(name, f'content:"{name}";{{}} startswith; endswith;') for name in wanted["exact"]]
    conditions += [(name, f'dotprefix; content:".{name}";{{}} endswith;') for name in wanted["suffix"]]
    rules = [
        f'alert {proto} any any -> any any (msg:"{name}"; {buffer}; {condition.format(nocase)} sid:{sid}; rev:1;)'
        for sid, ((name, condition), (proto, buffer, nocase)) in enumerate(itertools.product(conditions, buffers), 1)
    ]  # fmt: skip
    (folder / "names.rules").write_text("\n".join(rules) + "\n")
    (folder / "suricata.yaml").write_text(suricata_configuration())
    (folder / "eve.json").unlink(missing_ok=True)
    files = ["-c", str(folder / "suricata.yaml"), "-S", str(folder / "names.rules"), "-l", str(folder)]
    return ["suricata", "-r", str(capture), *files, "--runmode", "single", "-k", "none"]


def suricata_configuration() -> str:
    """Return the configuration that ships with Suricata, with alerts as the only output."""
    settings = yaml.safe_load(SURICATA.read_text()) if SURICATA.is_file() else {}
    settings["outputs"] = ALERTS
    settings["stats"] = {"enabled": False}
    return "%YAML 1.1\n---\n" + yaml.safe_dump(settings)


def suricata_sightings(_capture: Path, folder: Path) -> int:
    """Count alerts, once for each look-up, hello or request, however many rules saw it."""
    with (folder / "eve.json").open() as lines:
        events = [json.loads(line) for line in lines]
    return len({(event.get("flow_id"), event.get("tx_id")) for event in events if event["event_type"] == "alert"})


def ndpi_sightings(capture: Path, names: Path, folder: Path) -> int:
    """Count flows with a wanted name; in a run of its own, as the quiet one that is measured does not print them."""
    with (folder / "flows").open("wb") as out:
        subprocess.run(
            ["ndpiReader", "-v", "2", "-i", str(capture)], stdout=out, stderr=subprocess.DEVNULL, check=False
        )
    look = wanted_name(names)
    with (folder / "flows").open("rb") as lines:
        found = (SNI.search(line) for line in lines)
        return sum(1 for one in found if one and look.fullmatch(one[1].decode("ascii", "replace").lower()))


def tshark_filter(names: Path) -> str:
    """Return the names as one regular expression over the fields that hold them."""
    pattern = wanted_name(names).pattern.replace("\\", "\\\\")
    fields = ("dns.qry.name", "tls.handshake.extensions_server_name", "http.host")
    return "!(dns.flags.response == 1) && (" + " || ".join(f'{field} matches "^{pattern}$"' for field in fields) + ")"


def wanted_name(names: Path) -> re.Pattern[str]:
    """Return a regular expression of whole names that are wanted."""
    wanted = read_names(names)
    exact, suffix = ("|".join(map(re.escape, wanted[kind])) for kind in ("exact", "suffix"))
    return re.compile(rf"({exact}|([^ ]+\.)?({suffix}))".replace("\\-", "-"))


def read_names(names: Path) -> dict[str, list[str]]:
    """Return what ``names.py`` wrote."""
    found: dict[str, Any] = json.loads(names.read_text())
    return found
