"""The demo: an invented partnership, loaded through the same actions as the pages.

Only the command line imports from here; this wing may import every other wing of the floor.
"""
