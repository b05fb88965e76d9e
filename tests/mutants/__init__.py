"""Small mistakes are made in the rooms one at a time: `make mutants` tells which of them no test notices."""
