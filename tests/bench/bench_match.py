"""What looking names and servers up costs: ``python tests/bench/bench_match.py [COUNT]``.

Prints for 100 and for COUNT (a million) wanted names: seconds to load, megabytes, nanoseconds a look-up. The cost of the
call from Python is measured with an empty name and taken off; the compiled pipeline does not pay it.
"""

import random
import resource
import sys
import time
from collections.abc import Callable

from sensor.match import Matcher, ServerTable, names
from sensor.model.signature import Activity, Indicator, ServerCondition, Shows, Signature, SignatureSet

ASKED = 20_000
REPEATS = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def name(chance: random.Random) -> str:
    """Return a host name as unlike others as a real one."""
    words = ("".join(chance.choices(LETTERS, k=chance.randint(2, 12))) for _ in range(2))
    return ".".join([*words, chance.choice(["com", "com", "com", "net", "org", "de", "io", "co.uk"])])


def made_of(hosts: tuple[str, ...]) -> SignatureSet:
    """Return one signature that wants *hosts*."""
    signature = Signature(
        id="bench",
        sid=1,
        revision=1,
        title="",
        vendor="bench",
        product="bench",
        activity=Activity.UPDATE,
        shows=Shows.INSTALLED,
        weight=1.0,
        any=(Indicator(host=hosts),),
    )
    return SignatureSet(signatures=(signature,), vendors={}, bans={}, packs=(), sha256="")


def peak() -> float:
    """Return the most memory held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def nanoseconds(call: Callable[..., object], rows: list[tuple[object, ...]]) -> float:
    """Return the time of one *call* over *rows*, the best of several rounds."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        for row in rows:
            call(*row)
        best = min(best, time.perf_counter() - start)
    return best / len(rows) * 1e9


def bench_names(count: int) -> None:
    """Print the figures for *count* wanted names, none of which is asked for."""
    chance = random.Random(1)
    hosts = tuple(name(chance) for _ in range(count))
    asked = [name(chance).encode() for _ in range(ASKED)]
    before, start = peak(), time.perf_counter()
    matcher = Matcher(made_of(hosts))
    seconds, megabytes = time.perf_counter() - start, peak() - before
    call = nanoseconds(matcher.names.wants, [(one, 0, 0) for one in asked])
    whole = nanoseconds(matcher.names.wants, [(one, 0, len(one)) for one in asked])
    print(f"{count:>9} names: loaded in {seconds:.2f} s, {megabytes:.0f} MB more, {whole - call:.0f} ns a name")


def bench_servers(count: int) -> None:
    """Print the figures for *count* wanted networks."""
    chance = random.Random(2)
    blocks = tuple(
        f"{chance.randrange(1, 224)}.{chance.randrange(256)}.{chance.randrange(256)}.0/24" for _ in range(count)
    )
    asked = [chance.randbytes(4) for _ in range(ASKED)]
    start = time.perf_counter()
    table = ServerTable([ServerCondition(network=blocks, port=((443, 443),))])
    seconds = time.perf_counter() - start
    call = nanoseconds(ServerTable().wants, [(one, 0, 0, 80, 6) for one in asked])
    whole = nanoseconds(table.wants, [(one, 0, 4, 80, 6) for one in asked])
    print(f"{count:>9} networks: loaded in {seconds:.2f} s, {whole - call:.0f} ns an address")


if __name__ == "__main__":
    print("interpreted" if names.__file__.endswith(".py") else "compiled")
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    bench_names(100)
    bench_names(most)
    bench_servers(20)
    bench_servers(most // 10)
