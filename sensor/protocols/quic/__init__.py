"""QUIC (RFC 9000, RFC 9369), its drafts and Google's versions: as much as the first packets of a client tell."""
