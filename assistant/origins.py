"""Origins as browsers name them: scheme, host and port, and nothing else."""

import re

from assistant.networks import listed

# What frame-ancestors and CORS both take: no path, no user, no wildcard, and no bracketed address.
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origins(value: object) -> tuple[str, ...]:
    """The origins in a comma-separated text, a JSON list or a list, each once and in the form that browsers send.

    Raises `ValueError` for anything else.
    """
    return tuple(dict.fromkeys(map(_origin, listed(value))))


def _origin(value: object) -> str:
    found = _ORIGIN.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    port = int(found["port"] or _DEFAULT_PORTS[found["scheme"]]) if found else 0
    if found is None or not 0 < port <= 65535:
        raise ValueError(f"{value!r} is no origin such as https://portal.example:8443")
    shown = "" if port == _DEFAULT_PORTS[found["scheme"]] else f":{port}"
    return f"{found['scheme']}://{found['host']}{shown}"
