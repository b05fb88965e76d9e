"""The table of hostile input: every row there is."""

from tests.hostile.arguments import ARGUMENTS
from tests.hostile.bodies import BODIES
from tests.hostile.cursors import CURSORS
from tests.hostile.envelopes import MODERN_ROWS
from tests.hostile.headers import HEADERS
from tests.hostile.methods import METHODS
from tests.hostile.parts import PARTS
from tests.hostile.paths import PATHS
from tests.hostile.queries import QUERIES
from tests.hostile.tokens import TOKENS

TABLE = [*PATHS, *QUERIES, *CURSORS, *ARGUMENTS, *PARTS, *BODIES, *HEADERS, *MODERN_ROWS, *METHODS, *TOKENS]
