"""From a frame to a packet: link layer, tags, IP, transport. One small step for each layer (`sensor.decode.frame`)."""
