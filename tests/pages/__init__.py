"""What reads pages as somebody would: a client that looks at each, and walks over every address."""
