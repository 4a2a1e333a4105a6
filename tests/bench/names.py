"""Print as JSON the host names that the signatures which ship look for, as every program measured here can take them.

A program of its own: a child's peak memory is never told below what its parent held, so the harness loads nothing large.
"""

import json

from sensor.signatures import load
from sensor.signatures.names import expand, is_glob, is_regex


def wanted() -> dict[str, list[str]]:
    """Return whole names, names meant with all below them, and the patterns that are neither."""
    exact: dict[str, None] = {}
    suffix: dict[str, None] = {}
    other: dict[str, None] = {}
    for signature in load(None).signatures:
        for indicator in signature.any:
            suffix.update(dict.fromkeys(indicator.suffix))
            for text in indicator.host:
                if is_regex(text) or is_glob(text):
                    other[text] = None
                else:
                    exact.update(dict.fromkeys(expand(text)))
            http = indicator.http
            if http is not None and http.host_suffix:
                suffix[http.host_suffix] = None
    return {"exact": list(exact), "suffix": list(suffix), "other": list(other)}


if __name__ == "__main__":
    print(json.dumps(wanted()))
