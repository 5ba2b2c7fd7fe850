"""What puts the product together: the app, its command line, its servers, and the front pages.

Nothing on this floor but its door imports from here; this wing may import every other wing.
"""
