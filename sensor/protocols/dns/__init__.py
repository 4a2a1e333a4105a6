"""DNS over UDP and TCP (RFC 1035), and its relatives with the same message: mDNS, LLMNR."""
