"""Conditions as SQL: the one place that turns a `Where` or a `View` into text and values.

Names come from declarations only; every value is bound.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from boshan_desk.domain.codes import CodeList, Lists
from boshan_desk.domain.fields import Code, Codes, Identifier, Number, Text
from boshan_desk.domain.figures import Figure, Idle, Latest, Op, Where, is_unassigned
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Span
from boshan_desk.domain.reading import fold
from boshan_desk.domain.view import View
from boshan_desk.ledgers import KEPT

Sql = tuple[str, list[Any]]
"""A piece of SQL and the values bound in it, in order."""


def col(name: str, table: str = "t") -> str:
    """A column of a table by its short name; quoted, for `case` and `foreign` are words of SQL."""
    return f'{table}."{name}"'


def stored(value: Any) -> Any:
    """A condition's value as the store keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value * Number.SCALE)
    return int(value) if isinstance(value, bool) else value


def where_sql(where: Where, table: str = "t") -> Sql:
    """One condition; a field that is empty never equals, and is never one of."""
    column = col(where.field, table)
    value = where.value
    match where.op:
        case "filled":
            return f"{column} IS NOT NULL", []
        case "blank":
            return f"{column} IS NULL", []
        case "=":
            return f"{column} = ?", [stored(value)]
        case "!=":
            return f"{column} IS NOT ?", [stored(value)]
        case ">=" | "<=":
            return f"{column} {where.op} ?", [stored(value)]
        case "has":
            values = list(value) if isinstance(value, tuple) else [value]
            # Codes are kept with commas between them, names with the mark that Chinese has for it.
            one = f"instr(',' || replace({column}, '、', ',') || ',', ?) > 0"
            return f"({' OR '.join([one] * len(values))})", [f",{each}," for each in values]
        case "contains":
            return f"instr(lower({column}), ?) > 0", [str(value).lower()]
        case "in" | "not in":
            values = [stored(v) for v in value] if isinstance(value, tuple) else [stored(value)]
            marks = ", ".join("?" * len(values))
            if where.op == "in":
                return f"{column} IN ({marks})", values
            return f"({column} IS NULL OR {column} NOT IN ({marks}))", values


def all_of(parts: list[Sql]) -> Sql:
    """Every one of the conditions."""
    if not parts:
        return "1", []
    return " AND ".join(sql for sql, _ in parts), [v for _, values in parts for v in values]


def town_sql(ledger: Ledger, towns: CodeList | None = None, table: str = "t") -> str:
    """The town a record counts for: its own, else its parent's; NULL when neither has one.

    `towns` are the places of the desk: at a city's desk a record counts for the county of its town,
    one without a town for the county that began it.
    """
    if ledger.town:
        return _counts_for(ledger.town, towns, table)
    if ledger.parent and KEPT[ledger.parent_ledger].town:
        parent = KEPT[ledger.parent_ledger]
        place = _counts_for(parent.town, towns, "p")
        return f'(SELECT {place} FROM "{parent.name}" p WHERE p.id = {col(ledger.parent, table)})'
    return "NULL"


def _counts_for(field: str, towns: CodeList | None, table: str) -> str:
    if towns is None or not towns.wholes:
        return col(field, table)
    own = col(field, table)
    # A county's record that is of no town of it is the county's still: its first dot says whose.
    first = f"""json_extract({col("dots", table)}, '$.""')"""
    of_sender = (
        f"(SELECT json_extract(towns, '$[0]') FROM peer WHERE kind = 'down'"
        f" AND site = substr({first}, 1, instr({first}, '.') - 1))"
    )
    return f"CASE WHEN {own} IS NULL THEN {_whole(of_sender, towns)} ELSE {_whole(own, towns)} END"


def _whole(place: str, towns: CodeList) -> str:
    cases = []
    for width in sorted({len(whole) for whole in towns.wholes}, reverse=True):
        # Codes stand in SQL as they are: of a pack that says anything else nothing is folded.
        codes = [f"'{each}'" for each in towns.wholes if len(each) == width and each.isalnum()]
        start = f"substr({place}, 1, {width})"
        cases.append(f"WHEN {start} IN ({', '.join(codes)}) THEN {start}")
    return f"CASE {' '.join(cases)} ELSE {place} END"


def in_town(ledger: Ledger, town: str, towns: CodeList | None = None, table: str = "t") -> Sql:
    """What counts for a town; under the code of what has none, what has no code either."""
    if towns is not None and towns.counts_for(town) != town:
        # One town of a county, at the city's desk: its own records.
        return f"{town_sql(ledger, None, table)} = ?", [town]
    place = town_sql(ledger, towns, table)
    if is_unassigned(town):
        return f"({place} IS NULL OR {place} = ?)", [town]
    return f"{place} = ?", [town]


def within(column: str, period: Span) -> Sql:
    """A day within a period."""
    return f"{column} BETWEEN ? AND ?", [period.start.isoformat(), period.end.isoformat()]


def live(table: str = "t") -> Sql:
    """Not in the recycle bin."""
    return f"{table}.withdrawn_at IS NULL", []


def counted_sql(
    figure: Figure,
    ledger: Ledger,
    period: Span,
    town: str = "",
    towns: CodeList | None = None,
) -> Sql:
    """Which live records a figure counts for a period: also what a list shows behind it."""
    parts = [in_time(figure, period), *(where_sql(w) for w in figure.where)]
    if isinstance(figure, Latest):
        parts.append(_newest(figure, ledger, period, town, towns))
    elif isinstance(figure, Idle):
        parts.append(_childless(figure, period))
    return all_of(parts)


def in_time(figure: Figure, period: Span) -> Sql:
    """Where the days of a record place it: within the period, or there at its end."""
    if isinstance(figure, Latest):
        return "1", []
    if not figure.stock:
        return within(col(figure.on), period)
    end = period.end.isoformat()
    since = [col(name) for name in figure.since.split()]
    start = since[0] if len(since) == 1 else f"coalesce({', '.join(since)})"
    # A record without its first day counts from the beginning: it is there.
    sql, values = f"({start} IS NULL OR {start} <= ?)", [end]
    if figure.until:
        ended = [where_sql(w) for w in figure.ended]
        over = f"{col(figure.until)} <= ?"
        if figure.ended:
            # What is over and has no day of its end is no longer there; a last day decides.
            no_day = " AND ".join(f"{col(n)} IS NULL" for n in (figure.until, figure.through) if n)
            over = f"({over} OR ({no_day}))"
        ended.append((over, [end]))
        ended_sql, ended_values = all_of(ended)
        sql += f" AND ({ended_sql}) IS NOT TRUE"
        values = values + ended_values
    if figure.through:
        sql += f" AND ({col(figure.through)} IS NULL OR {col(figure.through)} >= ?)"
        values = [*values, end]
    return sql, values


def _newest(figure: Latest, ledger: Ledger, period: Span, town: str, towns: CodeList | None) -> Sql:
    """Only the newest year that has anything to count, up to the year of the period."""
    parts = [live("u"), *(where_sql(w, "u") for w in figure.where)]
    parts.append((f"{col(figure.year, 'u')} <= ?", [period.year]))
    if town:
        parts.append(in_town(ledger, town, towns, "u"))
    condition, values = all_of(parts)
    year = col(figure.year)
    newest = f'SELECT max({col(figure.year, "u")}) FROM "{ledger.name}" u WHERE {condition}'
    return f"{year} = ({newest})", values


def _childless(figure: Idle, period: Span) -> Sql:
    child = KEPT[figure.child]
    within_sql, values = within(col(figure.child_on, "c"), period)
    return (
        f'NOT EXISTS (SELECT 1 FROM "{child.name}" c WHERE {col(figure.link, "c")} = t.id '
        f"AND c.withdrawn_at IS NULL AND {within_sql})",
        values,
    )


def view_sql(view: View, ledger: Ledger, lists: Lists | None = None) -> Sql:
    """The conditions of a view over the table called t.

    With `lists`, words are also sought in what a list shows beside the record's own text: the names
    of what it points to, its town, and the words of its codes; and a county's records are found at
    the city's desk.
    """
    towns = lists["town"] if lists is not None and (view.town or view.counted) else None
    parts: list[Sql] = [("t.withdrawn_at IS NOT NULL", []) if view.withdrawn else live()]
    parts += [where_sql(where) for where in view.where]
    if view.town:
        parts.append(in_town(ledger, view.town, towns))
    if view.ids is not None:
        parts.append(("t.id IN (SELECT value FROM json_each(?))", [json.dumps(view.ids)]))
    if view.period and ledger.day:
        parts.append(within(col(ledger.day), view.period))
    if view.counted:
        parts.append(counted_sql(view.counted[0], ledger, view.counted[1], view.town, towns))
    for word in view.text.split():
        parts.append(_word_sql(fold(word), ledger, lists))
    return all_of(parts)


def _word_sql(word: str, ledger: Ledger, lists: Lists | None) -> Sql:
    """The record, or what its row in a list shows, holds the folded word."""
    ways: list[Sql] = [("instr(t.folded, ?) > 0", [word])]
    if lists is not None:
        for name, link in ledger.linking.items():
            # What is folded holds more than the name, and is quick: it comes first.
            named = _name_sql(link.to, "o")
            sql = (
                f'{col(name)} IN (SELECT o.id FROM "{link.to}" o '
                f"WHERE instr(o.folded, ?) > 0 AND instr(folded_text({named}), ?) > 0)"
            )
            ways.append((sql, [word, word]))
        towns = _codes_named(word, "town", lists)
        if towns and (place := town_sql(ledger)) != "NULL":
            ways.append((f"{place} IN ({', '.join('?' * len(towns))})", list(towns)))
        for name in ledger.table:
            kind = ledger.shown()[name]
            if not isinstance(kind, Code | Codes) or name == ledger.town:
                continue
            if codes := _codes_named(word, kind.list, lists):
                op: Op = "has" if isinstance(kind, Codes) else "in"
                ways.append(where_sql(Where(name, op, codes)))
    return f"({' OR '.join(sql for sql, _ in ways)})", [v for _, values in ways for v in values]


def _codes_named(word: str, list_name: str, lists: Lists) -> tuple[str, ...]:
    """The codes whose words hold the folded word."""
    entries = lists[list_name]
    return tuple(e.code for e in entries if word in fold(entries.label(e.code)))


def order_sql(view: View, ledger: Ledger) -> str:
    """The order of a view; entries of equal rank stay in the order they were made."""
    way = "DESC" if view.down else "ASC"
    if not view.order:
        return f"t.n {way}"
    link = ledger.linking.get(view.order)
    column = col(view.order)
    if link:
        column = f"({label_sql(link.to, column)})"
    by = column
    if link or isinstance(ledger.shown().get(view.order), Text | Identifier):
        by = f"by_number({column})"
    return f"{column} IS NULL, {by} {way}, t.n {way}"


def label_sql(to: str, column: str) -> str:
    """A query for the name of the record that a link points to."""
    return f'SELECT {_name_sql(to, "o", "o.serial_no")} FROM "{to}" o WHERE o.id = {column}'


def _name_sql(to: str, table: str, *others: str) -> str:
    """What a record is called: the first column that is filled; "" without one."""
    named = [*(col(name, table) for name in KEPT[to].called), *others, "''"]
    return f"coalesce({', '.join(named)})" if len(named) > 1 else named[0]
