"""What a disk may hold after the power fails: rebuilt from the calls that a command made.

Worst case by POSIX: of a file, only what was flushed with fsync is certain; of a folder, only the
names that were there when the folder itself was flushed. Everything else may be there or not, each
call for itself, and the last write may be torn.
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

CALLS = ("openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename",
         "link", "linkat", "unlink", "unlinkat", "rmdir", "mkdir")  # fmt: skip
WATCH = ("-y", "-xx", "-s", str(2**24), "-e", f"trace={','.join(CALLS)}")
FORGOTTEN = ("-shm", ".lock")
"""Files whose content means nothing after a crash."""

_LINE = re.compile(r"^(\d+)\s+(.*)$")
_DONE = re.compile(r"^(\w+)\((.*)\)\s+= (\S+)")
_RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPENED = re.compile(r"^(?:\d+|AT_FDCWD)<([^>]*)>")
_SECTOR = 512


@dataclass(eq=False)
class File:
    flushed: bytes = b""
    pending: list = field(default_factory=list)


@dataclass(eq=False)
class Folder:
    flushed: dict = field(default_factory=dict)
    pending: list = field(default_factory=list)


def content_of(file, chosen):
    """A file's content when only the chosen ones of its pending changes reached the disk."""
    found = bytearray(file.flushed)
    for at, change in chosen:
        if at is None:
            del found[change:]
            found.extend(bytes(change - len(found)))
        else:
            found.extend(bytes(max(0, at - len(found))))
            found[at : at + len(change)] = change
    return bytes(found)


def names_of(folder, chosen):
    found = dict(folder.flushed)
    for name, node in chosen:
        if node is None:
            found.pop(name, None)
        else:
            found[name] = node
    return found


class Disk:
    """A tree of files as it is, and as much of it as is certain to be on the disk."""

    def __init__(self, root):
        self.root = str(root)
        self.top = self._read(Path(root))

    def _read(self, path):
        folder = Folder()
        for each in path.iterdir():
            folder.flushed[each.name] = (
                self._read(each) if each.is_dir() else File(each.read_bytes())
            )
        return folder

    def _look(self, path):
        """The folder that holds a path, its name there, and what it names."""
        relative = os.path.relpath(path, self.root)
        if relative.startswith(".."):
            return None, "", None
        folder, node = None, self.top
        for name in [] if relative == "." else relative.split("/"):
            folder, node = node, names_of(node, node.pending).get(name) if node else None
        return folder, Path(path).name, node

    def apply(self, call, arguments, strings, opened):
        """Does what a call did."""
        if call in ("fsync", "fdatasync"):
            node = self._look(opened)[2]
            if isinstance(node, Folder):
                node.flushed, node.pending = names_of(node, node.pending), []
            elif node is not None:
                node.flushed, node.pending = content_of(node, node.pending), []
            return
        if call in ("write", "pwrite64", "ftruncate", "fallocate"):
            node = self._look(opened)[2]
            if isinstance(node, File):
                self._change(node, call, arguments, strings)
            return
        paths = [Path(opened or self.root) / os.fsdecode(each) for each in strings]
        folder, name, node = self._look(paths[0])
        if folder is None:
            return
        if call == "openat":
            if node is None and "O_CREAT" in arguments:
                folder.pending.append((name, File()))
            elif isinstance(node, File) and "O_TRUNC" in arguments:
                node.pending.append((None, 0))
        elif call == "mkdir":
            folder.pending.append((name, Folder()))
        elif call in ("unlink", "unlinkat", "rmdir"):
            folder.pending.append((name, None))
        elif call in ("rename", "link", "linkat"):
            target, new, _ = self._look(paths[1])
            if target is not None:
                target.pending.append((new, node))
            if call == "rename":
                folder.pending.append((name, None))

    def _change(self, node, call, arguments, strings):
        numbers = [int(each) for each in re.findall(r", (\d+)", _TEXT.sub("", arguments))]
        if call == "write":
            node.pending.append((len(content_of(node, node.pending)), strings[0]))
        elif call == "pwrite64":
            node.pending.append((numbers[-1], strings[0]))
        elif call == "ftruncate":
            node.pending.append((None, numbers[-1]))

    def image(self, choose):
        """A tree of bytes as it may be on the disk; `choose` takes from a list of changes."""
        return _image(self.top, choose)


def _image(folder, choose):
    found = {}
    for name, node in names_of(folder, choose(folder.pending, names=True)).items():
        if name.endswith(FORGOTTEN):
            continue
        if isinstance(node, Folder):
            found[name] = _image(node, choose)
        else:
            found[name] = content_of(node, choose(node.pending, names=False))
    return found


def calls_in(log):
    """The calls of a log of strace that were done, in order: call, arguments, texts, opened."""
    begun = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        thread, text = _LINE.match(line).groups()
        if text.endswith("<unfinished ...>"):
            begun[thread] = text.removesuffix("<unfinished ...>")
            continue
        if resumed := _RESUMED.match(text):
            text = begun.pop(thread) + resumed[2].lstrip()
        if (done := _DONE.match(text)) and not done[3].startswith("-"):
            opened = _OPENED.match(done[2])
            strings = [bytes.fromhex(each.replace("\\x", "")) for each in _TEXT.findall(done[2])]
            yield done[1], done[2], strings, _unescaped(opened[1]) if opened else None


def _unescaped(text):
    return re.sub(r"\\x([0-9a-f]{2})", lambda each: chr(int(each[1], 16)), text)


def nothing(pending, *, names):
    return []


def everything(pending, *, names):
    return pending


def names_alone(pending, *, names):
    return pending if names else []


def content_alone(pending, *, names):
    return [] if names else pending


def some(random):
    """Any of the changes, each for itself or all up to one of them, the last one torn."""

    def choose(pending, *, names):
        if not pending:
            return []
        if random.random() < 0.5:
            chosen = pending[: random.randrange(len(pending) + 1)]
        else:
            chosen = [each for each in pending if random.random() < 0.5]
        if not names and chosen and chosen[-1][0] is not None and random.random() < 0.3:
            at, written = chosen[-1]
            whole = random.randrange(len(written) // _SECTOR + 1) * _SECTOR
            chosen = [*chosen[:-1], (at, written[:whole])]
        return chosen

    return choose


WORST = (nothing, everything, names_alone, content_alone)


def digest_of(image):
    found = hashlib.sha256()
    for name, content in sorted(image.items()):
        inner = digest_of(content) if isinstance(content, dict) else content
        found.update(f"{name}\0{len(inner)}\0".encode() + inner)
    return found.digest()


def write_image(image, folder):
    """Puts a tree of bytes in place of a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        if isinstance(content, dict):
            write_image(content, folder / name)
        else:
            (folder / name).write_bytes(content)
