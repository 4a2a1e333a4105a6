cimport cython

cdef int NOT_VPN, WIREGUARD, OPENVPN, IPSEC, DTLS
cdef int WG_INITIATION, WG_INITIATION_BYTES, WG_RESPONSE, WG_RESPONSE_BYTES, WG_DATA, WG_DATA_HEADER, WG_COUNTER_TOP
cdef int OVPN_RESET_V2, OVPN_RESET_V3, OVPN_SESSION_END, OVPN_TAIL, OVPN_PLAIN_BYTES, OVPN_ID_AND_TIME, OVPN_CRYPT_BYTES
cdef unsigned int ESP_LEAST_SPI
cdef int ESP_LEAST_BYTES, KEEPALIVE, IKE_HEADER, IKE_MARKER, PORT_IKE, PORT_IKE_NAT, DTLS_HANDSHAKE, DTLS_HEADER, DTLS_HELLO, PORT_DTLS_VPN
cdef bytes TAILSCALE_DISCO
cdef tuple DTLS_VERSIONS, OVPN_CHECKS, IKE_EXCHANGES_V1, IKE_EXCHANGES_V2

@cython.locals(first=int)
cpdef int vpn_at(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int sport, int dport) except? -9
@cython.locals(size=Py_ssize_t, top=Py_ssize_t)
cdef bint is_wireguard(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
@cython.locals(size=Py_ssize_t, check=Py_ssize_t)
cdef bint is_openvpn(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
cdef bint is_openvpn_v3(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
@cython.locals(version=int, exchange=int)
cdef bint is_ike(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
@cython.locals(size=Py_ssize_t, spi="unsigned int")
cdef bint is_behind_nat(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
cdef bint is_dtls(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
cdef unsigned int number(const unsigned char[::1] data, Py_ssize_t pos) except? 0
