"""`python -m ui`: the engine is opened, then the page served until it is interrupted. Prints the page's address.

python -m ui
python -m ui --engine http://localhost:8000
"""

import argparse
import sys
from typing import TYPE_CHECKING, cast

from assistant.errors import PlumblineError
from assistant.scoring import Choices
from assistant.settings import Settings
from knowledge.errors import KnowledgeError
from knowledge.types import Knowledge, Seniority
from ui.product import Newest, Product
from ui.surroundings import prepare

if TYPE_CHECKING:
    from assistant.asking.views import Desk, Practice
    from assistant.house import House
    from assistant.scoring import TranscriptScorer


def main() -> int:
    """Serves the page. Returns 0 when it is stopped, 1 when it cannot start, with the reason on stderr."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="The page of Plumbline.")
    parser.add_argument("--engine", help="an OpenAI-compatible server; without it the embedded engine")
    engine = parser.parse_args().engine
    try:
        settings = Settings.of(engine_url=engine)
        prepare(settings)
        _serve(settings)
    except (PlumblineError, KnowledgeError) as error:
        sys.stderr.write(f"plumbline: {error}\n")
        return 1
    return 0


def _serve(settings: Settings) -> None:
    from assistant.opening import open_house
    from ui.defaults import Defaults
    from ui.serve import serve_page

    sys.stdout.write("Starting the engine; the first start unpacks the model and takes a minute.\n")
    sys.stdout.flush()
    with open_house(settings) as house:
        page, address = serve_page(product(house), Defaults(choices(house.rooms.judge.knowledge), settings))
        sys.stdout.write(f"Plumbline is at {address} (stop it with Ctrl-C)\n")
        sys.stdout.flush()
        page.block_thread()


def product(house: "House") -> Product:
    """The parts of the product; each use goes to the rooms as they are then, for the team may change its knowledge."""
    from assistant.judging.scorer import Scorer

    return Product(
        scorer=cast("TranscriptScorer", Newest(lambda: Scorer(house.rooms.judge))),
        reports=house.rooms.reports,
        desk=cast("Desk", Newest(lambda: house.rooms.desk)),
        practice=cast("Practice", Newest(lambda: house.rooms.practice)),
        describe=lambda text: house.rooms.interviewer.describe(text),
        prepare=lambda *given, **named: house.rooms.interviewer.prepare(*given, **named),
        library=house.library,
        choices=lambda: choices(house.rooms.judge.knowledge),
        rubric=lambda id_: house.rooms.judge.knowledge.rubrics.get(id_),
    )


def choices(knowledge: Knowledge) -> Choices:
    """What the knowledge lets a person choose from, in its own order."""
    return Choices(
        roles=tuple((role.name, role.id) for role in knowledge.roles.values()),
        stages=tuple((stage.name, stage.id) for stage in knowledge.stages.values()),
        seniorities=tuple((level.value.capitalize(), level.value) for level in Seniority),
        rubrics=tuple((rubric, rubric) for rubric in knowledge.rubrics),
    )


if __name__ == "__main__":
    sys.exit(main())
