"""Ed25519 keys in files: what signs a manifest, and what tells whether a signature is good.

The one importer of `cryptography`, an extra (`vankho[sign]`) that is loaded only where a key is used.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from vankho.said import Failed

Sign = Callable[[bytes], bytes]
"""The signature of these bytes, 64 bytes; the same each time (RFC 8032)."""
Good = Callable[[bytes, bytes], bool]
"""Whether the second is the signature of the first."""

_KEY_LIMIT = 64 * 1024


class SignFailed(Failed):
    """A key cannot be used; says why in one line."""


def signer(path: Path) -> Sign:
    """What signs with the private key of a file (PEM, PKCS #8, not encrypted), as `openssl genpkey` writes it."""
    serialization, ed25519 = _library()
    content = _read(path)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except TypeError as error:
        raise SignFailed(f"{path}: the key is encrypted: openssl pkey -in {path} -out KEY_FILE opens it") from error
    except Exception as error:  # the library has an exception of its own for many things that a file may hold
        raise SignFailed(f"{path}: no private key in PEM (openssl genpkey -algorithm ed25519 writes one)") from error
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise SignFailed(f"{path}: not an Ed25519 key (openssl genpkey -algorithm ed25519 writes one)")
    sign: Sign = key.sign
    return sign


def checker(path: Path) -> Good:
    """What checks signatures with the public key of a file (PEM)."""
    serialization, ed25519 = _library()
    content = _read(path)
    if b"PRIVATE KEY" in content:
        raise SignFailed(f"{path}: a private key, which belongs on no server: openssl pkey -in {path} -pubout")
    try:
        key = serialization.load_pem_public_key(content)
    except Exception as error:
        raise SignFailed(f"{path}: no public key in PEM (openssl pkey -in KEY_FILE -pubout writes one)") from error
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise SignFailed(f"{path}: not an Ed25519 key")

    def good(content: bytes, signature: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature

        try:
            key.verify(signature, content)
        except InvalidSignature:
            return False
        return True

    return good


def _library() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise SignFailed("keys need the library cryptography: pip install 'vankho[sign]'") from error
    return serialization, ed25519


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_KEY_LIMIT)
    except OSError as error:
        raise SignFailed(f"cannot read {path}: {error.strerror}") from error
