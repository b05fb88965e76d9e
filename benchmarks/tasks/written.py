"""The texts that an assistant writes in some of the tasks, from what it has been told; the same in every system."""

import re

from benchmarks.tasks import facts
from benchmarks.tasks.outcome import stem_of
from benchmarks.tasks.talk import Talk

_MEETING_PATH = re.compile(rf"\d{{4}}-\d\d-\d\d {facts.PROJECT} \w+")


def meeting(talk: Talk) -> str:
    """The body of the meeting's note, in the form of an earlier one that the assistant has seen."""
    people = [f"[[{name}]]" for name in facts.PEOPLE]
    talk.saw(*people, f"[[{facts.PROJECT}]]", stem_of(facts.EARLIER_MEETING))
    met = f"With {' and '.join(people)} on [[{facts.PROJECT}]]."
    notes = "\n".join(facts.SAID)
    return f"# {stem_of(facts.MEETING)}\n\n{met}\n\n## Notes\n\n{notes}\n\n## Actions\n\n{facts.ACTION}\n"


def today(talk: Talk) -> str:
    """The body of the daily note: the template, filled in."""
    talk.saw("## Tasks", "{{open tasks}}", "- [ ] Plan the day", "## Log", "- Woke up at")
    still_open = list(dict.fromkeys(line for line in talk.heard.splitlines() if line.startswith("- [ ] ")))
    tasks = "\n".join([*(line for line in still_open if line != "- [ ] Plan the day"), "- [ ] Plan the day"])
    return f"# {stem_of(facts.TODAY)}\n\n## Tasks\n\n{tasks}\n\n## Log\n\n- Woke up at\n"


def index(talk: Talk) -> str:
    """The body of the index note: a link to every meeting that an answer named."""
    names = sorted(set(_MEETING_PATH.findall(talk.heard)), reverse=True)
    return "\n".join([f"# {facts.PROJECT}", "", *(f"- [[{name}]]" for name in names)]) + "\n"


def front_matter(**properties: str) -> str:
    return "\n".join(["---", *(f"{name}: {value}" for name, value in properties.items()), "---", "", ""])
