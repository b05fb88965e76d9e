"""What a call costs on AWS: each request that it makes there, and what is billed for it."""
