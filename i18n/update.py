"""Collect every text the program says, and bring the catalogues up to date.

    python i18n/update.py           write boshan_desk.pot, merge the catalogues, compile them
    python i18n/update.py --check   say what is out of date or not translated; 1 if anything is

Texts come from the source (`_`, `mark`, and the words handed to findings and refusals) and from the
code lists, whose labels are texts too.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
POT = ROOT / "i18n" / "boshan_desk.pot"
LANGUAGES = ("en",)
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "mark": None,
    "stop": (2,),
    "warn": (2,),
    "note": (2,),
    "_refuse": (2,),
    "_warn": (2,),
    "_note": (2,),
    "_before": (3,),
    **dict.fromkeys(
        (
            "NoRight",
            "Damaged",
            "Refused",
            "Missing",
            "Held",
            "NoRoom",
            "TooNew",
            "Moved",
            "WrongUse",
            "BadValue",
        )
    ),
    "Unreadable": None,
    # A refusal that hands its own text to the base class.
    "__init__": None,
}
FIELDS = re.compile(r"{(\w*)[^}]*}")


def collect() -> Catalog:
    """Every text, from the source and from the code lists."""
    sys.path.insert(0, str(ROOT))
    from boshan_desk.domain.codes import common_lists
    from boshan_desk.domain.county import counties, load_county
    from boshan_desk.domain.forms import read_toml
    from boshan_desk.domain.law.reading import shipped_limits

    catalog = Catalog(project="Boshan Desk", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT / "boshan_desk", [("**.py", "python")], keywords=KEYWORDS)
    for file, line, text, _comments, _context in sorted(found, key=lambda each: each[:2]):
        words = text if isinstance(text, str) else text[0]
        # A call may hold names besides its text: keys, ids of widgets.
        if words and not (words.isascii() and words.isidentifier()):
            catalog.add(words, locations=[(f"boshan_desk/{file}", line)])
    lists = dict(common_lists())
    for county in counties():
        lists[county] = load_county(county).towns
    for limit in (v for versions in shipped_limits().versions.values() for v in versions):
        catalog.add(limit.title, locations=[("resources/rules/limits", 0)])
    for file in sorted((ROOT / "resources" / "forms").glob("*.toml")):
        form = read_toml(file.read_text("utf-8"))
        for words in (form.title, form.note):
            catalog.add(words, locations=[(f"resources/forms/{file.stem}", 0)])
    for name, codes in sorted(lists.items()):
        for entry in codes:
            catalog.add(entry.label, locations=[(f"resources/{name}", 0)])
    return catalog


def po_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return ROOT / "i18n" / language / "LC_MESSAGES" / "boshan_desk.po"


def merged(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with the texts of today; translations are never guessed."""
    path = po_path(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language, project="Boshan Desk", charset="utf-8", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def lacking(catalog: Catalog) -> list[str]:
    """What is wrong with a catalogue: texts not translated, or with other values in them."""
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        said = text_of(message)
        if not said:
            wrong.append(f"not translated: {message.id}")
        elif sorted(FIELDS.findall(str(message.id))) != sorted(FIELDS.findall(said)):
            wrong.append(f"other values: {message.id} -> {said}")
    return wrong


def text_of(message: Message) -> str:
    """What a message says in its language."""
    return message.string if isinstance(message.string, str) else ""


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as a file; without line numbers, which would change with every edit."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, no_location=True, omit_header=False, sort_output=True)
    return re.sub(rb'"(POT-Creation|PO-Revision)-Date:[^\n]*\n', b"", buffer.getvalue())


def main(arguments: list[str]) -> int:
    """Write, or check."""
    template = collect()
    wrong = []
    files = {POT: as_po(template)}
    for language in LANGUAGES:
        catalog = merged(language, template)
        wrong += [f"{language}: {words}" for words in lacking(catalog)]
        files[po_path(language)] = as_po(catalog)
        if "--check" not in arguments:
            po_path(language).parent.mkdir(parents=True, exist_ok=True)
            with po_path(language).with_suffix(".mo").open("wb") as file:
                write_mo(file, catalog)
    for path, content in files.items():
        if "--check" in arguments:
            if not path.exists() or path.read_bytes() != content:
                wrong.append(f"out of date: {path.relative_to(ROOT)}; run python i18n/update.py")
        else:
            path.write_bytes(content)
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
