"""Plain English for invented notes: sentences, names and headings from a seed, the same on every machine."""

import random


def listed(names: str) -> list[str]:
    """Names as a line has them, with a comma between them."""
    return [name.strip() for name in names.split(",")]


PEOPLE = listed(
    "Nadia Okafor, Tomas Lindqvist, Ruth Abara, Henry Castellan, Mei Tanaka, Oluwaseun Bright, Clara Whitfield, "
    "Dimitri Vasko, Ingrid Solberg, Paul Renner, Amara Diallo, Felix Brandt, Joan Prescott, Luca Moretti, Petra Novak, "
    "Samir Haddad, Tessa Marlowe, Victor Olsen, Wanda Kowalska, Yusuf Demir, Greta Lang, Hugo Almeida, Iris Bennett, "
    "Jonas Keller, Karin Holm, Leo Fontaine, Marta Silva, Noah Sinclair, Olga Petrenko, Quentin Dale, Rosa Jimenez, "
    "Stefan Brauer, Una Gallagher, Viola Conti, Walter Hughes, Zara Malik, Anton Weiss, Beatrix Moor, Carl Eklund, "
    "Delia Stone"
)
PROJECTS = listed(
    "Brightwater migration, Harbour lighting, Kitchen refit, Northgate audit, Riverside archive, Solar roof, "
    "Winter fair, Data room, Choir website, Allotment plan, Fleet renewal, Oak Street survey, Print catalogue, "
    "Museum loan, School partnership, Sensor pilot, Ticketing move, Warehouse layout"
)
RECIPES = listed(
    "Barley soup, Beetroot salad, Braised leeks, Chickpea stew, Cornbread, Courgette fritters, Damson jam, "
    "Fennel gratin, Fish pie, Ginger cake, Lemon tart, Lentil curry, Mushroom risotto, Oat biscuits, Onion tart, "
    "Pear crumble, Potato bread, Pumpkin gnocchi, Rhubarb fool, Roast carrots, Seed crackers, Sourdough starter, "
    "Spinach pie, Tomato pickle"
)
BOOKS = listed(
    "A Field of Small Stars, Bridges in Fog, Cities Without Clocks, Deep Rivers, Eight Kinds of Silence, First Frost, "
    "Gardens of Salt, Half a Harvest, In Praise of Maps, Just Enough Rope, Kindling, Letters to a Lighthouse, "
    "Machines That Wait, Night Ferry, On Being Late, Paper Mountains, Quiet Engines, Roots and Rails, Slow Water, "
    "The Glass Orchard, Under the Signal Box, Vanishing Trades, What the Tide Left, Yesterday's Weather"
)
HOUSE = listed(
    "Attic insulation, Bicycle repairs, Boiler, Broadband, Car, Chimney, Electricity meter, Fences, Garden tools, "
    "Gutters, Insurance, Keys and locks, Neighbours, Paint colours, Smoke alarms, Water softener"
)
CLIPPINGS = listed(
    "Backup habits, Better meetings, Bird ringing, Compost heat, Cold starts, Font pairing, Heat pumps, Ink recipes, "
    "Kanban limits, Level crossings, Memory palaces, Rail timetables, Sharpening angles, Tide tables"
)

_WHO = listed("the team,the supplier,our landlord,the committee,a colleague,the office,the workshop,the council")
_DID = listed(
    "agreed to move,asked us to check,sent a first draft of,wants a second opinion on,has paid for,postponed,measured,"
    "put together,still waits for,found a cheaper way to do,showed us,wrote down,compared,cleared away,took over"
)
_WHAT = listed(
    "the delivery plan,the winter budget,the old wiring,a list of open questions,the floor drawings,the spare parts,"
    "two sample panels,the opening hours,the booking form,the insurance papers,the storage boxes,the cable runs,"
    "a short training day,the yearly review,the contact list,the paint order,the security badges,a printed guide"
)
_THEN = listed(
    "before the end of the month,because the last one was late,after a long call,so that nobody has to ask twice,"
    "and will report back on Friday,without any extra cost,although two people were away,as soon as the parts are here,"
    "which saves about four hours a week,with a copy for the file,and nothing else has changed since,"
    "if the weather allows it,while the shop is closed"
)


class Prose:
    """Sentences in the order that a seed gives."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(f"notes {seed}")

    def sentence(self) -> str:
        pick = self.random.choice
        who = pick(_WHO)
        return f"{who[0].upper()}{who[1:]} {pick(_DID)} {pick(_WHAT)} {pick(_THEN)}."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def bullets(self, count: int) -> str:
        return "\n".join(f"- {self.sentence()}" for _ in range(count))
