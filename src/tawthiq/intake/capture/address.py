"""Which addresses a capture may ask: of the public internet alone, whatever their spelling.

A page decides what else is asked for. Without this, a page could make the machine of the team ask
its own services, the devices beside it, or the metadata of a cloud.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable

import httpx

from tawthiq.intake.capture.exchange import MissedError

LONGEST = 8192

Permit = Callable[[str], bool]
"""Says whether an IP address may be connected to; takes it as text."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
_REFUSED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
"""IANA's registries of special purpose; of IPv6, inside of the global unicast block 2000::/3."""

_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")


def is_public(ip: str) -> bool:
    """Says whether an IP address belongs to the public internet.

    An IPv4 address inside of NAT64's well-known prefix is looked at itself; inside of any other
    IPv6 form (mapped, 6to4, Teredo) it is refused.

    >>> is_public("1.1.1.1"), is_public("169.254.169.254"), is_public("::ffff:1.1.1.1")
    (True, False, False)
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if address not in _UNICAST:
            return False
    return address.is_global and not any(address in each for each in _REFUSED)


def read_address(text: str) -> httpx.URL:
    """Returns an address that may be asked for, without its fragment.

    Raises:
        MissedError: It is no http or https address, holds a name and password, or spells an IP
            address in a way that programs read differently.
    """
    try:
        return _read(text)
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as fault:
        bare = text[:LONGEST].partition("@")[2] or text[:LONGEST]
        raise MissedError(bare, "it is no address that can be read") from fault


def _read(text: str) -> httpx.URL:
    if len(text) > LONGEST:
        raise MissedError(text[:200], f"its address is longer than {LONGEST:,} letters")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise MissedError(text, "its address holds control characters")
    url = httpx.URL(text.strip())
    if url.scheme not in ("http", "https"):
        raise MissedError(text, "only http and https are asked for")
    if url.userinfo:
        raise MissedError(str(url.copy_with(userinfo=b"")), "its address holds a name or password")
    if not url.host:
        raise MissedError(text, "its address names no host")
    if url.port is not None and not 0 < url.port < 2**16:
        raise MissedError(text, "its address names no port that there is")
    if "%" in url.raw_host.decode("ascii"):
        raise MissedError(text, "its host is spelled with percent signs")
    if _is_odd_ip(url.raw_host.decode("ascii")):
        raise MissedError(text, "its host is an IP address in an odd spelling")
    return url.copy_with(fragment=None)


def checked(address: str, ips: Iterable[str], permit: Permit) -> list[str]:
    """Returns the IP addresses of a host, if every one of them may be connected to.

    Raises:
        MissedError: One may not, or there is none.
    """
    found = list(dict.fromkeys(ips))
    if not found:
        raise MissedError(address, "its host has no IP address")
    if not all(map(permit, found)):
        raise MissedError(address, "its host leads into a private network: that is never asked")
    return found


def _is_odd_ip(host: str) -> bool:
    """Says whether the last label is a number, as in 127.1, 0x7f.1 and 2130706433."""
    if ":" in host:
        return False
    labels = host.removesuffix(".").split(".")
    if not _NUMBER.fullmatch(labels[-1]):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False
