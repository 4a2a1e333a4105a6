"""Kerberos (RFC 4120): a machine logs on with a name of its own."""
