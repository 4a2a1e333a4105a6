"""A small world of our own: two network namespaces with a wire between them, servers at one end and real clients at the other.

Recordings are made in it (`recipes.record`), and tests listen on its wire. Nothing that is sent there leaves the machine.
"""
