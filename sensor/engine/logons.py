"""Which segments ask for a logon: a Kerberos ticket, or the setup of an SMB session. They name the machine or its user."""

from sensor.decode.packet import Packet
from sensor.protocols.kerberos.consts import AS_REQUEST, PORT_KERBEROS
from sensor.protocols.ntlm.consts import SMB1_SESSION_SETUP, SMB2_SESSION_SETUP

LENGTH_BYTES = 4
"""Both protocols begin with a length (RFC 4120 section 7.2.2; [MS-SMB2] section 2.1)."""


def asks_for_logon(packet: Packet) -> bool:
    """True for a segment that begins with a request for a Kerberos ticket, or with the setup of an SMB session."""
    data = packet.data
    pos = packet.payload + LENGTH_BYTES
    if packet.dport == PORT_KERBEROS:
        return pos < packet.end and data[pos] == AS_REQUEST
    if pos + 14 > packet.end or data[pos + 1] != 0x53 or data[pos + 2] != 0x4D or data[pos + 3] != 0x42:  # SMB
        return False
    if data[pos] == 0xFE:
        return data[pos + 12] == SMB2_SESSION_SETUP and data[pos + 13] == 0
    return data[pos] == 0xFF and data[pos + 4] == SMB1_SESSION_SETUP
