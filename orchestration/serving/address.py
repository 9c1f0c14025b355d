"""Where the interface listens, and under which names browsers may ask for it.

What belongs here: the listening socket and the allow-list of hosts. What does not: who is let in there (`guard`).
"""

from __future__ import annotations

import ipaddress
import socket

HTTP_PORT = 80


class AddressError(ValueError):
    """The address cannot be listened on, or must not be without a token."""


def listen(host: str, port: int, *, has_token: bool, service: str = "serve") -> socket.socket:
    """Listen on `host:port` (`host` an IP address). Raises AddressError with what to do, in settings of `service`.

    Beyond this machine only with a token: whoever reaches the interface sees names of people, and may start runs.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise AddressError(
            f"{service}_host must be an IP address, not {host!r}: 127.0.0.1 for this machine."
        ) from error
    if not (address.is_loopback or has_token):
        raise AddressError(
            f"{host} can be reached from other machines: give a token ({service}_token_file), or take 127.0.0.1."
        )
    try:
        return socket.create_server((host, port), family=_family(host))
    except OSError as error:
        raise AddressError(
            f"Nothing can listen on {host}, port {port}: {error.strerror}. Name another one: --port."
        ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def allowed_hosts(host: str, port: int, names: str) -> frozenset[str]:
    """The values of the Host header to answer: this machine's, the address's own, and `names` (comma-separated).

    A name without a port is what browsers send for the standard ports, as behind a proxy with TLS.
    """
    own = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    suffix = "" if port == HTTP_PORT else f":{port}"
    added = {name.strip().lower() for name in names.split(",")} - {""}
    return frozenset({f"{name}{suffix}" for name in own} | added)
