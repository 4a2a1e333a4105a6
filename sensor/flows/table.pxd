cimport cython

cdef int WAYS, MIN_SLOTS, MAX_SLOTS, STATE_START

cdef class FlowTable:
    cdef public Py_ssize_t limit, size, count
    cdef public unsigned long long evicted
    cdef public int evicted_flags
    cdef public long long evictions
    cdef public bint fresh
    cdef public unsigned long long[::1] key
    cdef public unsigned int[::1] seen, next0, next1
    cdef public unsigned short[::1] flags
    cdef public unsigned char[::1] state0, state1

    cpdef allocate(self, Py_ssize_t size)
    @cython.locals(first=Py_ssize_t, at=size_t)
    cpdef Py_ssize_t slot(self, unsigned long long key, unsigned int now) except -1
    @cython.locals(free=Py_ssize_t, oldest=Py_ssize_t, at=Py_ssize_t)
    cdef Py_ssize_t new_slot(self, unsigned long long key, unsigned int now, Py_ssize_t first) except -1
    @cython.locals(
        old_size=Py_ssize_t, at=Py_ssize_t, to=Py_ssize_t, key="unsigned long long[::1]", seen="unsigned int[::1]",
        next0="unsigned int[::1]", next1="unsigned int[::1]", flags="unsigned short[::1]",
        state0="unsigned char[::1]", state1="unsigned char[::1]")
    cpdef grow(self)
    @cython.locals(at=Py_ssize_t, total=Py_ssize_t)
    cpdef Py_ssize_t tally(self, int wanted, int mask) except -1
