"""Margins: the nearest change of one fact that flips a rule, and the nearest that changes the decision.

    nearest ── candidates ── lists ── influence ── courses ── members
               axis                                lines, monotone, mentions

`nearest` tries for every fact the values that `candidates` gives, each decided anew. Those lie around the places where
a condition can change: `courses` follows expressions along a fact's `axis` as straight `lines`, looks into lists
(`members`) and searches by halving what is no line but `monotone`; `mentions` finds what facts without an axis are
compared with. What is read in any other way is said to be unknown.
"""
