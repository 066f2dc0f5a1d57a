"""The address that the server listens on, and what it is open to there: there is no sign-in, who reaches it may use it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from assistant.settings import Settings
from corpus.errors import AssistantError, SettingsError


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, bound. Raises `AssistantError` when the address cannot be used."""
    # Bound here, as uvicorn would end the process by itself when it cannot.
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(2048)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        raise AssistantError(f"Cannot serve on {host}:{port} ({error})", "choose another host or port") from error
    with listening:
        yield listening


def is_for_all(host: str) -> bool:
    """Whether this is no address of its own, but stands for all of the machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return not host


def exposure(listening: socket.socket, settings: Settings, is_open: bool) -> tuple[str, ...]:
    """Lines that tell it, none for a server that only this machine reaches.

    Raises `SettingsError` where others would reach it and that was not said to be meant.
    """
    address = ip_address(listening.getsockname()[0])
    if address.is_loopback:
        return ()
    if not is_open:
        raise SettingsError(
            f"On {settings.host} everyone who reaches this machine could ask, read the whole corpus and leave feedback, "
            "as there is no sign-in",
            "add --open if that is meant, or listen on 127.0.0.1 behind a proxy that asks who it is",
        )
    return tuple(_told(settings, "every address of this machine" if address.is_unspecified else str(address)))


def _told(settings: Settings, where: str) -> Iterator[str]:
    names = ", ".join(("localhost", "the address itself", *settings.hosts))
    yield f"Open to everyone who reaches {where}, port {settings.port}: chat, answers, the whole corpus, giving feedback"
    yield f"Answers to the names {names} (NISC_HOSTS adds more)"
    yield f"/metrics is for {_listed(settings.metrics_for)} only; X-Forwarded headers count from {_listed(settings.proxies)}"


def _listed(networks: tuple[object, ...]) -> str:
    return ", ".join(map(str, networks)) or "nobody"
