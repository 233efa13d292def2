"""Which addresses are asked: nothing private, however it is spelled."""

import ipaddress

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tawthiq.intake.capture.address import checked, is_public, read_address
from tawthiq.intake.capture.exchange import MissedError
from tawthiq.intake.capture.network import resolve

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
    "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:1.1.1.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "fc00::1",
    "fd00:ec2::254", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "2002:c0a8:101::1", "3fff::1", "5f00::1", "2600::1%1", "no address", "",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "100.128.0.1", "172.32.0.1", "192.0.1.1",
          "2606:4700:4700::1111", "2a00:1450:4001::1", "64:ff9b::1.1.1.1"]  # fmt: skip


@pytest.mark.parametrize("ip", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_refused(ip):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_an_address_of_the_public_internet_is_permitted(ip):
    assert is_public(ip)


NEVER = [ipaddress.ip_network(each) for each in
         ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
          "100.64.0.0/10", "0.0.0.0/8", "224.0.0.0/3")]  # fmt: skip


@given(st.ip_addresses(v=4))
@example(ipaddress.IPv4Address("169.254.169.254"))
def test_a_private_address_stays_refused_inside_of_every_form_of_ipv6(inner):
    number = int(inner)
    forms = [
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
        ipaddress.IPv6Address(0x20010000 << 96 | number ^ 0xFFFFFFFF),
    ]
    assert not any(is_public(str(each)) for each in forms)
    nat64 = ipaddress.IPv6Address(0x0064FF9B << 96 | number)
    assert is_public(str(nat64)) == is_public(str(inner))
    if any(inner in each for each in NEVER):
        assert not is_public(str(inner))


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_that_is_permitted_is_global_unicast(ip):
    if is_public(str(ip)) and ip not in ipaddress.ip_network("64:ff9b::/96"):
        assert ip in ipaddress.ip_network("2000::/3")
        assert ip.is_global


def spellings(number):
    parts = number.to_bytes(4, "big")
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield ".".join(f"0{part:o}" for part in parts)
    yield ".".join(hex(part) for part in parts)
    yield f"{parts[0]}.{int.from_bytes(parts[1:], 'big')}"
    yield f"{parts[0]}.{parts[1]}.{int.from_bytes(parts[2:], 'big')}"
    yield f"{number}."


@given(st.integers(min_value=2**25, max_value=2**32 - 1))
@example(0x7F000001)
def test_an_ip_address_in_an_odd_spelling_is_refused_before_it_is_resolved(number):
    for spelled in spellings(number):
        with pytest.raises(MissedError, match=r"odd spelling|no address"):
            read_address(f"http://{spelled}/")


REFUSED = [
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)",
    "data:text/html,x", "//example.org", "example.org", "", "http://", "http:///x", "https:x",
    "http://user@example.org/", "http://user:secret@example.org/", "http://:secret@example.org/",
    "http://127.1/", "http://0/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/",
    "http://127.0.0.1\n.example.org/", "http://exa mple.org/", "http://example.org:99999/",
    "http://example.org:-1/", "http://[::1/", "http://[fe80::1%25eth0]/", "http://%31%32%37.1/",
    "http://a\x00b/", "http://" + "a" * 9000, "http://\ud800/",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED, ids=lambda each: ascii(each)[:40])
def test_an_address_that_is_not_asked_for(address):
    with pytest.raises(MissedError) as fault:
        read_address(address)
    assert "secret" not in str(fault.value) + fault.value.missed.address


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_is_refused(text):
    try:
        found = read_address("http://" + text)
    except MissedError:
        return
    assert isinstance(found, httpx.URL)
    assert found.scheme == "http"
    assert not found.userinfo


@pytest.mark.parametrize("address", ["http://example.org/a?b#c", "HTTPS://مثال.example:8443/س"])
def test_a_common_address_is_taken_without_its_fragment(address):
    assert "#" not in str(read_address(address))


def test_one_private_address_among_public_ones_refuses_the_host():
    with pytest.raises(MissedError, match="private network"):
        checked("a", ["1.1.1.1", "10.0.0.1"], is_public)
    with pytest.raises(MissedError, match="no IP address"):
        checked("a", [], is_public)
    assert checked("a", ["1.1.1.1", "1.1.1.1", "8.8.8.8"], is_public) == ["1.1.1.1", "8.8.8.8"]


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f.1", "017700000001", "2130706433"])
def test_what_the_machine_resolves_to_itself_is_refused(host):
    assert not any(map(is_public, resolve(host, 80)))
