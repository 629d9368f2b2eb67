"""The key that seals are signed with (Ed25519, RFC 8032): a PEM file that is kept outside the database."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from adapters.ledger.urls import address
from engine.diagnostics import Diagnostic, GuijuError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_NAME = "guiju.key"


class KeyFault(GuijuError):
    """A key file can't be used, or there is none."""


class Public(NamedTuple):
    """What a signature is checked with. `id`: 16 hexadecimal digits, of the hash of the key."""

    id: str
    key: Ed25519PublicKey

    def signed(self, signature: bytes, statement: bytes) -> bool:
        """Whether the signature is this key's, of that statement."""
        try:
            self.key.verify(signature, statement)
        except (InvalidSignature, TypeError, ValueError):
            return False
        return True

    def pem(self) -> str:
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


class Signing(NamedTuple):
    """The secret key, and the public one that goes with it."""

    public: Public
    key: Ed25519PrivateKey

    def sign(self, statement: bytes) -> bytes:
        """64 bytes, the same for the same statement."""
        return self.key.sign(statement)


def public(key: Ed25519PublicKey) -> Public:
    return Public(sha256(key.public_bytes_raw()).hexdigest()[:16], key)


def key_file(given: Path | None, url: str) -> Path:
    """The file of a database's key: the `given` one, else beside an SQLite file; of others, in the current folder."""
    place = address(url).place
    return given or (place.with_name(DEFAULT_NAME) if isinstance(place, Path) else Path(DEFAULT_NAME))


def trusted(given: Sequence[Path], beside: Path, exported: Sequence[Public] = ()) -> dict[str, Public]:
    """The keys that seals are held against, by id. Raises `KeyFault` GJ819.

    Those in the files `given` and no others; without such, the one of the key file `beside` the database, if it is
    there or there are no others, and the `exported` ones.
    """
    keys = [public_key(path) for path in given] or [*exported]
    if not given and (beside.exists() or not exported):
        keys.append(public_key(beside))
    return {key.id: key for key in keys}


def signing_key(path: Path) -> Signing:
    """The secret key in a file. Raises `KeyFault` GJ819 where there is none or it can't be read."""
    try:
        return _secret(path.read_bytes(), path)
    except OSError as error:
        raise _fault("key", path, error.strerror or "") from None


def made(path: Path) -> Signing:
    """The secret key in a file, which is made with a new one, readable by its owner alone, where it doesn't exist.

    Where several processes begin at once, all get the same. Raises `KeyFault` GJ819.
    """
    if not path.exists():
        _make(path)
    return signing_key(path)


def _make(path: Path) -> None:
    """Written whole under another name (0600), then linked: nobody reads half a key, the first one stays."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _fault("key", path, error.strerror or "") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError as error:
        raise _fault("key", path, error.strerror or "") from None
    finally:
        Path(draft).unlink()


def public_key(path: Path) -> Public:
    """The public key in a file; of a secret key's file, the one that goes with it. Raises `KeyFault` GJ819."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _fault("public_key", path, error.strerror or "") from None
    return _secret(data, path).public if b"PRIVATE KEY" in data else of_pem(data, path)


def of_pem(data: bytes, path: Path) -> Public:
    """The public key that PEM text from a file has. Raises `KeyFault` GJ819."""
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise _fault("public_key", path, "") from None
    if not isinstance(key, Ed25519PublicKey):
        raise _fault("public_key", path, type(key).__name__)
    return public(key)


def _secret(data: bytes, path: Path) -> Signing:
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _fault("key", path, "") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _fault("key", path, type(key).__name__)
    return Signing(public(key.public_key()), key)


def _fault(what: str, path: Path, problem: str) -> KeyFault:
    args = (("what", what), ("how", what), ("path", str(path)), ("problem", problem))
    return KeyFault([Diagnostic("GJ819", None, args)])
