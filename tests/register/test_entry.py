"""Entries and commitments: the fast ways give the bytes of RFC 8785 and of HMAC."""

import hashlib
import hmac
import math
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.register.entry import (
    Disclosure,
    canonical,
    commitments_of,
    disclose,
    make_entry,
    parse_entry,
    read_entry,
)
from tawthiq.register.tree import WIDTH, Growing, leaf_hash, root_hash, tiles_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_the_canonical_form_is_that_of_the_rfc(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES, st.text(), st.binary(min_size=32, max_size=32))
def test_a_commitment_is_what_its_documentation_says(value, path, key):
    (opened,) = disclose({path: value}, [path], key=key)
    salt = hmac.digest(key, path.encode(), "sha256")[:16].hex()
    assert opened == Disclosure(path, value, salt)
    data = b"tawthiq/field/v1\0" + rfc8785.dumps([salt, path, value])
    assert opened.commitment == hashlib.sha256(data).hexdigest()
    assert opened.commitment in commitments_of({path: value}, key=key)


@given(st.integers(1, 70), st.binary(min_size=32, max_size=32))
def test_the_number_of_commitments_tells_little(count, key):
    values = {f"fields/{number}": number for number in range(count)}
    found = commitments_of(values, key=key)
    assert len(found) == math.ceil(count / 32) * 32
    assert found == sorted(set(found))


@pytest.mark.parametrize("record", ["abc234", "with space", 'quo"te', "سجل", "back\\slash", "é"])
@pytest.mark.parametrize("previous", [None, b"\1" * 32])
def test_an_entry_is_read_back(record, previous):
    entry = make_entry(record=record, revision=3, previous=previous, at=AT, root="0a" * 32)
    found, content = parse_entry(entry), read_entry(entry)
    assert content.pop("v") == 1
    assert found._asdict() == content


@pytest.mark.parametrize(
    ("old", "new"),
    [('"v":1', '"v":2'), ('"revision":3', '"revision":0'), ('"revision":3', '"revision":"3"'),
     ('"revision":3', '"revision":3.0'), ('"revision":3', '"revision":03'), ("0a0a", "0A0a"),
     ("0a0a", "0a0"), ('"record":"r"', '"record":""'), ('"record":"r"', '"record":1'),
     ('"record":"r"', '"record":"\\u0072"'), ("{", "{ "), ("}", "}\n"), ('"v":1', '"v":1,"w":1'),
     ('"previous":null', '"previous":""'), ('"at":"2', '"at":1,"at":"2'), ("{", "[{")],
)  # fmt: skip
def test_what_is_not_the_one_form_of_an_entry_is_refused(old, new):
    entry = make_entry(record="r", revision=3, previous=None, at=AT, root="0a" * 32)
    assert old.encode() in entry
    with pytest.raises((ValueError, TypeError)):
        parse_entry(entry.replace(old.encode(), new.encode(), 1))


@given(st.integers(0, 3 * WIDTH + 5), st.integers(0, WIDTH))
def test_a_growing_tree_is_the_tree(size, more):
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    whole = size - size % WIDTH
    growing, tiles = Growing(), {}
    for start in range(0, whole, WIDTH):
        for level, number, data in growing.grow(leaves[start : start + WIDTH]):
            tiles[level, number] = data
    extra = [leaf_hash(b"more %d" % number) for number in range(more)]
    assert growing.root(extra) == root_hash(leaves[:whole] + extra)
    growing.grow(leaves[whole:])
    tiles |= {(level, number): data for level, number, data in growing.rest()}
    assert growing.root() == root_hash(leaves)
    assert tiles == tiles_of(leaves)
