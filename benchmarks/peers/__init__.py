"""The same work on our server and on others: their servers, their words for it, the race and its results."""
