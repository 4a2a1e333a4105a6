"""ARP (RFC 826): which hardware address an IPv4 address of the link has."""
