"""Recordings of real clients: curl, OpenSSL, Python, dig, Chromium and others, against servers of our own in network namespaces.

What a recipe makes can be made again to the byte; what a real program sends cannot, for its keys and its ports are new each
time. So a recording is kept as it was made, the manifest holds its hash, and this package is how it was made.
"""
