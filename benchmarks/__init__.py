"""How long things take, beside what others take for the same: `make bench` runs all of it."""
