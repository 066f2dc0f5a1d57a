"""Files beside the texts of a corpus: what cannot be read of them is told in a few lines, and what means nothing in none."""

from collections.abc import Iterable, Sequence

from corpus.formats import SUFFIXES, suffix_of
from corpus.manifest import MANIFEST_NAME

MAX_NAMED = 5
# What macOS, Emacs and Office leave beside a file that is open: no text of anybody's.
_BY_PRODUCTS = ("._", ".#", "~$")
_NOISE = frozenset({
    MANIFEST_NAME, "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "readme", "license", "licence", "copying", "notice",
    "authors", "changelog", "codeowners", "makefile",
})  # fmt: skip
_NOISY_SUFFIXES = (".bak", ".swp", ".tmp", "~")
# What a format is, what to do about its files, and how their names end.
_KINDS = (
    ("an image", "put what it says into a text, or into a PDF with text in it", "bmp gif heic jpeg jpg png svg tif tiff webp"),
    ("a recording", "put what is said in it into a text", "aac avi flac m4a mkv mov mp3 mp4 ogg wav webm wma wmv"),
    ("an archive", "unpack it into the folder", "7z bz2 gz rar tar tgz xz zip"),
    ("of a format of another program", "save it as .docx, .pptx, .xlsx or .pdf",
     "doc dot hwp jtd key numbers odp odt pages pps ppt rtf wpd wps xlsb"),
    ("e-mail in the format of a program", "save each message as .eml", "mbox msg ost pst"),
    ("a link to a page", "save the page itself, as nothing is fetched from the network", "desktop lnk url webloc"),
)  # fmt: skip
_ANY = ("of a format that cannot be read", "save it in one that can, such as .pdf or .txt, or move it out of the folder")
_KIND_OF = {f".{ending}": (what, remedy) for what, remedy, endings in _KINDS for ending in endings.split()}


def is_readable(name: str) -> bool:
    """Whether a file of that name is of a format that can be read, and no by-product of a program."""
    return suffix_of(name) in SUFFIXES and not _last(name).startswith(_BY_PRODUCTS)


def is_noise(name: str) -> bool:
    """Whether nobody would look for the text of a file of that name in a corpus."""
    last = _last(name)
    return last.startswith((".", *_BY_PRODUCTS)) or last.lower() in _NOISE or last.lower().endswith(_NOISY_SUFFIXES)


def unread(name: str) -> tuple[str, str]:
    """What is wrong with a file that is of no format that can be read, and what to do."""
    return _KIND_OF.get(suffix_of(name), _ANY)


def told(names: Iterable[str]) -> list[str]:
    """A line for each kind of file that cannot be read."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for name in names:
        kinds.setdefault(unread(name), []).append(name)
    return [
        f"{named(found)} {'is' if len(found) == 1 else 'are each'} {what}: {remedy}" for (what, remedy), found in kinds.items()
    ]


def named(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _last(name: str) -> str:
    return name.rpartition("/")[2]
