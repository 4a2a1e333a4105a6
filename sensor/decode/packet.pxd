cimport cython
from sensor.wire.copy cimport copied

cdef int MAX_LAYERS, VLAN_ID, MAC_BYTES
cdef unsigned long long TENANT_MASK, TENANT_MULTIPLIER

cdef class Packet:
    cdef public const unsigned char[::1] data
    cdef public Py_ssize_t pos, end, more, src, dst, payload, mac, ip_header, fragment_data
    cdef public long long ts, frame, missing
    cdef public int source, next, link, ip_version, address_length, proto, sport, dport, tcp_flags
    cdef public unsigned int seq, fragment_id
    cdef public int[::1] vlans
    cdef public int vlan_count, fragment_offset
    cdef public bint fragment_more
    cdef public int tunnel, tunnel_depth, tunnel_limit, outer_length, wifi_pad
    cdef public Py_ssize_t outer_src, outer_dst
    cdef public unsigned long long tenant
    cdef public unsigned long long flow
    cdef public int direction

    cpdef int begin(self, Py_ssize_t pos, Py_ssize_t length, Py_ssize_t wire_length, int link) except -1
    cdef int ends_at(self, Py_ssize_t end) except -1
    cpdef put_back_tag(self, int tag)
    @cython.locals(around="unsigned long long")
    cpdef enter_tunnel(self, int kind, unsigned long long tenant)
    @cython.locals(data="const unsigned char[::1]", length=int, outer=int, mac=bytes, ends=bytes, copy=Packet, at=int)
    cpdef Packet kept(self)
