"""What comes from outside is parsed at random: `make fuzz` looks, and whatever it finds is a test from then on."""
