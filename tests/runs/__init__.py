"""How a run of tests goes: by which seed, in which order, in how much memory, how long."""
