"""Addresses, networks and host names in the settings."""

import pytest

from assistant.networks import host_names, networks
from assistant.settings import load_settings
from corpus.errors import SettingsError


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", []),
        ("10.0.0.1", ["10.0.0.1/32"]),
        (" 10.0.0.0/8 , ::1 ", ["10.0.0.0/8", "::1/128"]),
        ('["192.0.2.0/24", "192.0.2.0/24"]', ["192.0.2.0/24"]),
        (["fd00::/8"], ["fd00::/8"]),
    ],
)
def test_networks(given: object, found: list[str]) -> None:
    assert [str(network) for network in networks(given)] == found


@pytest.mark.parametrize("given", ["10.0.0.1/8", "portal.example", "10.0.0", "*", "[", '{"a": 1}', 5, "10.0.0.1:80", "0x7f.1"])
def test_what_is_no_network(given: object) -> None:
    with pytest.raises(ValueError, match=r"is no address or network|must be a list|no JSON list"):
        networks(given)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Portal.Example, assistant.example.", ("portal.example", "assistant.example")),
        ("192.0.2.7,[2001:db8::1],2001:db8::1", ("192.0.2.7", "2001:db8::1")),
        ('["a-b.example", "intranet"]', ("a-b.example", "intranet")),
    ],
)
def test_host_names(given: str, found: tuple[str, ...]) -> None:
    assert host_names(given) == found


@pytest.mark.parametrize(
    "name",
    ["https://portal.example", "portal.example:8443", "*.example", "a b", "a..b", "-a.example", "x/y", "a@b", ".", "é.example"],
)
def test_what_is_no_host_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no host name"):
        host_names([name])


@pytest.mark.parametrize(
    ("name", "value"),
    [("HOSTS", "https://portal.example"), ("PROXIES", "portal.example"), ("METRICS_FOR", "everyone"), ("AT_ONCE", "0"),
     ("WAITING", "-1"), ("DEADLINE", "nan"), ("DEADLINE", "0"), ("FEEDBACK_MEGABYTES", "0")],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"NISC_{name}", value)
    with pytest.raises(SettingsError, match=f"NISC_{name}") as error:
        load_settings()
    assert "\n" not in str(error.value)


def test_by_default_only_this_machine_is_let_in() -> None:
    settings = load_settings()
    assert settings.hosts == settings.proxies == ()
    assert [str(network) for network in settings.metrics_for] == ["127.0.0.0/8", "::1/128"]
