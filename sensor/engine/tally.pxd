cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport address_hash
from sensor.wire.copy cimport copied

cdef int FRESH, MAX_HOSTS, RECENT, V4_BYTES, V6_BYTES

cdef class Tally:
    cdef public long long frames, bytes, dns_queries, dns_responses, dns_tcp, dns_malformed
    cdef public long long tls_hellos, tls_sni, tls_no_sni, tls_ech, tls_hidden, tls_incomplete, tls_certificates, http_requests, http_connects
    cdef public long long snapped, cut, unknown_link, malformed, too_deep, encrypted, dot_flows, doh_flows, doq_flows, other_network, other_transport
    cdef public long long streams_dropped, stream_gaps, tcp_flows
    cdef public bint two_sided
    cdef public dict weird, quic, vpn
    cdef public set known
    cdef unsigned char[::1] fresh4, fresh6
    cdef Py_ssize_t _used4, _used6
    cdef public unsigned long long[::1] recent

    cpdef dict counts(self)
    cpdef absorb(self, dict counts)
    cpdef odd(self, str name)
    cpdef int hosts_of(self, Packet packet, unsigned long long seed) except -1
    @cython.locals(key="unsigned long long", at=size_t)
    cdef int host_at(self, Packet packet, Py_ssize_t pos, unsigned long long seed) except -1
    @cython.locals(at=Py_ssize_t)
    cdef int note(self, Packet packet, Py_ssize_t pos) except -1
    @cython.locals(at=Py_ssize_t)
    cpdef look_at_fresh(self)
    cdef know(self, bytes address)
    @cython.locals(v4=bytearray, v6=bytearray)
    cpdef tuple take_hosts(self)
