"""Asks a QUIC server for something: ``python tests/live/quic_client.py ADDRESS NAME CA``."""

import asyncio
import sys

from aioquic.asyncio.client import connect
from aioquic.h3.connection import H3_ALPN
from aioquic.quic.configuration import QuicConfiguration


async def main() -> None:
    """Send a request, read what comes back."""
    address, name, authority = sys.argv[1:]
    configuration = QuicConfiguration(is_client=True, alpn_protocols=H3_ALPN, server_name=name)
    configuration.load_verify_locations(authority)
    async with connect(address, 443, configuration=configuration) as client:
        reader, writer = await client.create_stream()
        writer.write(b"hello")
        writer.write_eof()
        print(len(await reader.read()))


if __name__ == "__main__":
    asyncio.run(main())
