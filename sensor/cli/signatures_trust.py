"""``vestige signatures sign`` and ``verify``: whom a pack comes from."""

import os
from pathlib import Path

import click

from sensor.cli.exits import Exit, Failure
from sensor.outputs.escape import printable

PASSWORD = "VESTIGE_KEY_PASSWORD"  # noqa: S105 - the name of a variable
"""Environment variable: the password of the secret key."""


@click.command(short_help="Sign a pack with a key of minisign.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--key", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="minisign.key")
@click.option("--comment", default="Vestige signature pack", show_default=True, help="One line, signed too.")
def sign(path: Path, key: Path, comment: str) -> int:
    """Sign a folder of packs, or one file. PATH gets pack.sha256 and pack.sha256.minisig; a file its .minisig.

    The password of the key is read from VESTIGE_KEY_PASSWORD.
    """
    from sensor.signatures import SignatureErrors, trust
    from sensor.signatures.minisign import WRONG_PASSWORD, read_secret_key

    try:
        secret = read_secret_key(key.read_text("utf-8", "replace"), os.environ.get(PASSWORD, ""))
        written = trust.sign_pack(path, secret, comment)
    except (OSError, ValueError, SignatureErrors) as error:
        unset = "" if PASSWORD in os.environ else f" ({PASSWORD} is not set)"
        raise Failure(printable(f"{error}{unset if WRONG_PASSWORD in str(error) else ''}")) from None
    click.echo(printable(f"wrote {written}"))
    return Exit.DONE


@click.command(short_help="Check a pack's signature.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--key", required=True, help="The public key, or its file (minisign.pub).")
def verify(path: Path, key: str) -> int:
    """Check that a folder of packs, or a file, is as it was signed. Exit 2 when it is not."""
    from sensor.signatures import SignatureErrors, trust

    try:
        public = trust.configured_key({}, key)
        if public is None:
            raise ValueError("--key: the key is missing")
        comment = trust.verify_pack(path, public)
    except (OSError, ValueError, SignatureErrors) as error:
        raise Failure(printable(str(error))) from None
    click.echo(printable(f"{path}: signed with key {public.name}: {comment}"))
    return Exit.DONE
