cimport cython

# C integers: a literal above 2**31 would be a Python object in compiled arithmetic.
cdef long long MASK, HALF

cpdef long long wrapped(long long seq) except *
@cython.locals(value="long long")
cpdef long long distance(long long one, long long other) except *
