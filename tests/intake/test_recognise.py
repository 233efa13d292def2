"""What the files of other systems are held to be, by their content alone."""

import gzip

import pytest

from tawthiq.errors import InputError
from tawthiq.intake.recognise import recognise

TABLE = "key,when,place,party,violation,source\n1,2017,Hama,regime,airstrike,Invented\n"


def held(folder, content, name="file.bin"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return recognise(path)


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (TABLE, "table"),
        (TABLE.encode("utf-16"), "table"),
        (gzip.compress(TABLE.encode(), mtime=0), "table"),
        ("name,age,sex\nInvented Person,7,f\n", "victims"),
        ("name,age,sex,_uuid\nInvented Person,7,f,1\n", None),
        ("الاسم الثلاثي;العمر;الجنس;المحافظة\nشخص مخترع;7;أنثى;إدلب\n".encode("windows-1256"),
         "victims"),
        ("colour,size\nred,5\n", None),
        ("-----BEGIN PGP SIGNATURE-----\nx\n", None),
        ("id,title,title_ar\n1,Invented,مخترع\n", None),
        ('{"a": 1}', None),
    ],
)  # fmt: skip
def test_a_file_is_recognised_by_what_is_in_it(tmp_path, content, format):
    found = held(tmp_path, content)
    assert found.format == format
    assert found.why
    assert found.format or found.remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"PK\x03\x04" + bytes(600), mtime=0), "Unpack it"),
        (gzip.compress(TABLE.encode(), mtime=0)[:-20], "cut off"),
        (gzip.compress(bytes(50_000_000), mtime=0), "gzip bomb"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
        (b"", "empty"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path, content, words):
    with pytest.raises(InputError, match=words):
        held(tmp_path, content)
