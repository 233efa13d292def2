"""Two invented lists of victims for tests of linkage: nobody in them is real."""

import csv
import random
from contextlib import contextmanager

from conftest import ENTRY
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.formats import import_file
from tawthiq.records import Listing

GIVEN = {
    "male": """محمد أحمد خالد عمر علي حسن يوسف سامي
        نوار وائل رامي باسل غياث مازن هيثم طارق""",
    "female": "ليلى سلمى هدى رنا فاطمة زينب مريم سعاد عبير لمى ريم نوال",
}
FAMILIES = "الحلواني النقشي المرجاني الفاروسي البندقي السمهري القرمزي الزعفراني الكوثري"
COLUMNS = ("رقم", "الاسم", "العمر", "الجنس", "تاريخ الوفاة", "المحافظة")


def person(chance, number):
    sex = chance.choice(["male", "female"])
    men = GIVEN["male"].split()
    name = [chance.choice(GIVEN[sex].split()), chance.choice(men), chance.choice(men),
            chance.choice(FAMILIES.split())]  # fmt: skip
    return {
        "key": str(number),
        "name": " ".join(name),
        "age": str(chance.randint(1, 80)),
        "sex": {"male": "ذكر", "female": "أنثى"}[sex],
        "died": f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/2017",
        "place": chance.choice(["إدلب", "حماة", "حمص", "درعا"]),
    }


def people(count=160, seed=7):
    chance = random.Random(seed)
    return [person(chance, number) for number in range(count)]


def damaged(row, chance):
    """The same person as another list has them."""
    name = row["name"].split()
    if chance.random() < 0.3:
        del name[2]
    changed = {**row, "key": f"b{row['key']}", "name": " ".join(name)}
    if chance.random() < 0.3:
        changed["age"] = str(int(row["age"]) + 1)
    if chance.random() < 0.1:
        changed["age"] = ""
    return changed


def two_lists(count=160, seed=7):
    chance = random.Random(seed)
    first = people(count, seed)
    second = [damaged(each, chance) for each in first[count // 4 :]]
    second += [{**each, "key": f"n{each['key']}"} for each in people(count // 4, seed + 1)]
    chance.shuffle(second)
    return first, second


def write_list(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for each in rows:
            writer.writerow([each[name] for name in ("key", "name", "age", "sex", "died", "place")])
    return path


def import_list(book, path, rows, code):
    write_list(path, rows)
    return import_file(
        book, path, format="victims", collection=CollectionSpec(code), entry=ENTRY, options=None
    )


@contextmanager
def new_book(folder):
    init_casebook(folder, name={"en": "Invented", "ar": "مختلق"}, area="syria",
                  clock="Asia/Damascus")  # fmt: skip
    with open_casebook(folder) as opened:
        yield opened


def ids_by_key(book):
    codes = {each.id: code for code, each in book.collections().items()}
    return {(codes[each.collection], each.key): each.id for each in book.view.all(Listing)}


__all__ = ["ENTRY", "ids_by_key", "import_list", "new_book", "people", "two_lists"]
