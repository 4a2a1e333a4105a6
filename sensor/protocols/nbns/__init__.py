"""NetBIOS over UDP (RFC 1001, RFC 1002): the name service on port 137 and the datagram service on port 138."""
