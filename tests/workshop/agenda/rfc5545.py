"""Calendar files read by the letter of RFC 5545, to judge those that are written."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[^;:,]+)*):(?P<value>.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_OCTETS = 75


class Property(NamedTuple):
    value: str
    parameters: str = ""


Component = dict[str, Property]


def read_calendar(file: bytes) -> tuple[Component, list[Component]]:
    """The calendar's own properties, and those of each event. Fails where the file breaks its grammar (3.1 to 3.6)."""
    lines = _content_lines(file)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    calendar: Component = {}
    events: list[Component] = []
    within = calendar
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            assert within is calendar
            within = {}
        elif line == "END:VEVENT":
            events.append(within)
            within = calendar
        else:
            name, found = _property(line)
            assert name not in within
            within[name] = found
    assert {"VERSION", "PRODID"} <= calendar.keys()
    assert all({"UID", "DTSTAMP", "DTSTART"} <= event.keys() for event in events)
    return calendar, events


def _content_lines(file: bytes) -> list[str]:
    """3.1: lines end in CRLF and have 75 octets at most; one that begins with a space goes on with the one before."""
    assert file.endswith(b"\r\n")
    physical = file[:-2].split(b"\r\n")
    assert all(len(line) <= _OCTETS and b"\n" not in line and b"\r" not in line for line in physical)
    return file[:-2].replace(b"\r\n ", b"").decode("utf-8").split("\r\n")


def _property(line: str) -> tuple[str, Property]:
    match = _LINE.fullmatch(line)
    assert match, line
    unescaped = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], match["value"])
    return match["name"], Property(unescaped, match["parameters"])
