"""Which rules the cases of a policy fire, and which of its boundaries they hit from both sides.

A boundary is a test that a policy makes: in a rule's condition, in a table's cell (each end of a range by itself), in a
derived value, a target, an amount. A case counts for it only where the test decides: were it turned round, the
condition around it would come out otherwise. So in `revision = "none" and signed` a case counts for `signed` only
where `revision` is "none", and a row of a `first` table only where no earlier row matches. (Testers call this masking
MC/DC; here it has boundary values besides.)

An order comparison is covered when some case lies on it (both sides equal) and some case decides the other way: with
`score < 80` a case at 80 and one below. Where no facts can make both sides equal, a case that decides as equality
would is enough. Any other test (`=`, a boolean, a membership, a call) is covered when some case makes it true and some
makes it false. A side that can't be reached isn't asked for: `score >= 0` never fails where scores start at 0. That is
found by trying: from the cases in which the test decides, no other value of one or two facts reaches it.

The same test by other values of its parameters, in another period, is another boundary. Other policies' tests that
reach a policy through its facts are theirs.

    from_program       the rules, rows, columns and derived values of a program, each with a look at its boundaries
    from_expression    the tests in an expression, and where each of them decides
    from_test          a test as a boundary
    look               looks at a case, put together
    boundaries         a boundary, its sides, a case on one of them
    scenes             the cases beside each rule, row, column and derived value
    measure            which of their boundaries, and which rules, the cases cover
    search, nearby     facts near a case that reach what no case reaches
    hints              what isn't covered, told to the owner
"""
