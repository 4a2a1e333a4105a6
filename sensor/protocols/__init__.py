"""One folder for each protocol, with the same file names in each.

``consts`` holds numbers and their source, ``scan`` (compiled) finds the names fast, ``parse`` gives the whole message as a
value of `sensor.model.bodies`, for what somebody wants.

Protocols never import each other. What TLS and QUIC share stands in ``handshake``.
"""
