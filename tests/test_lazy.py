"""Values that are made when they are asked for: once, as many as may stay, and none that nobody asks for."""

from vankho.lazy import Lazy, replaced


def squares(made: list[int], most: int = 100) -> Lazy[str, int]:
    def square(number: int) -> int:
        made.append(number)
        return number * number

    return Lazy({"a": 1, "b": 2, "c": 3}, square, most)


def test_each_is_made_once_and_only_when_it_is_asked_for():
    made: list[int] = []
    values = squares(made)
    assert (list(values), len(values), "b" in values, "x" in values, values.get("x")) == (
        ["a", "b", "c"],
        3,
        True,
        False,
        None,
    )
    assert made == []
    assert [values["b"], values["b"], values["a"]] == [4, 4, 1]
    assert made == [2, 1]


def test_no_more_stay_than_may():
    made: list[int] = []
    values = squares(made, most=2)
    assert [values[key] for key in "abcabc"] == [1, 4, 9, 1, 4, 9]
    assert len(made) > 3
    assert len(values._done) <= 2


def test_what_is_replaced_is_not_made_and_the_rest_stays_what_it_was_made_of():
    made: list[int] = []
    values = replaced(squares(made), {"b": 40, "d": 50}, "dba")
    assert isinstance(values, Lazy)
    assert made == []
    assert values.unmade(lambda value: -value) == {"d": -50, "b": -40, "a": 1}
    assert dict(values) == {"d": 50, "b": 40, "a": 1} == dict(replaced({"a": 1, "c": 9}, {"b": 40, "d": 50}, "dba"))
    assert made == [1]
