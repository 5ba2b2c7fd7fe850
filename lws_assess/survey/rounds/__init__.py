"""What a round is asked for and when: its draft, who takes part, repeats of it, occasions beside it, its end.

Imports of this floor: releases. Imported on this floor by: events.
"""
