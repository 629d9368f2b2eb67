"""How a receiver may answer: late, wrongly, without end, not at all."""

from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Lock
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.receivers import Call, Receiver


def never(call: Call) -> None:
    """Take the message, and say nothing until the test is over."""
    call.server.closing.wait()
    call.close_connection = True


def dripping(call: Call) -> None:
    """A byte of the head, whenever somebody might have lost patience between two bytes."""
    call.close_connection = True
    with suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nX-Patience: " + b"." * 10_000:
            call.wfile.write(bytes([byte]))
            if call.server.closing.wait(0.2):
                return


def dripping_body(call: Call) -> None:
    """A good status at once, then a byte of the body now and then."""
    call.close_connection = True
    call.send_response(200)
    call.send_header("Content-Length", "10000")
    call.end_headers()
    with suppress(OSError):
        while not call.server.closing.wait(0.2):
            call.wfile.write(b".")


def endless(call: Call) -> None:
    """A good status, and a body for as long as somebody reads it."""
    call.close_connection = True
    call.send_response(200)
    call.end_headers()
    with suppress(OSError):
        while not call.server.closing.is_set():
            call.wfile.write(b"." * 16_384)


def cut_off(call: Call) -> None:
    """A good status, and half of the body that it announces."""
    call.close_connection = True
    call.send_response(200)
    call.send_header("Content-Length", "100")
    call.end_headers()
    call.wfile.write(b"." * 50)


def hung_up(call: Call) -> None:
    """Not a word."""
    call.close_connection = True


def gibberish(call: Call) -> None:
    call.close_connection = True
    call.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")


def sent_on(url: str) -> Callable[[Call], None]:
    """To another address."""
    return lambda call: call.reply(307, Location=url)


def by_turns(*statuses: int) -> Callable[[Call], None]:
    """With each status in turn, then with the last."""
    left, lock = list(statuses), Lock()

    def answer(call: Call) -> None:
        with lock:
            status = left.pop(0) if len(left) > 1 else left[0]
        call.reply(status)

    return answer


def behind_tls(receiver: Receiver, folder: Path) -> str:
    """Let the receiver speak TLS, with a certificate that nobody vouches for; gives its URL."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "receiver.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    return receiver.url.replace("http:", "https:")
