"""The Merkle tree: golden vectors, every proof of every small tree, and none that is bent."""

import base64
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_data import shared
from tawthiq.register.tree import (
    Tree,
    extend,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_hash,
    tiles_of,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(700)]


def tree(leaves):
    tiles = tiles_of(leaves)
    return Tree(lambda level, number: tiles.get((level, number), b""))


def vectors(kind):
    for path in sorted(shared("vectors", "rfc6962_vectors", "testdata", kind).rglob("*.json")):
        yield path, json.loads(path.read_text())


def decoded(text):
    return base64.b64decode(text or "")


def test_every_inclusion_vector(counted):
    count = 0
    for path, case in vectors("inclusion"):
        proof = [decoded(each) for each in case.get("proof") or []]
        given_ = is_included(
            decoded(case["leafHash"]), case["leafIdx"], case["treeSize"],
            proof=proof, root=decoded(case["root"]),
        )  # fmt: skip
        assert given_ is not case["wantErr"], path.name
        count += 1
    counted(f"{count} inclusion vectors")
    assert count == 98


def test_every_consistency_vector(counted):
    count = 0
    for path, case in vectors("consistency"):
        proof = [decoded(each) for each in case.get("proof") or []]
        given_ = is_consistent(
            case["size1"], case["size2"], proof=proof,
            first_root=decoded(case["root1"]), second_root=decoded(case["root2"]),
        )  # fmt: skip
        expected = not case["wantErr"] and case["size1"] != 0
        assert given_ is expected, path.name
        count += 1
    counted(f"{count} consistency vectors")
    assert count == 98


def test_every_proof_of_every_small_tree(request, counted):
    largest = 256 if request.config.getoption("--full") else 70
    grown = tree(LEAVES[:largest])
    roots = [root_hash(LEAVES[:size]) for size in range(largest + 1)]
    count = 0
    for size in range(1, largest + 1):
        assert grown.root(size) == roots[size]
        for index in range(size):
            proof = grown.inclusion(index, size)
            assert is_included(LEAVES[index], index, size, proof=proof, root=roots[size])
            assert not is_included(LEAVES[index], index, size, proof=proof[:-1], root=roots[size]) \
                or not proof  # fmt: skip
            assert not is_included(
                LEAVES[index], index, size, proof=[*proof, LEAVES[0]], root=roots[size]
            )
            count += 1
        for first in range(1, size + 1):
            proof = grown.consistency(first, size)
            assert is_consistent(
                first, size, proof=proof, first_root=roots[first], second_root=roots[size]
            )
            if first < size:
                assert not is_consistent(
                    first, size, proof=proof, first_root=roots[first - 1], second_root=roots[size]
                )
            count += 1
    counted(f"{count} proofs of trees up to {largest}")


def test_no_bent_proof_is_accepted(counted):
    random.seed(7)
    grown = tree(LEAVES)
    count = 0
    for size in (1, 2, 3, 7, 8, 130, 257, 700):
        root = root_hash(LEAVES[:size])
        for index in {0, size // 2, size - 1}:
            proof = grown.inclusion(index, size)
            for at, sibling in enumerate(proof):
                for bit in range(256):
                    bent = bytearray(sibling)
                    bent[bit // 8] ^= 1 << bit % 8
                    changed = [*proof[:at], bytes(bent), *proof[at + 1 :]]
                    assert not is_included(LEAVES[index], index, size, proof=changed, root=root)
                    count += 1
            other = (index + 1) % size
            if other != index:
                assert not is_included(LEAVES[index], other, size, proof=proof, root=root)
    counted(f"{count} bent proofs refused")


@pytest.mark.parametrize("sizes", [(0, 5), (6, 5), (-1, 5)])
def test_a_proof_of_nothing_is_refused(sizes):
    assert not is_consistent(
        *sizes, proof=[], first_root=root_hash([]), second_root=root_hash(LEAVES[:5])
    )
    with pytest.raises(ValueError, match="no proof"):
        tree(LEAVES[:5]).consistency(*sizes)


def slow_root(leaves):
    """RFC 6962 section 2.1 as written: the split is the largest power of two below the size."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else root_hash([])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


@settings(max_examples=80)
@given(st.lists(st.integers(0, 400), max_size=6))
def test_a_tree_grown_in_batches_is_the_tree_grown_at_once(batches):
    tiles, size = {}, 0
    for count in batches:
        leaves = [leaf_hash(str(number).encode()) for number in range(size, size + count)]
        changed, root = extend(lambda *tile, held=tiles: held.get(tile, b""), size, leaves)
        tiles |= changed
        size += count
        assert root == slow_root([leaf_hash(str(number).encode()) for number in range(size)])
    assert tiles == tiles_of([leaf_hash(str(number).encode()) for number in range(size)])
    held = Tree(lambda level, number: tiles.get((level, number), b""))
    for earlier in {1, size // 3, size // 2, size} - {0}:
        if earlier <= size:
            leaves = [leaf_hash(str(number).encode()) for number in range(earlier)]
            assert held.root(earlier) == slow_root(leaves)


def test_a_deep_tree_is_that_of_the_rfc():
    leaves = [leaf_hash(str(number).encode()) for number in range(66_000)]
    assert tree(leaves).root(66_000) == root_hash(leaves)
    assert tree(leaves).root(65_537) == root_hash(leaves[:65_537])
