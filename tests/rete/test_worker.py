"""A worker that crashes, hangs or says something else costs an error, never an answer, and the next question works."""

from __future__ import annotations

import os
import sys
from zoneinfo import ZoneInfo

import pytest

from engine.backends.rete import ReteCorrelator, Unread
from engine.backends.rete.process import COMMAND, Worker
from engine.temporal.ladders.reading import AllTime, Chronicle, LadderReading, Strike, Threshold
from tests.rete.asking import needs_durable_rules
from tests.temporal.ladders.any_history import BEGINNING

pytestmark = needs_durable_rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
TWICE = Chronicle((Strike("一", BEGINNING), Strike("二", BEGINNING)))

CRASH = "import os, signal; input(); os.kill(os.getpid(), signal.SIGSEGV)"
STATUS = "import sys; input(); sys.exit(3)"
SILENCE = "input(); input()"
DEAF = "import time; time.sleep(3600)"
NONSENSE = "input(); print('{'); input()"
NO_OBJECT = "input(); print('[]'); input()"
HALF_A_LINE = "import sys; input(); sys.stdout.write('{\"number\": 1'); sys.stdout.flush()"
NO_TEXT = "import sys; input(); sys.stdout.buffer.write(b'\\xff\\xfe\\n'); sys.stdout.flush(); input()"
ANOTHER_ANSWER = 'input(); print(\'{"number": 0, "matches": [[]]}\', flush=True); input()'
NO_MATCHES = 'input(); print(\'{"number": 1, "matches": [[]]}\', flush=True); input()'
FAULT = 'input(); print(\'{"number": 1, "fault": "RuntimeError: boom"}\', flush=True); input()'


def read(worker: Worker) -> LadderReading:
    return ReteCorrelator(worker).read(AllTime(), [Threshold("at", 2)], TWICE, BEGINNING, SHANGHAI)


@pytest.mark.parametrize(
    ("script", "patience", "code", "said"),
    [
        pytest.param(CRASH, 60, "GJ284", "ended (SIGSEGV)", id="crash"),
        pytest.param(STATUS, 60, "GJ284", "ended (status 3)", id="status"),
        pytest.param(SILENCE, 0.5, "GJ284", "took too long", id="hang"),
        pytest.param(DEAF, 0.5, "GJ284", "took too long", id="deaf"),
        pytest.param(NONSENSE, 60, "GJ284", "answered something else", id="nonsense"),
        pytest.param(NO_OBJECT, 60, "GJ284", "answered something else", id="no object"),
        pytest.param(HALF_A_LINE, 60, "GJ284", "ended", id="half a line"),
        pytest.param(NO_TEXT, 60, "GJ284", "", id="no text"),
        pytest.param(ANOTHER_ANSWER, 60, "GJ284", "answered something else", id="another answer"),
        pytest.param(NO_MATCHES, 60, "GJ285", "0 / 3", id="no matches"),
        pytest.param(FAULT, 60, "GJ285", "boom", id="fault"),
    ],
)
def test_a_worker_gone_wrong(script: str, patience: float, code: str, said: str) -> None:
    worker = Worker([sys.executable, "-u", "-c", script], patience)
    for _ in range(2 if code == "GJ284" else 1):  # a lost worker is another one the next time, a wrong one goes on
        with pytest.raises(Unread) as raised:
            read(worker)
        (found,) = raised.value.diagnostics
        assert found.code == code
        assert said in found.message("en")
        assert found.message("zh")
    worker.close()


def test_a_large_question_to_a_deaf_worker() -> None:
    """Its pipe is full long before it has all: the question is given up, not waited for."""
    worker = Worker([sys.executable, "-c", DEAF], 0.5)
    many = Chronicle(tuple(Strike(str(number), BEGINNING) for number in range(3000)))
    with pytest.raises(Unread, match="took too long"):
        ReteCorrelator(worker).read(AllTime(), [], many, BEGINNING, SHANGHAI)
    worker.close()


def test_after_a_loss_the_next_question_is_answered() -> None:
    worker = Worker()
    before = read(worker)
    started = worker._started  # noqa: SLF001 - the process is nobody's business but a test's
    assert started
    started.process.kill()
    started.process.wait()
    assert read(worker) == before
    worker.close()
    assert read(worker) == before
    worker.close()
    worker.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_has_a_worker_of_its_own() -> None:
    worker = Worker()
    before = read(worker)
    child = os.fork()
    if not child:
        same = read(worker) == before
        worker.close()
        os._exit(0 if same else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert read(worker) == before
    worker.close()


def test_the_worker_knows_nothing_of_us() -> None:
    """It is started by its path, without the folder that it is in."""
    assert COMMAND[1] == "-P"
    assert "engine" not in {line.split()[1].split(".")[0] for line in _imports()}


def _imports() -> list[str]:
    with open(COMMAND[-1], encoding="utf-8") as source:  # noqa: PTH123
        return [line for line in source if line.startswith(("import ", "from "))]
