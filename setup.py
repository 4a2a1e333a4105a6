"""Compile the hot path: each module of ``sensor/`` that has a ``.pxd`` beside it.

``VESTIGE_PURE=1`` compiles nothing; ``VESTIGE_REQUIRE_COMPILED=1`` makes a failed build fatal. Without either, a
machine without a C compiler gets the interpreted build, slower and otherwise the same.
"""

import os
import pathlib
import sys

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext

PURE = os.environ.get("VESTIGE_PURE") == "1"
REQUIRED = os.environ.get("VESTIGE_REQUIRE_COMPILED") == "1"
WITHOUT_COMPILING = {"egg_info", "dist_info", "sdist", "clean"}
"""Commands that need no extension: a source distribution carries the sources, not the C that is made of them."""

PACKS = "sensor._packs"
"""Where the wheel carries the folder ``signatures/``; `sensor.signatures.bundled_dir` finds both places."""

SHARED = "sensor._shared"
"""What Cython adds to each module that looks into memory, once for all of them: without it, it is most of what is compiled."""
FLAGS = ["-O3", "-g0"]

DIRECTIVES = {
    "language_level": 3,
    "annotation_typing": False,  # C types stand in the .pxd; annotations are for mypy
    "boundscheck": True,  # hostile bytes: an IndexError beats a read past the end
    "initializedcheck": False,  # what is not initialised has no length, so the bounds check refuses it
    "wraparound": False,
    "cdivision": True,
}


class BuildOrFallBack(build_ext):
    """Build the extensions; unless they are required, a failure leaves the interpreted modules in their place."""

    def finalize_options(self) -> None:
        """Compile on all cores."""
        super().finalize_options()
        self.parallel = self.parallel or os.cpu_count()

    def run(self) -> None:
        """Build, or say that nothing was built."""
        try:
            super().run()
        except Exception as error:
            if REQUIRED:
                raise
            print(f"vestige: not compiled ({error}); the interpreted modules serve")
            self.extensions = []


def extensions() -> list[Extension]:
    """Return the modules to compile; none for a pure build, where Cython is missing or nothing is built."""
    if PURE or WITHOUT_COMPILING.intersection(sys.argv):
        return []
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - not needed where nothing is compiled
    except ImportError:
        if REQUIRED:
            raise
        return []
    sources = [
        Extension(".".join(path.with_suffix("").parts), [str(path.with_suffix(".py"))], extra_compile_args=FLAGS)
        for path in sorted(pathlib.Path("sensor").rglob("*.pxd"))
        if path.stem != "__init__" and path.with_suffix(".py").exists()
    ]
    sources.append(Extension(SHARED, [SHARED.replace(".", "/") + ".c"], extra_compile_args=FLAGS))
    return cythonize(
        sources,
        compiler_directives=DIRECTIVES,
        build_dir="build/cython",
        nthreads=2,
        shared_utility_qualified_name=SHARED,
    )


if __name__ == "__main__":
    setup(
        packages=[*find_packages(include=["sensor", "sensor.*"]), PACKS],
        package_dir={PACKS: "signatures"},
        package_data={"": ["*.pxd", "py.typed"], PACKS: ["*.yaml", "**/*.yaml"]},
        ext_modules=extensions(),
        cmdclass={"build_ext": BuildOrFallBack},
    )
