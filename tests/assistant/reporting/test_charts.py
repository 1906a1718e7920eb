"""Charts put numbers where they belong, stay valid markup and say in words what they show."""

from xml.etree import ElementTree

import pytest

from assistant.reporting.charts import Point, over_time, strip

SVG = "{http://www.w3.org/2000/svg}"


def drawn(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


@pytest.mark.parametrize(
    ("value", "place"), [(1.0, "4.00%"), (3.0, "50.00%"), (5.0, "96.00%"), (0.2, "4.00%"), (9.0, "96.00%")]
)
def test_the_dot_stands_at_the_score(value: float, place: str) -> None:
    dot = drawn(strip("Depth", value, None, (1, 5))).find("circle")
    assert dot is not None
    assert dot.get("cx") == place


def test_the_interval_reaches_from_end_to_end() -> None:
    chart = drawn(strip("Depth", 3.0, (2.0, 5.0), (1, 5), labels=True))
    reach = next(line for line in chart.findall("line") if line.get("class") == "range")
    assert (reach.get("x1"), reach.get("x2")) == ("27.00%", "96.00%")
    assert [text.text for text in chart.findall("text")] == ["1", "2", "3", "4", "5"]
    assert chart.findtext("title") == "Depth"
    assert chart.findtext("desc") == "3.00 on a scale from 1 to 5, interval 2.0 to 5.0"


def test_a_title_cannot_close_the_chart() -> None:
    title = "</title><script>alert(1)</script>"
    chart = drawn(strip(title, 3.0, None, (1, 5)))
    assert chart.findtext("title") == title
    assert chart.find("script") is None


def test_exchanges_stand_at_their_times_and_link_to_themselves() -> None:
    points = (
        Point(1, 0.0, 2.0, (1.5, 2.5), "no reason"),
        Point(2, 30.0, None, None, "not asked"),
        Point(3, 120.0, 4.0, None, "no reason"),
    )
    chart = drawn(over_time(points, 3.0))
    links = chart.findall("a")
    assert [link.get("href") for link in links] == ["#exchange-1", "#exchange-2", "#exchange-3"]
    assert links[1].get("aria-label") == "Exchange 2: no score, not asked"
    assert [target.get("cx") for link in links for target in link.findall("circle[@class='target']")] == [
        "7.00%",
        "28.50%",
        "93.00%",
    ]
    assert links[1].find("circle[@class='dot']") is None
    assert "2:00" in [text.text for text in chart.findall("text")]
    assert "exchange 3: 4.0" in (chart.findtext("desc") or "")


@pytest.mark.parametrize("starts", [(None, None, None), (0.0, None, 9.0), (5.0, 5.0, 5.0)])
def test_without_times_exchanges_stand_evenly(starts: tuple[float | None, ...]) -> None:
    points = [Point(index, start, 3.0, None, "") for index, start in enumerate(starts, start=1)]
    chart = drawn(over_time(points, None))
    assert [target.get("cx") for target in chart.iter("circle") if target.get("class") == "target"] == [
        "7.00%",
        "50.00%",
        "93.00%",
    ]
    assert chart.find("line[@class='overall']") is None


@pytest.mark.parametrize("count", [0, 1, 72])
def test_any_number_of_exchanges_is_drawn_with_few_labels(count: int) -> None:
    chart = drawn(over_time([Point(index, None, 3.0, (2.0, 4.0), "") for index in range(count)], 3.0))
    assert len(chart.findall("a")) == count
    assert len(chart.findall("text")) <= 5 + 12 + 1
