"""One folder for each protocol, with the same file names: ``consts`` (numbers and their source), ``scan`` (compiled:
find the names fast), ``parse`` (the whole message as a value of `sensor.model.bodies`, for what somebody wants).

Protocols never import each other. What TLS and QUIC share stands in ``handshake``.
"""
