"""The names that offices give their towns: short, with the office, with the county before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_SORT = re.compile(r"(街道|镇|乡)$")
_OFFICES = {
    "街道": ("街道", "街道办", "街道办事处", "街办", "办事处", "街", "街道党工委", "街道政府"),
    "镇": ("镇", "镇政府", "镇人民政府", "镇党委", "镇党委政府"),
    "乡": ("乡", "乡政府", "乡人民政府", "乡党委", "乡党委政府"),
}


def town_names(
    towns: Iterable[tuple[str, str]], county: str, within: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Other names of the towns (code, label), each with its code; none that two towns could bear.

    The bare stem is left out where it is the county's too: 博山 in 博山区 may mean all of it.
    """
    befores = [""]
    for place in (county, *reversed(within)):
        # 博山区, 淄博市博山区, 山东省淄博市博山区, and 区 alone left out.
        befores.append(place + (befores[-1] if len(befores) > 1 else ""))
    stems = [(code, _SORT.sub("", label), _SORT.search(label)) for code, label in towns]
    counts = Counter(stem for _code, stem, sort in stems if sort)
    county_stem = county[:-1]
    for code, stem, sort in stems:
        if sort is None:
            continue
        names = [stem + office for office in _OFFICES[sort[1]]]
        if counts[stem] == 1 and stem != county_stem:
            names.append(stem)
        for name in names:
            for before in befores:
                if before + name != county:
                    yield before + name, code
