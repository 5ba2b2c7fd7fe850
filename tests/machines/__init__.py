"""What runs beside a test: servers, databases, a mail server, and who takes them away."""
