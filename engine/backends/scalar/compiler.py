"""Program -> Executable. Apart from `executable`, so that what comes from a cache needs no code generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.program import source_of
from engine.backends.scalar.executable import Executable

if TYPE_CHECKING:
    from engine.ir.program import Program


def compile_program(program: Program) -> Executable:
    """The program as an executable: its source is generated and compiled."""
    return Executable(program, source_of(program))
