"""Packets inside packets. One module for each family; `over_ip` and `over_udp` choose among them."""
