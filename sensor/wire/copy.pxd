from cpython.bytes cimport PyBytes_FromStringAndSize

cdef inline object bytes(const unsigned char[::1] part):
    return PyBytes_FromStringAndSize(<const char *> &part[0] if part.shape[0] else NULL, part.shape[0])

cpdef object copied(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end)
