"""Whether what head office asks for holds in every case of a program.

musts         a condition that must never be true
monotony      what follows as a fact goes up or down
completeness  tables that answer in every case
milder        which of two decisions is milder
looking       what is asked of which program; boxes that may refute it, and cases of them
"""

from engine.backends.proof.guarantees.completeness import complete
from engine.backends.proof.guarantees.looking import Asked
from engine.backends.proof.guarantees.monotony import Course, monotone
from engine.backends.proof.guarantees.musts import never

__all__ = ["Asked", "Course", "complete", "monotone", "never"]
