# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page as HTML. It is whole without JavaScript; with it, ``page.js`` keeps it true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import count
from typing import Any

from sandbox._core.control import PREFIX
from sandbox._core.provider import Provider

from .forms import CLEAR_CALLS, CLEAR_FAULTS, Button, Field, Form, clock_forms, fault_forms

PAGE = f"{PREFIX}/page"
HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{page}.css">
"""
# Class and heading of each column.
THINGS = (("name", "Name"), ("state", "State"), ("price", "Price"), ("addresses", "Addresses"))
CALLS = (("time", "Time"), ("verb", "Method"), ("target", "Path"), ("status", "Status"))


def page(provider: Provider[Any], told: Mapping[str, Any], problem: str = "") -> bytes:
    """All that is told, as a document; ``problem`` is what went wrong with the form that was sent."""
    title = f"{provider.title} sandbox"
    ids = (f"field-{number}" for number in count(1))
    clock, ahead = told["clock"]
    unpriced = "" if any(row["cells"][2] for row in told["things"]) else ' class="unpriced"'
    empty = " hidden" if told["things"] else ""
    lines = [
        HEAD.format(title=escape(title), page=PAGE),
        f'<script type="module" src="{PAGE}.js"></script>',
        "</head>",
        f'<body data-since="{escape(told["since"])}" data-wait="{told["wait"]}" data-changes="{PAGE}/changes">',
        '<a class="skip" href="#things">Skip to the things</a>',
        "<header>",
        f"<h1>{escape(title)}</h1>",
        f'<p id="status" role="status">{_without_script(clock)}</p>',
        '<button type="button" id="pause" aria-pressed="false" hidden>Pause</button>',
        "</header>",
        _problem(problem),
        '<main><div class="controls">',
        '<section aria-labelledby="clock-title"><h2 id="clock-title">Clock</h2>',
        f'<p><span id="clock">{escape(clock)}</span>, <span id="ahead">{escape(ahead)}</span></p>',
        *(_form(form, ids) for form in clock_forms(provider.settings.step_seconds)),
        '</section><section aria-labelledby="faults-title"><h2 id="faults-title">Faults</h2>',
        "<details><summary>Make calls fail</summary>",
        *(_form(form, ids) for form in fault_forms(provider)),
        '</details><h3 id="waiting-title">Waiting</h3>',
        _faults(told["faults"]),
        _form(CLEAR_FAULTS, ids),
        '</section></div><section id="things" tabindex="-1" aria-labelledby="things-title">',
        '<h2 id="things-title">Things</h2>',
        f'<p id="nothing"{empty}>Nothing is here yet.</p>',
        f'<table aria-labelledby="things-title"{unpriced}>{_columns(THINGS)}',
        *_groups(told["kinds"], told["things"]),
        '</table></section><section id="calls" aria-labelledby="calls-title">',
        '<div class="line">',
        f'<h2 id="calls-title">Calls (<span id="made">{told["calls_made"]}</span>)</h2>',
        f"{_form(CLEAR_CALLS, ids)}</div>",
        f'<table aria-labelledby="calls-title">{_columns(CALLS)}<tbody>',
        *(_call(call) for call in told["calls"]),
        "</tbody></table></section></main>",
        '<p id="news" class="unseen" role="status"></p>',
        "</body></html>",
    ]
    return "\n".join(lines).encode()


def key_page(title: str, problem: str = "") -> bytes:
    """What who has not given the key gets: where to give it."""
    lines = [
        HEAD.format(title=f"{escape(title)} sandbox", page=PAGE),
        f"</head><body><header><h1>{escape(title)} sandbox</h1></header>",
        _problem(problem),
        f'<main><form method="post" action="{PAGE}"><p>It printed a control key when it began to listen, or was given '
        "one with --control-key.</p>",
        '<p class="field"><label for="key">Control key</label> '
        '<input id="key" name="key" type="password" autocomplete="off" required></p>',
        "<p><button>Open</button></p></form></main></body></html>",
    ]
    return "\n".join(lines).encode()


def _without_script(clock: str) -> str:
    return f'<noscript>This is how it was at {escape(clock)}. <a href="/">Look again</a></noscript>'


def _problem(text: str) -> str:
    return f'<p id="problem" role="alert" tabindex="-1" autofocus>{escape(text)}</p>' if text else ""


def _faults(faults: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(fault)}</li>" for fault in faults)
    return f'<ul id="faults" aria-labelledby="waiting-title">{items}</ul>'


def _columns(columns: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f'<th scope="col" class="{name}">{label}</th>' for name, label in columns)
    return f"<thead><tr>{cells}</tr></thead>"


def _groups(kinds: Iterable[tuple[str, str]], rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """A part of the table for each kind, with a heading of its own."""
    for kind, summary in kinds:
        heading = f"{escape(kind)} <span>{escape(summary)}</span>"
        yield f'<tbody data-kind="{escape(kind)}"><tr class="kind">'
        yield f'<th scope="rowgroup" colspan="{len(THINGS)}">{heading}</th></tr>'
        yield from (_thing(row) for row in rows if row["kind"] == kind)
        yield "</tbody>"


def _thing(row: Mapping[str, Any]) -> str:
    name, *cells = map(escape, row["cells"])
    columns = "".join(
        f'<td class="{column}">{cell}</td>' for (column, _title), cell in zip(THINGS[1:], cells, strict=True)
    )
    busy = ' class="busy"' if row["busy"] else ""
    return f'<tr data-key="{escape(row["key"])}"{busy}><th scope="row" class="name">{name}</th>{columns}</tr>'


def _call(call: Mapping[str, Any]) -> str:
    cells = map(escape, call["cells"])
    columns = "".join(f'<td class="{column}">{cell}</td>' for (column, _title), cell in zip(CALLS, cells, strict=True))
    return f'<tr data-number="{call["number"]}"{" class=bad" if call["bad"] else ""}>{columns}</tr>'


def _form(form: Form, ids: Iterable[str]) -> str:
    fields = "".join(_field(field, next(iter(ids))) for field in form.fields)
    buttons = "".join(map(_button, form.buttons))
    return (
        f'<form method="post" action="{PAGE}"><input type="hidden" name="call" value="{escape(form.call)}">'
        f"<fieldset><legend>{escape(form.label)}</legend>{fields}{buttons}</fieldset></form>"
    )


def _button(button: Button) -> str:
    sent = f' name="{escape(button.name)}" value="{escape(button.value)}"' if button.name else ""
    return f"<button{sent}>{escape(button.label)}</button>"


def _field(field: Field, number: str) -> str:
    shared = f'id="{number}" name="{escape(field.name)}"'
    if field.choices is not None:
        control = f"<select {shared}>{''.join(map(_options, *zip(*field.choices.items(), strict=True)))}</select>"
    else:
        kind = f'type="number" min="{field.least}" step="any"' if field.is_number else 'type="text"'
        control = f'<input {shared} {kind} value="{escape(field.value)}">'
    return f'<p class="field"><label for="{number}">{escape(field.label)}</label> {control}</p>'


def _options(heading: str, choices: Iterable[str]) -> str:
    options = "".join(f"<option>{escape(choice)}</option>" for choice in choices)
    return f'<optgroup label="{escape(heading)}">{options}</optgroup>' if heading else options
