"""What a round is asked for and when: its draft, who takes part, repeats of it, occasions beside it, its end.

Other floors import from here, no other wing of this floor does; it imports releases and modules of the floor itself.
"""
