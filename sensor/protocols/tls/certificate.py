"""Find the host names in a certificate (X.509, RFC 5280 section 4.1), fast: no Python object is made here.

A walk over the outer shape of the DER, forgiving: what is cut or odd behind a name does not hide the name. What the
rest says is read by `sensor.protocols.tls.x509`, for the few certificates that somebody wants to see.
"""

from sensor.protocols.tls.consts import (
    CERT_BAD,
    CERT_END,
    DER_DNS_NAME,
    DER_EXTENSIONS,
    DER_INTEGER,
    DER_OBJECT_ID,
    DER_OCTETS,
    DER_SEQUENCE,
    DER_SET,
    DER_VERSION,
    MAX_CERT_PARTS,
    OID_COMMON_NAME,
    OID_SUBJECT_ALT_NAME,
)
from sensor.wire.buffer import Buffer


class Certificate:
    """A cursor over the names of one certificate. Refilled, never kept.

    ``begin``, then ``next`` until it answers CERT_END; a positive answer means that ``data[name:name_end]`` is a name.
    First come the DNS names of subjectAltName, then the common names of the subject.
    """

    def __init__(self) -> None:
        self.data: Buffer = b""
        self.end = 0
        self.tag = 0
        self.body = 0
        self.after = 0
        """The element that `element` read: its tag, where its content begins, where it ends."""
        self.cut = False
        """It reaches past the end of what is there."""
        self.serial = -1
        self.serial_end = -1
        self.subject = -1
        self.subject_end = -1
        self.names = -1
        self.names_end = -1
        """Content of subjectAltName."""
        self.name = -1
        self.name_end = -1
        self.parts = 0

    def release(self) -> None:
        """Let go of the buffer."""
        self.data = b""

    def element(self, pos: int, end: int) -> bool:
        """Read the head of the element at *pos*; one that reaches past *end* is taken as far as it is there."""
        if pos + 2 > end:
            return False
        data = self.data
        self.tag = data[pos]
        size = data[pos + 1]
        pos += 2
        if size >= 0x80:
            count = size & 0x7F
            if count == 0 or count > 3 or pos + count > end:  # 16 MB is more than a handshake message holds
                return False
            size = 0
            for at in range(pos, pos + count):
                size = size << 8 | data[at]
            pos += count
        self.body = pos
        self.cut = size > end - pos
        self.after = end if self.cut else pos + size
        return True

    def enter(self, pos: int, end: int, tag: int) -> bool:
        """Read the element at *pos*; True when it has *tag*."""
        return self.element(pos, end) and self.tag == tag

    def begin(self, data: Buffer, pos: int, end: int) -> int:
        """Find where the names lie in the certificate at ``data[pos:end]``; return 1, or CERT_BAD for what is none."""
        self.data = data
        self.end = end
        self.parts = 0
        self.serial = self.subject = self.names = -1
        if not self.enter(pos, end, DER_SEQUENCE) or not self.enter(self.body, self.after, DER_SEQUENCE):
            return CERT_BAD
        end = self.after
        pos = self.body
        if self.enter(pos, end, DER_VERSION):
            pos = self.after
        if not self.enter(pos, end, DER_INTEGER):
            return CERT_BAD
        self.serial = self.body
        self.serial_end = self.after
        for _ in range(3):  # signature, issuer, validity
            if not self.enter(self.after, end, DER_SEQUENCE):
                return CERT_BAD
        if not self.enter(self.after, end, DER_SEQUENCE):
            return CERT_BAD
        self.subject = self.body
        self.subject_end = self.after
        if self.enter(self.after, end, DER_SEQUENCE):  # the public key
            self.extensions(self.after, end)
        return 1

    def extensions(self, pos: int, end: int) -> int:
        """Find subjectAltName among the extensions."""
        for _ in range(2):  # the unique ids of version 2 come before
            if self.element(pos, end) and self.tag != DER_EXTENSIONS:
                pos = self.after
        if not self.enter(pos, end, DER_EXTENSIONS) or not self.enter(self.body, self.after, DER_SEQUENCE):
            return 0
        end = self.after
        pos = self.body
        for _ in range(MAX_CERT_PARTS):
            if not self.enter(pos, end, DER_SEQUENCE):
                return 0
            pos = self.after
            if self.enter(self.body, pos, DER_OBJECT_ID) and self.is_value(OID_SUBJECT_ALT_NAME):
                return self.alternative_names(pos)
        return 0

    def alternative_names(self, end: int) -> int:
        """Note the names in the extension that ends at *end*, behind its OID and, where it stands, its critical flag."""
        if self.element(self.after, end) and self.tag != DER_OCTETS:
            self.element(self.after, end)
        if self.tag == DER_OCTETS and self.enter(self.body, self.after, DER_SEQUENCE):
            self.names = self.body
            self.names_end = self.after
        return 0

    def is_value(self, value: bytes) -> bool:
        """True when the element that was read holds *value*."""
        if self.after - self.body != len(value):
            return False
        for at in range(len(value)):
            if self.data[self.body + at] != value[at]:
                return False
        return True

    def next(self) -> int:
        """Go to the next name; CERT_END after the last."""
        while self.names >= 0 and self.parts < MAX_CERT_PARTS:
            self.parts += 1
            if not self.element(self.names, self.names_end):
                self.names = -1
                break
            self.names = self.after
            if self.tag == DER_DNS_NAME and not self.cut:
                self.name = self.body
                self.name_end = self.after
                return 1
        while self.subject >= 0 and self.parts < MAX_CERT_PARTS:
            self.parts += 1
            if not self.element(self.subject, self.subject_end):
                self.subject = -1
                break
            if self.tag == DER_SET or self.tag == DER_SEQUENCE:
                self.subject = self.body  # look inside; what follows comes after it
            elif self.tag == DER_OBJECT_ID and self.is_value(OID_COMMON_NAME):
                self.subject = self.after
                if self.element(self.after, self.subject_end) and not self.cut:
                    self.subject = self.after
                    self.name = self.body
                    self.name_end = self.after
                    return 1
            else:
                self.subject = self.after
        return CERT_END
