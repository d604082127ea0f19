"""Values that are made when they are asked for: once, as many as may stay, and none that nobody asks for."""

from vankho.lazy import Lazy, replaced, updated


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
    assert values.given == {"b": 40, "d": 50}
    assert dict(values) == {"d": 50, "b": 40, "a": 1} == dict(replaced({"a": 1, "c": 9}, {"b": 40, "d": 50}, "dba"))
    assert made == [1]
    again = values.replaced({"a": 10}, "ba")
    assert (list(again), dict(again), again.given) == (["b", "a"], {"b": 40, "a": 10}, {"b": 40, "a": 10})
    assert made == [1]


def test_what_is_updated_stays_in_the_order_of_its_keys():
    made: list[int] = []
    for values in (squares(made), {"a": 1, "b": 4, "c": 9}):
        for new, gone, found in (
            ({"b": 40}, "", {"a": 1, "b": 40, "c": 9}),
            ({}, "ax", {"b": 4, "c": 9}),
            ({"aa": 5}, "c", {"a": 1, "aa": 5, "b": 4}),
            ({"c": 5}, "c", {"a": 1, "b": 4, "c": 5}),
        ):
            assert list(updated(values, new, gone).items()) == list(found.items())
    assert 4 not in made
