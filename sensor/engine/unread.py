"""Inputs, or interfaces of them, whose link type is not read: their frames are not looked at, and the report says so."""

from collections.abc import Mapping

from sensor.findings.words import count
from sensor.model.report import InputReport

PRIVATE = dict.fromkeys(range(147, 163), "private use")
LINK_NAMES = PRIVATE | {
    140: "MTP2",
    141: "MTP3",
    143: "DOCSIS",
    165: "BACnet MS/TP",
    186: "USB",
    187: "Bluetooth HCI",
    189: "USB",
    190: "CAN",
    195: "IEEE 802.15.4",
    201: "Bluetooth HCI",
    215: "IEEE 802.15.4",
    220: "USB",
    227: "CAN",
    230: "IEEE 802.15.4",
    231: "D-Bus",
    249: "USB",
    251: "Bluetooth LE",
    252: "Wireshark's upper PDUs",
    253: "Linux netlink",
    254: "Bluetooth",
    255: "Bluetooth",
    256: "Bluetooth LE",
    283: "IEEE 802.15.4",
    288: "USB",
}
"""Names of link types (https://www.tcpdump.org/linktypes.html) that people capture by mistake, or beside what we read."""


def tell_unread_links(report: InputReport, source: int, unread: Mapping[tuple[int, int], int]) -> None:
    """Say in *report* of input *source* which frames were not looked at; *unread* counts them by input and link type."""
    parts = []
    for (its, link), number in sorted(unread.items()):
        if its != source:
            continue
        name = f" ({LINK_NAMES[link]})" if link in LINK_NAMES else ""
        of_all = "all" if number == report.frames else f"{number:,} of"
        parts.append(f"{of_all} {count(report.frames, 'frame')} not read: link type {link}{name} is not known here")
    if parts:
        report.complete = False
        report.error = "; ".join([report.error or "", *parts]).removeprefix("; ")
