"""Neighbour discovery of IPv6 (RFC 4861): which hardware address an address of the link has."""
