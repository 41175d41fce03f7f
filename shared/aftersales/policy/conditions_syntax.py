"""Reading a condition: the part of CEL that policies may use, its types, and where it goes wrong.

The CEL library compiles and runs conditions but knows no fact names and no types. This reader does: it walks the
source once, checks every name against the declared facts and every operator against its operands, and notes where
each fact stands, so that a misspelt fact is a problem with a column when a policy is saved.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple, NoReturn

from aftersales.policy.conditions_tokens import (
    ConditionFlaw,
    FactType,
    Kind,
    Operand,
    Token,
    is_date,
    literal_of,
    tokens_of,
)

LONGEST: Final = 1000
DEEPEST: Final = 24
MOST_ELEMENTS: Final = 100


class Reference(NamedTuple):
    """A fact named at `[start, end)` of the source."""

    start: int
    end: int
    fact: str


NUMBERS: Final = frozenset({Kind.INT, Kind.DOUBLE})
TEXTS: Final = frozenset({Kind.STRING, Kind.DATE})
COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
METHODS: Final = frozenset({"contains", "startsWith", "endsWith"})
MACROS: Final = frozenset({"exists", "all", "exists_one"})


class Read(NamedTuple):
    """The facts that a condition names, in order, and how many values it looks at when it is asked, at most."""

    references: tuple[Reference, ...]
    steps: int


def read_condition(source: str, facts: Mapping[str, FactType]) -> Read:
    """What a condition names and costs; raise ConditionFlaw unless it is a sound and cheap yes-or-no question."""
    try:
        return _read(source, facts)
    except ConditionFlaw as flaw:
        raise flaw.within(source) from None


def _read(source: str, facts: Mapping[str, FactType]) -> Read:
    if len(source) > LONGEST:
        raise ConditionFlaw(
            "condition_too_long",
            LONGEST,
            f"条件超过 {LONGEST} 个字符。",
            f"longer than {LONGEST} characters.",
        )
    return _Reader(source, facts).read()


class _Reader:
    """One walk over one source."""

    def __init__(self, source: str, facts: Mapping[str, FactType]) -> None:
        self.tokens = tokens_of(source)
        self.facts = facts
        self.position = 0
        self.depth = 0
        self.bound: tuple[str, Operand] | None = None
        self.steps, self.times = 0, 1
        self.references: list[Reference] = []

    def read(self) -> Read:
        """Read all of it and insist on a yes-or-no answer."""
        result = self.choice()
        if self.now.sort != "end":
            self.unexpected()
        self.want(result, frozenset({Kind.BOOL}), "condition_not_boolean")
        return Read(tuple(self.references), self.steps)

    @property
    def now(self) -> Token:
        """The token to read next."""
        return self.tokens[self.position]

    def take(self, *texts: str) -> Token | None:
        """Step over the next mark or word if it is one of these."""
        token = self.now
        if token.sort in {"mark", "name"} and token.text in texts:
            self.position += 1
            return token
        return None

    def expect(self, text: str) -> Token:
        """Step over this mark or say what stands there instead."""
        return self.take(text) or self.unexpected()

    def name(self) -> Token:
        """Step over a word, whichever it is."""
        token = self.now
        if token.sort != "name":
            self.unexpected()
        self.position += 1
        return token

    def unexpected(self) -> NoReturn:
        """Refuse the next token."""
        shown = self.now.text or "末尾"
        raise ConditionFlaw(
            "condition_syntax",
            self.now.offset,
            f"此处不应出现“{shown}”。",
            f"{self.now.text or 'the end'} is not expected here.",
        )

    def want(self, operand: Operand, kinds: frozenset[Kind], code: str = "condition_type") -> Operand:
        """The operand, if it is a single value of one of these types."""
        if operand.is_list or operand.kind not in kinds:
            wanted, got = "/".join(sorted(kinds)), f"list<{operand.kind}>" if operand.is_list else operand.kind
            raise ConditionFlaw(
                code, operand.offset, f"应为 {wanted}，实为 {got}。", f"{wanted} is wanted here, not {got}."
            )
        return operand

    def choice(self) -> Operand:
        """`a ? b : c`; everything nests through here, so here depth is counted."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionFlaw("condition_too_deep", self.now.offset, "嵌套过深。", "nested too deeply.")
        left = self.either()
        if self.take("?"):
            self.want(left, frozenset({Kind.BOOL}))
            yes = self.choice()
            self.expect(":")
            left = self.alike(yes, self.choice())
        self.depth -= 1
        return left

    def either(self) -> Operand:
        """`a || b`."""
        return self.joined(self.both, "||")

    def both(self) -> Operand:
        """`a && b`."""
        return self.joined(self.relation, "&&")

    def joined(self, part: Callable[[], Operand], mark: str) -> Operand:
        """Yes-or-no parts joined by a mark."""
        left = part()
        while self.take(mark):
            self.want(left, frozenset({Kind.BOOL}))
            right = self.want(part(), frozenset({Kind.BOOL}))
            left = Operand(Kind.BOOL, right.offset)
        return left

    def relation(self) -> Operand:
        """`a < b`, `a in [b, c]`."""
        left = self.total()
        mark = self.take(*COMPARISONS, "in")
        if mark is None:
            return left
        right = self.total()
        if mark.text == "in":
            if not right.is_list:
                raise ConditionFlaw("condition_type", right.offset, "in 之后应为列表。", "a list is wanted after in.")
            right = right._replace(is_list=False)
        elif mark.text in {"<", "<=", ">", ">="}:
            self.want(left, NUMBERS | TEXTS)
        self.comparable(left, right)
        return Operand(Kind.BOOL, left.offset)

    def comparable(self, left: Operand, right: Operand) -> None:
        """Insist that two operands can be compared, down to the values of enumerations and dates."""
        if {left.kind, right.kind} <= NUMBERS and not left.is_list and not right.is_list:
            return
        self.alike(left, right)
        for one, other in ((left, right), (right, left)):
            for literal in other.literals or ():
                if one.values and literal not in one.values:
                    known = "、".join(sorted(one.values))
                    raise ConditionFlaw(
                        "condition_unknown_value",
                        other.offset,
                        f"“{literal}”不是可能的取值（{known}）。",
                        f"{literal!r} is never its value; it is one of {', '.join(sorted(one.values))}.",
                    )
                if one.kind is Kind.DATE and other.kind is Kind.STRING and not is_date(literal):
                    raise ConditionFlaw(
                        "condition_unknown_value",
                        other.offset,
                        f"“{literal}”不是 YYYY-MM-DD 格式的日期。",
                        f"{literal!r} is not a date written YYYY-MM-DD.",
                    )

    def alike(self, left: Operand, right: Operand) -> Operand:
        """Insist on one type on both sides."""
        same = left.kind is right.kind or {left.kind, right.kind} == TEXTS
        if not same or left.is_list or right.is_list:
            raise ConditionFlaw(
                "condition_type",
                right.offset,
                f"{left.kind} 与 {right.kind} 不能一起使用。",
                f"{left.kind} and {right.kind} do not go together.",
            )
        return Operand(left.kind, left.offset)

    def total(self) -> Operand:
        """`a + b - c`."""
        return self.computed(self.product, "+", "-")

    def product(self) -> Operand:
        """`a * b`."""
        return self.computed(self.signed, "*")

    def computed(self, part: Callable[[], Operand], *marks: str) -> Operand:
        """Numbers of one type joined by marks."""
        left = part()
        while self.take(*marks):
            self.want(left, NUMBERS)
            left = self.alike(left, self.want(part(), NUMBERS))
        return left

    def signed(self) -> Operand:
        """`!a`, `-a`."""
        marks: list[Token] = []
        while mark := self.take("!", "-"):
            marks.append(mark)
        operand = self.postfix()
        for mark in reversed(marks):
            self.want(operand, frozenset({Kind.BOOL}) if mark.text == "!" else NUMBERS)
            operand = Operand(operand.kind, mark.offset)
        return operand

    def postfix(self) -> Operand:
        """A value with methods and macros called on it."""
        operand = self.primary()
        while self.take("."):
            name = self.name()
            if name.text in METHODS:
                self.want(operand, frozenset({Kind.STRING}))
                self.expect("(")
                self.want(self.choice(), frozenset({Kind.STRING}))
            elif name.text in MACROS:
                self.macro(operand, name)
            else:
                self.unknown_function(name)
            self.expect(")")
            operand = Operand(Kind.BOOL, operand.offset)
        return operand

    def macro(self, operand: Operand, name: Token) -> None:
        """`list.exists(x, …)`; a macro within a macro is refused, it is what makes conditions explode."""
        if self.bound is not None:
            raise ConditionFlaw("condition_nested_macro", name.offset, "列表判断不能嵌套。", "list macros do not nest.")
        if not operand.is_list:
            raise ConditionFlaw(
                "condition_type", operand.offset, f"{name.text} 只用于列表。", f"{name.text} is for lists."
            )
        self.expect("(")
        variable = self.name()
        if "__" in variable.text or variable.text in self.facts:
            self.unknown_fact(variable.text, variable.offset)
        self.expect(",")
        self.bound, self.times = (variable.text, operand._replace(is_list=False, literals=None)), operand.size
        self.want(self.choice(), frozenset({Kind.BOOL}))
        self.bound, self.times = None, 1

    def unknown_function(self, name: Token) -> NoReturn:
        """Refuse a call of something that policies do not have."""
        raise ConditionFlaw(
            "condition_unknown_function",
            name.offset,
            f"没有函数“{name.text}”。",
            f"there is no function {name.text!r}.",
        )

    def primary(self) -> Operand:
        """A literal, a fact, a list, `size(…)` or something in brackets."""
        self.steps += self.times
        token = self.now
        if token.sort in {"int", "double", "string"} or token.text in {"true", "false"}:
            self.position += 1
            return literal_of(token)
        if self.take("("):
            inner = self.choice()
            self.expect(")")
            return inner
        if self.take("["):
            return self.elements(token.offset)
        return self.named()

    def elements(self, offset: int) -> Operand:
        """A list of values of one type."""
        found = [self.choice()]
        while self.take(","):
            found.append(self.choice())
            if len(found) > MOST_ELEMENTS:
                raise ConditionFlaw("condition_too_long", self.now.offset, "列表过长。", "the list is too long.")
        self.expect("]")
        for element in found:
            self.alike(found[0], element)
        literals = tuple(text for element in found for text in element.literals or ())
        return Operand(found[0].kind, offset, is_list=True, literals=literals, size=len(found))

    def named(self) -> Operand:
        """A bound variable, `size(…)`, or a fact with as many dots as it has."""
        first = self.name()
        if self.bound is not None and first.text == self.bound[0]:
            return self.bound[1]._replace(offset=first.offset)
        if self.take("("):
            return self.size(first)
        path, last = first.text, first
        while self.now.text == "." and self.tokens[self.position + 1].text not in METHODS | MACROS:
            self.position += 1
            last = self.name()
            path = f"{path}.{last.text}"
        known = self.facts.get(path)
        if known is None:
            self.unknown_fact(path, first.offset)
        self.references.append(Reference(first.offset, last.offset + len(last.text), path))
        return Operand(known.kind, first.offset, values=known.values)

    def size(self, name: Token) -> Operand:
        """`size(text)`."""
        if name.text != "size":
            self.unknown_function(name)
        self.want(self.choice(), frozenset({Kind.STRING}))
        self.expect(")")
        return Operand(Kind.INT, name.offset)

    def unknown_fact(self, path: str, offset: int) -> NoReturn:
        """Refuse a name that is no fact, and say which one it looks like."""
        near = get_close_matches(path, self.facts, n=1)
        zh = f"，是否为“{near[0]}”？" if near else "。"
        en = f"; did you mean {near[0]}?" if near else "."
        raise ConditionFlaw("condition_unknown_fact", offset, f"没有事实“{path}”{zh}", f"there is no fact {path}{en}")
