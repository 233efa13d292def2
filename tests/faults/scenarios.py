"""The commands that are disturbed: each adds something to a prepared casebook."""

from dataclasses import dataclass

from tawthiq.records import Account, Evidence, Place


@dataclass(frozen=True)
class Scenario:
    """A command on a prepared casebook, and what it adds."""

    arguments: tuple
    kind: type
    names: frozenset

    def found(self, book):
        """Which of the things that it adds are there."""
        held = book.view.all(self.kind)
        names = {getattr(each, "code", None) or getattr(each, "name", None)
                 or getattr(each, "key", None) for each in held}  # fmt: skip
        return names & self.names


TABLE = "key,when,place,party,violation,source,civilians_killed\n" + "".join(
    f"{number},2017-08-{number:02},Hama,Syrian regime forces,airstrike,Invented Monitor,7\n"
    for number in range(1, 6)
)

SCENARIOS = {
    "evidence": Scenario(
        ("evidence", "add", "one.txt", "two.bin", "before.txt"),
        Evidence,
        frozenset(("one.txt", "two.bin")),
    ),
    "import": Scenario(
        ("import", "table", "table.csv", "--collection", "invented"),
        Account,
        frozenset(str(number) for number in range(1, 6)),
    ),
    "commit": Scenario(
        ("places", "add", "invented", "--name-en", "Invented", "--name-ar", "مختلق",
         "--parent", "hama"),
        Place,
        frozenset(("invented",)),
    ),
}  # fmt: skip
