"""The operator table by topic: a module holds the `Function`s of one; `engine.feel.operators` assembles them."""
