"""Visioning events: the code of a room, its programme, its votes, and what a hall may be shown of them.

Imports of this floor: releases, results, rounds. Imported on this floor by: none.
"""
