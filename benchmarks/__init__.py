"""Every number the README quotes, and the command that makes it: `make bench`."""
