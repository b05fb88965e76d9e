"""`make load`: an hour of many people's work, compressed, while disks, files, clocks and processes fail."""
