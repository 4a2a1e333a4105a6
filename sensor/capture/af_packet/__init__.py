"""Live capture on Linux: packet sockets whose frames the kernel writes into a ring that we read in place.

Linux's Documentation/networking/packet_mmap.rst describes the ring, filter.rst the kernel's filter.
"""
