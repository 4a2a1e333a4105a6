cimport cython
from sensor.decode.frame cimport decode, walk
from sensor.decode.packet cimport Packet
from sensor.decode.whole cimport put_whole
from sensor.engine.contacts cimport Contacts
from sensor.engine.logons cimport asks_for_logon
from sensor.engine.observer cimport Observer
from sensor.engine.tally cimport Tally
from sensor.engine.tcp cimport TcpReader
from sensor.engine.udp cimport UdpReader
from sensor.flows.bypass cimport BypassTable
from sensor.flows.fragments cimport Fragments
from sensor.flows.key cimport fragment_key, set_flow
from sensor.flows.quoted cimport unreachable_flow
from sensor.flows.table cimport FlowTable
from sensor.protocols.quic.scan cimport looks_like as looks_like_quic
from sensor.wire.batch cimport Batch
from sensor.wire.copy cimport copied
from sensor.wire.sequence cimport wrapped

cdef int LAYER_AGGREGATE, LAYER_DONE, PROTO_TCP, STOP_CUT, STOP_ENCRYPTED
cdef int STOP_FRAGMENT, STOP_LINK, STOP_MALFORMED, STOP_NOT_IP, STOP_TOO_DEEP, STOP_TRANSPORT
cdef int FLOW_SEEN_0, FLOW_SEEN_1, FLOW_TCP, FLOW_WATCHED, ETHERTYPE_ARP, PROTO_ICMP6
cdef int MAX_NESTED_FRAGMENTS
cdef int AGE_SHIFT, TCP_SYN
cdef int WANT_ANYTHING, WANT_BOTH, WANT_NOTHING
cdef tuple NO_TUNNEL
cdef bytes LOGON_PORTS

cdef class Pipeline:
    cdef public Observer observer
    cdef Contacts contacts
    cdef public TcpReader tcp
    cdef public UdpReader udp
    cdef public FlowTable table
    cdef public Tally tally
    cdef public unsigned long long seed
    cdef public Packet packet
    cdef public Fragments fragments
    cdef public object neighbours
    cdef public Py_ssize_t at
    cdef public int source
    cdef public BypassTable bypass
    cdef public dict unread_links
    cdef public long long one_sided

    cpdef batch(self, Batch batch)
    cpdef part(self, Batch batch, Py_ssize_t first, Py_ssize_t end)
    @cython.locals(packet=Packet, tally=Tally, at=Py_ssize_t, stop=int)
    cdef int frames(self, Batch batch, Py_ssize_t first, Py_ssize_t end) except? -1
    @cython.locals(packet=Packet, before=Py_ssize_t, stop=int)
    cdef int subframe(self, Batch batch, Py_ssize_t at, Py_ssize_t pos) except? -1
    @cython.locals(packet=Packet)
    cdef int not_whole(self, Batch batch, Py_ssize_t at, Py_ssize_t pos, int stop) except? -1
    @cython.locals(packet=Packet, depth=int, data="const unsigned char[::1]", pos=Py_ssize_t, before=Py_ssize_t, again=int)
    cdef bint is_datagram(self, Batch batch, Py_ssize_t at, Py_ssize_t begin, int stop) except -1
    @cython.locals(tally=Tally, flow="unsigned long long")
    cdef int stopped(self, Packet packet, int stop) except? -1
    cdef int transport(self, Packet packet) except? -1
    @cython.locals(bypass=BypassTable)
    cdef int wanted(self, Packet packet, int wish) except -1
    @cython.locals(table=FlowTable, slot=Py_ssize_t)
    cdef Py_ssize_t flow(self, Packet packet) except -1
    @cython.locals(flags=int)
    cdef int evicted(self) except? -1
    @cython.locals(key="unsigned long long", piece=bytes, whole=bytes, stop=int)
    cdef int fragment(self, Packet packet, int depth) except? -1
    cpdef flush(self)
