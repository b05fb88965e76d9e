"""Where things lie: two shelves, Records and Files, each on a laptop's disk or on AWS."""
