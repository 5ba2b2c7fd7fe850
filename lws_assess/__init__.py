"""LWS Assess: the self-assessment of a local children's workforce."""
