"""Numbers of the DNS (IANA "Domain Name System (DNS) Parameters")."""

PORT_DNS = 53
PORT_MDNS = 5353
PORT_LLMNR = 5355
PORT_NBNS = 137

TYPE_A = 1
TYPE_NS = 2
TYPE_CNAME = 5
TYPE_SOA = 6
TYPE_PTR = 12
TYPE_MX = 15
TYPE_TXT = 16
TYPE_AAAA = 28
TYPE_SRV = 33
TYPE_DNAME = 39
TYPE_OPT = 41
TYPE_SVCB = 64
TYPE_HTTPS = 65

TYPES = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 10: "NULL", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 17: "RP", 18: "AFSDB",
    24: "SIG", 25: "KEY", 28: "AAAA", 29: "LOC", 33: "SRV", 35: "NAPTR", 36: "KX", 37: "CERT", 39: "DNAME", 41: "OPT",
    42: "APL", 43: "DS", 44: "SSHFP", 45: "IPSECKEY", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 49: "DHCID", 50: "NSEC3",
    51: "NSEC3PARAM", 52: "TLSA", 53: "SMIMEA", 55: "HIP", 59: "CDS", 60: "CDNSKEY", 61: "OPENPGPKEY", 62: "CSYNC",
    63: "ZONEMD", 64: "SVCB", 65: "HTTPS", 99: "SPF", 108: "EUI48", 109: "EUI64", 249: "TKEY", 250: "TSIG", 251: "IXFR",
    252: "AXFR", 255: "ANY", 256: "URI", 257: "CAA", 32769: "DLV",
}  # fmt: skip

RCODES = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 6: "YXDOMAIN", 7: "YXRRSET",
    8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE", 11: "DSOTYPENI",
}  # fmt: skip

FLAG_RESPONSE = 0x8000
FLAG_RD = 0x0100
"""Recursion desired (RFC 1035 section 4.1.1): clients set it, a server that walks the tree does not."""
RCODE_MASK = 0x000F
RCODE_REFUSED = 5

HEADER_BYTES = 12
MIN_QUESTION_BYTES = 5
"""The root and two 16-bit numbers."""

MAX_QUESTIONS = 64
"""Questions read from one message. Resolvers send one; mDNS packs a few dozen (RFC 6762 section 5.3)."""
MAX_RECORDS = 512
"""Answers read from one message: a 64 KB message holds more only when it means to be expensive."""
