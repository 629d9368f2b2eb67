"""Decides cases one at a time: generated Python is the fast path, the tracing evaluator explains."""

from engine.backends.scalar.checked import Checked
from engine.backends.scalar.executable import Executable, compile_program

__all__ = ["Checked", "Executable", "compile_program"]
