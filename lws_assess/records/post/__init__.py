"""Mail as it is kept: lists of invitations with their messages, what was taken to be sent, and who asked for no more.

Imports of this floor: none. Imported on this floor by: none.
"""
