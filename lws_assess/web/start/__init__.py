"""What puts the product together: the app, its command line, its servers, and the front pages.

Imports of this floor: answering, events, overview, people, plans, post, results, rounds, upkeep.
Imported on this floor by: none.
"""
