"""`guardrails.yaml`: what head office holds every branch to.

guardrail     what a guardrail says
read          a document's guardrails
claims        what one claims: must, as strict as, monotone, complete
branches      the branches that one names
exemptions    who needn't hold it, until when
scope         the names that its expressions see: the policy's own, and what its rules bring
calls         `outcome("warning", "designer")`, `outcomes("fine")`
lists         where a list of outcomes may stand
"""

from engine.model.guardrails.guardrail import AsStrictAs, Claim, Complete, Exemption, Guardrail, Monotone, Must
from engine.model.guardrails.read import Known, read_guardrails

__all__ = ["AsStrictAs", "Claim", "Complete", "Exemption", "Guardrail", "Known", "Monotone", "Must", "read_guardrails"]
