"""A larger garden for the pictures: enough notes that a graph looks like one, and a plan that is drawn."""

from itertools import cycle

from playwright.sync_api import Browser

from tests.page.person import Person

BEDS = {
    "herbs": ["Basil", "Chervil", "Dill", "Lovage", "Marjoram", "Mint", "Sage", "Thyme"],
    "vegetables": ["Beans", "Beetroot", "Carrots", "Kale", "Leeks", "Onions", "Peas", "Pumpkins", "Tomatoes"],
    "fruit": ["Apples", "Currants", "Gooseberries", "Pears", "Plums", "Strawberries"],
    "weather": ["Drought", "Frost", "Wind"],
}
PLAN = """
<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="720" height="400" font-family="sans-serif">
<rect width="720" height="400" fill="#eef4ea"/>
<path d="M0 330 Q180 270 360 330 T720 320 V400 H0Z" fill="#b9d9ea"/>
<rect x="60" y="50" width="260" height="90" rx="14" fill="#7fae7a"/>
<rect x="60" y="170" width="260" height="90" rx="14" fill="#c9b26b"/>
<rect x="380" y="50" width="130" height="210" rx="14" fill="#9cc48a"/>
<circle cx="610" cy="150" r="85" fill="#d58c8c"/>
<g font-size="20" fill="#20301f" text-anchor="middle">
<text x="190" y="102">north: moss</text><text x="190" y="222">south: ferns</text>
<text x="445" y="162">herbs</text><text x="610" y="157">berries</text><text x="360" y="375">pond</text></g></svg>
"""


def drawn(browser: Browser) -> bytes:
    """The garden's plan, as a picture."""
    page = browser.new_page(viewport={"width": 720, "height": 400})
    page.set_content(PLAN)
    picture = page.screenshot()
    page.close()
    return picture


def grow(person: Person) -> None:
    """A note of each plant, which names its bed, its neighbour and now and then the garden or the weather."""
    others = cycle(["[[Garden]]", "[[Rain]]", "[[Frost]]", "[[Compost]]"])
    for bed, plants in BEDS.items():
        links = ", ".join(f"[[{plant}]]" for plant in plants)
        person.write(f"{bed}/{bed.title()}", f"# {bed.title()}\n\n{links}. Part of the [[Garden]].\n", client="Claude")
        for plant, neighbour in zip(plants, plants[1:] + plants[:1], strict=True):
            body = f"# {plant}\n\nGrows well beside [[{neighbour}]], and minds {next(others)}. #{bed}\n"
            person.write(f"{bed}/{plant}", body, client="Claude")
