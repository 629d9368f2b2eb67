"""Programs as proof obligations: what holds of all cases, shown on boxes over compressed coordinates.

    programs ── conditions/ ──> Space (space.py): columns cut into atoms by coordinates/, rules as parts of it
                                  │
         boxes/ ──────────────────┼── theory/: can a box hold a case, and which is the smallest?
         whole numbers only       │
                ┌─────────────────┼──────────────────┬─────────────────────┐
            analysis/         difference/        guarantees/            timed/
            one program       several sides      what must hold         clocks, ladders, schedules

What comes out is data of `engine.ir`: regions, differences, findings, guarantees.
"""
