"""Where the files that travel with the program lie: fonts, codes, pictures, translations."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent

# A wheel carries them inside the package; a source checkout and a frozen build beside it.
_ROOTS = (_PACKAGE / "_assets", _PACKAGE.parent)


def asset(*parts: str) -> Path:
    """Find a shipped file or folder, such as ``asset("resources", "fonts")``.

    Raises `FileNotFoundError` naming every place looked at.
    """
    places = [root.joinpath(*parts) for root in _ROOTS]
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError(f"no such asset; looked at {', '.join(map(str, places))}")
