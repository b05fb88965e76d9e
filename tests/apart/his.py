"""What can only be bob's: his words, and the names of what he has."""

from tests.conftest import BOB

NAME = "Bobolink"
ADDRESS = "198.51.100.77"
FOLDER, NOTE, LINKED, GONE = "Zebrawood", "Zebrawood/Quandary", "Zebrawood/Vexillum", "Zebrawood/Jackdaw"
TAG, CLIENT, TOKEN_NAME = "kumquat/rind", "Hammock Editor", "Marzipan Script"
SECRET, FILE = "zanthoxylum wharf", "Zebrawood/Tanager.7"
FRONT_MATTER = "---\nquince: marmalade\n---\n"
BODY = FRONT_MATTER + f"# Quixotic\n\n{SECRET} #{TAG} [[{LINKED}]] [[Ghostnote]] ^kestrel\n\n![[Tanager.7]]\n"
WORDS = (
    *("zanthoxylum", "wharf", "Quixotic", "Zebrawood", "Quandary", "Vexillum", "Jackdaw", "kumquat", "rind"),
    *("Ghostnote", "Hammock", "Marzipan", "Bobolink", "quince", "marmalade", "kestrel", "Tanager", ADDRESS, BOB),
)
"""What can only be bob's."""
