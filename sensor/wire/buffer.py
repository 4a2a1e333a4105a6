"""The buffers that frames lie in."""

import mmap

Buffer = bytes | bytearray | memoryview | mmap.mmap
"""Anything whose items are bytes; compiled code sees it as ``const unsigned char[::1]``."""
