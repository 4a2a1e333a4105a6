"""Numbers of NTLM ([MS-NLMP] section 2.2) and of the SMB around it."""

PORT_SMB = 445
PORT_SMB_NETBIOS = 139

SMB1_SESSION_SETUP = 0x73
SMB2_SESSION_SETUP = 0x01
"""Commands ([MS-CIFS] section 2.2.4.53, [MS-SMB2] section 2.2.1)."""

SIGNATURE = b"NTLMSSP\0"
AUTHENTICATE = 3
"""Message type of the last of three, in which the client says who it is."""
HEAD_BYTES = 64
DOMAIN_FIELD = 28
WORKSTATION_FIELD = 44
"""Where length and place of the name stand (section 2.2.1.3)."""
FLAGS = 60
FLAG_UNICODE = 0x01

MAX_SEARCH = 4096
"""Bytes of a segment in which the signature is looked for; it stands within the first 200 of a session setup."""
MAX_NAME_BYTES = 510
"""255 characters of two bytes."""
