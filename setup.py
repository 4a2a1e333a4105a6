"""Compile the hot path: each module of ``sensor/`` that has a ``.pxd`` beside it.

``VESTIGE_PURE=1`` compiles nothing; ``VESTIGE_REQUIRE_COMPILED=1`` makes a failed build fatal. Without either, a machine
without a C compiler gets the interpreted build, slower and otherwise the same.
"""

import os
import pathlib

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

PURE = os.environ.get("VESTIGE_PURE") == "1"
REQUIRED = os.environ.get("VESTIGE_REQUIRE_COMPILED") == "1"

DIRECTIVES = {
    "language_level": 3,
    "annotation_typing": False,  # C types stand in the .pxd; annotations are for mypy
    "boundscheck": True,  # hostile bytes: an IndexError beats a read past the end
    "wraparound": False,
    "cdivision": True,
}


class BuildOrFallBack(build_ext):
    """Build the extensions; unless they are required, a failure leaves the interpreted modules in their place."""

    def run(self) -> None:
        try:
            super().run()
        except Exception as error:
            if REQUIRED:
                raise
            print(f"vestige: not compiled ({error}); the interpreted modules serve")
            self.extensions = []


def extensions() -> list[Extension]:
    """Return the modules to compile; none for a pure build or where Cython is missing."""
    if PURE:
        return []
    try:
        from Cython.Build import cythonize
    except ImportError:
        if REQUIRED:
            raise
        return []
    sources = [
        Extension(".".join(path.with_suffix("").parts), [str(path.with_suffix(".py"))], extra_compile_args=["-O3"])
        for path in sorted(pathlib.Path("sensor").rglob("*.pxd"))
        if path.stem != "__init__" and path.with_suffix(".py").exists()
    ]
    return cythonize(sources, compiler_directives=DIRECTIVES, build_dir="build/cython", nthreads=2)


if __name__ == "__main__":
    setup(ext_modules=extensions(), cmdclass={"build_ext": BuildOrFallBack})
