"""Mail to people outside: addresses out of what was pasted, invitations and their links, and who asked for no more.

Imports of this floor: rounds. Imported on this floor by: plans.
"""
