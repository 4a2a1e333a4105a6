"""What a run goes by: the configuration and the signatures, loaded together, so that both are of one moment."""

import os
import time
from collections.abc import Callable
from typing import NamedTuple

from sensor.engine.config.model import Config
from sensor.engine.config.read import load_config
from sensor.model.signature import Location, SignatureSet
from sensor.signatures import load
from sensor.signatures.cache import cache_folder
from sensor.signatures.choose import choose_vendors
from sensor.signatures.files import chosen_paths
from sensor.signatures.problems import Problem, SignatureErrors
from sensor.signatures.trust import ENDING, check_packs, configured_key


class Loaded(NamedTuple):
    """One state of both."""

    config: Config
    signatures: SignatureSet


class Loader:
    """Loads them again and again: the file at *path* (None: there is none), with what the command line says on top."""

    def __init__(self, path: str | None, override: Callable[[Config], Config]) -> None:
        self.path = path
        self._override = override

    def load(self) -> Loaded:
        """Return both. Raises SignatureErrors with every problem of every file; then nothing is to be changed."""
        config = self._override(load_config(self.path) if self.path is not None else Config())
        paths = chosen_paths(config.signatures)
        place = Location(self.path or "signatures")
        try:
            check_packs(paths, configured_key(os.environ, config.signature_key))
        except (OSError, ValueError) as error:
            raise SignatureErrors([Problem(place, str(error))]) from None
        # Whether a change in an overlay still holds is asked of the clock: a configuration is read, no packet.
        today = time.strftime("%Y-%m-%d", time.gmtime())
        found = load(paths, cache=cache_folder(os.environ), today=today)
        try:
            signatures = choose_vendors(found, config.vendors)
        except ValueError as error:
            raise SignatureErrors([Problem(place, f"vendors: {error}")]) from None
        if not signatures.signatures:
            raise SignatureErrors([Problem(place, "there is no signature to look for")])
        return Loaded(config, signatures)

    def watched(self, config: Config) -> list[str]:
        """Return the files and folders whose change calls for another load."""
        packs = list(map(str, chosen_paths(config.signatures)))
        beside = [pack + ENDING for pack in packs]  # the signature of a file given alone
        return [*([self.path] if self.path is not None else []), *packs, *beside]
