"""The keys of every level of a signature file: one table for the reader, the messages and the reference in docs/."""

import msgspec

from sensor.model.signature import Activity, Shows


class Key(msgspec.Struct, frozen=True):
    """One key: the kind of its value, whether it must be there, and what it means."""

    kind: str
    meaning: str
    required: bool = False


ACTIVITIES = tuple(str(activity) for activity in Activity)
SHOWS = tuple(str(shows) for shows in Shows)
PROHIBITS = ("use", "procure", "access", "update", "sell")
PROTOCOLS = ("tcp", "udp")
SENDERS = ("client", "server")

FILE = {
    "vendor": Key("id", "the vendor, as in its vendor.yaml", required=True),
    "product": Key("id", "the product all signatures of the file speak of", required=True),
    "signatures": Key("list of signatures", "the signatures", required=True),
}

SIGNATURE = {
    "id": Key("id", "name of the signature, for ever; never used again for another", required=True),
    "sid": Key("number", "number for EVE and exported rules; a multiple of 10, the rest is for exports", required=True),
    "revision": Key("number", "counts changes of meaning, from 1 (default 1)"),
    "title": Key("text", "what is seen, in a few words for a report", required=True),
    "activity": Key("choice", "what the software is doing: " + ", ".join(ACTIVITIES), required=True),
    "shows": Key("choice", "what a sighting proves about the host: " + ", ".join(SHOWS), required=True),
    "weight": Key("number 0 to 1", "how sure one sighting makes you", required=True),
    "any": Key("list of indicators", "conditions; one that holds is a sighting", required=True),
    "references": Key("list of texts", "public sources, one for each group of indicators"),
    "verified": Key("date", "day on which the facts were last checked"),
    "expires": Key("date", "day from which they must be checked again"),
    "false_positives": Key("list of texts", "what else can cause a sighting"),
    "tests": Key("list of tests", "what the signature must match and what it must not"),
}

INDICATOR = {
    "host": Key("pattern or list", "whole host names: plain, s[00-19] ranges, * and ? inside a label, or re:^…$"),
    "suffix": Key("name or list", "a name and everything below it, at label boundaries"),
    "http": Key("mapping", "conditions on one HTTP request; all that are given must hold"),
    "server": Key("mapping", "conditions on address, port and first bytes of a conversation; all given must hold"),
    "tls": Key(
        "mapping", "conditions on a TLS handshake: the client's fingerprint, or names in the server's certificate"
    ),
    "mac": Key("hardware address block or list", 'first digits of a device\'s hardware address: "00:bc:99"'),
    "dhcp": Key("mapping", "what a device says of itself when it asks for an address"),
    "fields": Key("list of fields", "only where the name stands in one of these fields"),
    "port": Key("port or list", 'only when that port is asked: 443 or "23100-23199" (with host, suffix or tls)'),
    "except": Key("name or list", "names, and all below them, that are not meant (with host or suffix)"),
    "why": Key("text", "why a name outside the vendor's own domains stands here"),
}
CONDITIONS = ("host", "suffix", "http", "server", "tls", "mac", "dhcp")
"""Exactly one of these in an indicator."""

HTTP = {
    "host": Key("pattern or {suffix: NAME}", "the Host, or the host of an absolute target"),
    "path": Key("pattern", "the path of the request target, without the query"),
    "user_agent": Key("pattern", "the User-Agent"),
    "method": Key("text", "the method"),
}

HTTP_HOST = {"suffix": Key("name", "a name and everything below it", required=True)}

SERVER = {
    "network": Key("network or list", "addresses in CIDR form"),
    "port": Key("port or list", '443 or "23100-23199"'),
    "proto": Key("choice", "tcp or udp"),
    "payload": Key(
        "list of byte conditions", "what stands in a datagram, or in the first bytes of one side of a TCP conversation"
    ),
    "from": Key("choice", "whose bytes payload means: client (default) or server"),
}

PAYLOAD = {
    "at": Key("number or range", 'offset of the first byte: 0, or "0-512" to look for it there (default 0)'),
    "bytes": Key("hexadecimal", 'the bytes, as in "16 03 01"; exactly one of bytes and text'),
    "text": Key("text", "the same as ASCII text; letter case counts"),
}

TLS = {
    "ja4": Key("fingerprint or list", "JA4 of the ClientHello, over TCP or QUIC"),
    "subject": Key("pattern", "subject of the server's certificate: exact, or with * and ?; up to TLS 1.2"),
    "issuer": Key("pattern", "its issuer, in the same way"),
}

DHCP = {"vendor_class": Key("pattern", "DHCP option 60, or the vendor class of DHCPv6", required=True)}

TEST = {
    "see": Key("text", 'what is seen, as in "tls.sni s07.upd.kaspersky.com"', required=True),
    "match": Key("true or false", "whether the signature must match it", required=True),
}

VENDOR = {
    "vendor": Key("id", "the vendor's id: the name of its folder", required=True),
    "name": Key("text", "its name for people", required=True),
    "version": Key("text", "of the pack, as in 2026.11.1: what reports name beside its content hash"),
    "aliases": Key("list of texts", "other names it is known by"),
    "companies": Key("list of texts", "owned and controlled companies"),
    "domains": Key("list of names", "registrable domains it owns", required=True),
    "bans": Key("list of ids", "bans that reach it although bans.yaml does not name it (for packs of your own)"),
    "products": Key("mapping of texts", "product id: name for people", required=True),
}

BANS = {"bans": Key("list of bans", "the legal bases", required=True)}

BAN = {
    "id": Key("id", "name of the ban, for ever", required=True),
    "title": Key("text", "what people call it", required=True),
    "citation": Key("text", "act and section, or number of the decision", required=True),
    "jurisdiction": Key("text", "country code and whom it binds", required=True),
    "prohibits": Key("list of verbs", "out of: " + ", ".join(PROHIBITS), required=True),
    "effective": Key("date", "from when it binds; a month or a year where the day is not known", required=True),
    "until": Key("date", "the last day on which it binds, where there is one; a month or a year as above"),
    "link": Key("text", "where to read it", required=True),
    "vendors": Key(
        "list of ids", "the vendors it names; vendor/product where it names one product only", required=True
    ),
    "note": Key("text", "scope, exceptions, doubts"),
}

OVERLAY = {"changes": Key("list of changes", "what is changed in signatures of other files", required=True)}

CHANGE = {
    "signature": Key("id", "the signature, of any pack that is loaded", required=True),
    "disable": Key("true", "the signature is not looked for; exactly one of disable and weight"),
    "weight": Key("number 0 to 1", "in the place of the signature's weight"),
    "reason": Key("text", "why; reports of the change say it", required=True),
    "owner": Key("text", "who answers for it"),
    "until": Key("date", "the last day on which it holds; from the next it is left out, and lint warns"),
}

SHARED = {"suffixes": Key("list of names", "names below which anybody can be hosted", required=True)}

LEVELS = {
    "file": FILE,
    "signature": SIGNATURE,
    "indicator": INDICATOR,
    "http": HTTP,
    "server": SERVER,
    "payload": PAYLOAD,
    "tls": TLS,
    "dhcp": DHCP,
    "test": TEST,
    "vendor.yaml": VENDOR,
    "bans.yaml": BAN,
    "overlay.yaml": CHANGE,
}
"""Every level by the name it has in messages and in the reference."""
