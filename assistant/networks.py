"""Addresses, networks and host names, as settings give them."""

import json
import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")


def listed(value: object) -> list[object]:
    """The entries of a comma-separated text, a JSON list or a list. Raises `ValueError` for anything else."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return [part for part in value.split(",") if part.strip()]
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON list") from None
    if not isinstance(value, list | tuple):
        raise ValueError("it must be a list")
    return list(value)


def networks(value: object) -> tuple[Network, ...]:
    """The addresses and networks of a list. Raises `ValueError`."""
    return tuple(dict.fromkeys(map(_network, listed(value))))


def _network(value: object) -> Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        return ip_network(str(value).strip())
    except ValueError:
        raise ValueError(f"{value!r} is no address or network such as 10.0.0.0/8") from None


def host_names(value: object) -> tuple[str, ...]:
    """The names or addresses of a list, in lower case, without a port. Raises `ValueError`."""
    return tuple(dict.fromkeys(map(_host_name, listed(value))))


def _host_name(value: object) -> str:
    name = value.strip().lower().rstrip(".") if isinstance(value, str) else ""
    if _NAME.fullmatch(name):
        return name
    try:
        return str(ip_address(name.strip("[]")))
    except ValueError:
        raise ValueError(f"{value!r} is no host name such as portal.example (without scheme and port)") from None
