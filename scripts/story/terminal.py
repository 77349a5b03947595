"""How the story speaks: calm, aligned, in colour only on a terminal. What it said is kept for the report."""

import os
import re
import shlex
import sys
import textwrap
import time

WIDTH = 110
_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
_notes = []


def style(code, text):
    return f"\x1b[{code}m{text}\x1b[0m" if _colour else text


def bold(text):
    return style("1", text)


def dim(text):
    return style("2", text)


def green(text):
    return style("32", text)


def red(text):
    return style("31", text)


def say(text=""):
    print(text, flush=True)


def paragraph(text, indent="     "):
    for line in textwrap.wrap(text, WIDTH - len(indent)):
        say(indent + line)


class Step:
    """One step of the story: a title, what it proves, what was run, what was checked."""

    def __init__(self, number, title, proves):
        self.start = time.monotonic()
        self.number = number
        say()
        say(f"  {style('1;36', str(number))}  {bold(title)}")
        paragraph(f"Proves: {proves}")
        say()
        _notes.append([f"{number}. {title}", f"Proves: {proves}"])

    def command(self, words):
        say(f"     {dim('$')} {bold(shlex.join(words))}")

    def output(self, line):
        """A line of a command's own; a long one goes on below its last column."""
        columns = [match.end() for match in re.finditer(r"  +(?=\S)", line)]
        indent = " " * (columns[-1] if columns and columns[-1] < WIDTH // 2 else 4)
        for part in textwrap.wrap(line, WIDTH - 7, subsequent_indent=indent, break_long_words=False, drop_whitespace=False) or [""]:
            say(f"     {dim('│')} {part.rstrip()}")

    def hand(self, text):
        """Something that somebody does by hand, outside of Model Gate."""
        say(f"     {style('33', '✎')} {text}")
        _notes[-1].append(f"By hand: {text}")

    def check(self, holds, claim, found=None):
        """A claim of the story; it is checked, and the demo fails where it does not hold."""
        if not holds:
            raise NotSo(f"Step {self.number} claims: {claim}. It is not so" + (f": {found}" if found is not None else ""))
        say(f"     {green('✓')} {claim}")
        _notes[-1].append(f"✓ {claim}")

    def end(self):
        say(dim(f"     {time.monotonic() - self.start:.0f} s"))


class NotSo(Exception):
    """A claim of the story does not hold."""


def notes():
    """All steps as text: a blank line between them, the first line of each is its title."""
    return "\n\n".join("\n".join(step) for step in _notes) + "\n"


def table(header, rows):
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    say("     " + dim("   ".join(title.ljust(width) for title, width in zip(header, widths)).rstrip()))
    for row in rows:
        say("     " + "   ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
