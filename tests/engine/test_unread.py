"""Frames of a link that is not read are tied to their input."""

from pathlib import Path

from builders import dns, frames
from capture.forge import enhanced, interface, pcap_header, record, section
from engine.stage import NO_SIGNATURES

from sensor.engine import ScanOptions, scan
from sensor.engine.unread import tell_unread_links
from sensor.model.report import InputReport
from sensor.outputs.report import problem_of

QUESTION = frames.ethernet(frames.udp("10.0.0.7", "10.0.0.53", 50000, 53, dns.query("a.example")))


def test_the_number_and_the_name_of_the_link_type_stand_in_the_report() -> None:
    """Those of this input only; an error that was there before stays."""
    report = InputReport("a.pcap", frames=1200, error="cut", complete=True)
    tell_unread_links(report, 1, {(0, 147): 1, (1, 220): 1100, (1, 999): 4})
    assert report.error == (
        "cut; 1,100 of 1,200 frames not read: link type 220 (USB) is not known here; "
        "4 of 1,200 frames not read: link type 999 is not known here"
    )
    assert not report.complete
    fine = InputReport("b.pcap", frames=3)
    tell_unread_links(fine, 2, {(0, 147): 3})
    assert (fine.error, fine.complete) == (None, True)


def read(path: Path) -> tuple[InputReport, int]:
    """Return the report of a capture, and the number of observations in it."""
    seen: list[object] = []
    options = ScanOptions(signatures=NO_SIGNATURES, observe_all=True)
    result = scan([str(path)], options, lambda observation, _: seen.append(observation))
    return result.inputs[0], len(seen)


def test_a_capture_of_an_unknown_link_is_not_said_to_be_read(tmp_path: Path) -> None:
    """One sentence that names the path."""
    path = tmp_path / "usb.pcap"
    path.write_bytes(pcap_header(network=220) + record(0, 0, b"x") + record(0, 1, b"y"))
    report, seen = read(path)
    assert seen == 0
    assert not report.complete
    assert problem_of(report) == f"{path}: all 2 frames not read: link type 220 (USB) is not known here"


def test_one_interface_of_several(tmp_path: Path) -> None:
    """The others are read."""
    path = tmp_path / "two.pcapng"
    path.write_bytes(
        section() + interface(link=1) + interface(link=147) + enhanced(0, QUESTION) + enhanced(1, b"x", number=1)
    )
    report, seen = read(path)
    assert seen == 1
    assert report.error == "1 of 2 frames not read: link type 147 (private use) is not known here"
