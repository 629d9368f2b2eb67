"""The process itself: encodings, a reader that goes away, an interrupt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")


def start(script: str, **environment: str) -> subprocess.Popen[bytes]:
    """A Python that runs `script`, to be used in a `with`."""
    code = "from adapters.cli import streams\nfrom adapters.cli.main import guiju, main\n" + textwrap.dedent(script)
    pipe = subprocess.PIPE
    clean = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=clean | environment, stdout=pipe, stderr=pipe)


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "gbk"}, {"PYTHONUTF8": "0"}]
)
def test_output_is_utf_8_whatever_the_locale(locale: dict[str, str]) -> None:
    with start("import sys\nsys.argv[1:] = ['--help']\nmain()", **locale) as process:
        out, _ = process.communicate()
    assert "规矩" in out.decode("utf-8")


def test_half_a_surrogate_pair_is_escaped() -> None:
    with start(r"streams.prepare(); print('\ud800')") as process:
        out, err = process.communicate()
    assert (out.strip(), err) == (rb"\ud800", b"")


NOISY = """
    import itertools
    import click
    @click.command()
    def noisy() -> None:
        for line in itertools.count():
            click.echo(f"line {line}")
    guiju.get_command = lambda ctx, name: noisy
    guiju.main(["noisy"])
"""


HEEDS_CTRL_C = """
    import signal
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""
"""What a shell starts in the background ignores it, and so does all that it starts in turn."""


@POSIX
def test_a_reader_that_goes_away_is_no_error() -> None:
    with start(NOISY) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"line 0\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@POSIX
def test_ctrl_c_is_quiet() -> None:
    with start(HEEDS_CTRL_C + NOISY) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.stderr.read().strip() == b""
    assert process.returncode == 130


def process(redirection: str) -> subprocess.CompletedProcess[str]:
    """A decision on standard input's facts, by a shell that redirects its streams."""
    guiju = f"'{sys.executable}' -c 'from adapters.cli.main import main; main()'"
    case = "decide xian/drawing-review --facts - --lang en"
    command = f"echo '{{\"score\": 79}}' | {guiju} {case} {redirection}"
    return subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S602


@POSIX
@pytest.mark.parametrize(
    ("redirection", "code", "told"),
    [(">&-", 0, ""), ("2>&-", 0, ""), ("<&-", 2, "GJ715"), ("> /dev/full", 2, "GJ707 `<stdout>`")],
)
def test_closed_and_full_streams_are_no_fault_of_guiju(redirection: str, code: int, told: str) -> None:
    if "/dev/full" in redirection and not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    done = process(redirection)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
