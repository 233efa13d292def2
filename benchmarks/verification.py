"""CPU seconds of a verification: a journal's leaves and root, and the values of revisions."""

import secrets
import time
from datetime import UTC, datetime
from itertools import chain

import sqlalchemy as sa

from tawthiq.casebook import Settings, create_casebook, verify_casebook
from tawthiq.dates import When
from tawthiq.records import Attribution, Collection, Count, Fate, Incident, Status, Toll, Where
from tawthiq.register import schema
from tawthiq.register.checkpoint import Checkpoint, State
from tawthiq.register.database import Database
from tawthiq.register.entry import make_entry, parse_entry
from tawthiq.register.note import Signer
from tawthiq.register.rows import Rows
from tawthiq.register.tree import WIDTH, Growing, leaf_hash
from tawthiq.register.verification import Found, Outcome
from tawthiq.register.verify_journal import Leaves, check_journal

AT = datetime(2026, 1, 1, tzinfo=UTC)
TEAM = {"en": "Invented team", "ar": "فريق مختلق"}
WHO = {"actor": "invented", "reason": "benchmark", "at": AT}


def journal(folder, count):
    """Makes the tables of a journal with entries of invented records; returns database and key."""
    database = Database(f"sqlite:///{folder / 'register.sqlite'}")
    signer, growing = Signer.generate("tawthiq.local/benchmark"), Growing()
    with database.writing() as connection:
        schema.metadata.create_all(connection)
        for start in range(0, count, WIDTH):
            entries = [
                make_entry(record=secrets.token_hex(12), revision=1, previous=None, at=AT,
                           root=secrets.token_hex(32))
                for _ in range(start, min(start + WIDTH, count))
            ]  # fmt: skip
            rows = [{"position": start + at, "entry": entry} for at, entry in enumerate(entries)]
            connection.execute(sa.insert(schema.entries), rows)
            put(connection, growing.grow([leaf_hash(entry) for entry in entries]))
        put(connection, growing.rest())
        note = Checkpoint(signer.name, State(count, growing.root().hex())).sign(signer)
        connection.execute(sa.insert(schema.checkpoints).values(tree_size=count, note=note))
    return database, signer.verifier


def put(connection, tiles):
    """Inserts tiles."""
    rows = [{"level": level, "number": number, "hashes": data} for level, number, data in tiles]
    if rows:
        connection.execute(sa.insert(schema.tiles), rows)


def incidents(count):
    """Returns invented incidents."""
    toll = Toll(fate=Fate.KILLED, status=Status.CIVILIAN, count=Count(minimum=5))
    for number in range(count):
        yield Incident(
            id=f"i{number:08}", collection="c", key=str(number), where=Where(place="idlib"),
            when=When.parse(f"2017-10-{number % 28 + 1:02}", clock="Asia/Damascus"),
            violations=("airstrike",), tolls=(toll,), means="rocket",
            attributions=(Attribution(parties=("regime",)),),
        )  # fmt: skip


def journal_seconds(folder, count):
    """Returns CPU seconds for leaves, tiles and root of a journal, and for its canonical form."""
    folder.mkdir()
    database, verifier = journal(folder, count)
    found, leaves = Found(), Leaves()
    began = time.process_time()
    with database.reading() as connection:
        rows = Rows(connection, found)
        check_journal(rows, found, verifier=verifier, seen=(), leaves=leaves)
        hashed = time.process_time()
        for _, entry in rows.stream("entries", "SELECT position, entry FROM entries"):
            parse_entry(entry)
    parsed = time.process_time()
    leaves.close()
    database.close()
    assert not found.items
    return hashed - began, parsed - hashed


def revisions_seconds(folder, count):
    """Returns CPU seconds for verifying a whole casebook with so many incidents."""
    folder.mkdir()
    words = {"en": "c", "ar": "c"}
    with create_casebook(folder, Settings(name=TEAM, area="syria", clock="Asia/Damascus")) as book:
        scope = Collection(id="c", code="c", names=words, scope=words)
        book.register.write(chain([scope], incidents(count)), **WHO)
    began = time.process_time()
    outcome = verify_casebook(folder).outcome
    assert outcome is Outcome.VERIFIED
    return time.process_time() - began
