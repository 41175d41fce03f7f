"""Refusals: the only exceptions that a caller is meant to see, each with a stable code and two languages."""

from typing import ClassVar, Final

from msgspec import Struct

REGISTRY: Final[dict[str, "type[Refusal]"]] = {}
"""Every refusal by its code; the console and the documentation are checked against it."""


class FieldError(Struct, frozen=True, kw_only=True):
    """One place that is wrong: a JSON Pointer (RFC 6901), a code, and what to do about it."""

    pointer: str
    code: str
    zh: str
    en: str


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """A named no; `zh` and `en` are format strings filled from the keyword parameters."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    zh: ClassVar[str] = "请求被拒绝。"
    en: ClassVar[str] = "The request was refused."

    def __init_subclass__(cls) -> None:
        """Register the class under its code; two classes with one code are a bug found at import."""
        other = REGISTRY.get(cls.code)
        if other is not None and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} reuses the code {cls.code} of {other.__qualname__}")
        REGISTRY[cls.code] = cls

    def __init__(
        self,
        *,
        pointer: str | None = None,
        errors: tuple[FieldError, ...] = (),
        **params: object,
    ) -> None:
        super().__init__(self.code, params)
        self.params = params
        self.pointer = pointer
        self._errors = errors

    def text(self, locale: str) -> str:
        """The refusal in the caller's language (`zh` or `en`)."""
        template = self.zh if locale.startswith("zh") else self.en
        return template.format(**self.params)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Each place that is wrong; a refusal with only a pointer speaks for that one place."""
        if self._errors or self.pointer is None:
            return self._errors
        return (FieldError(pointer=self.pointer, code=self.code, zh=self.text("zh"), en=self.text("en")),)

    def __str__(self) -> str:
        return self.text("en")


class NotFound(Refusal):
    """Missing and forbidden look alike from outside."""

    code = "not_found"
    status = 404
    zh = "没有找到该{what_zh}，或您无权查看。"
    en = "No such {what}, or it is not yours to see."

    def __init__(self, what: str = "resource", what_zh: str = "内容", *, pointer: str | None = None) -> None:
        super().__init__(pointer=pointer, what=what, what_zh=what_zh)


class Unauthenticated(Refusal):
    """Nobody we know is asking."""

    code = "unauthenticated"
    status = 401
    zh = "请先登录，或检查访问密钥。"
    en = "Log in first, or check your key."


class Forbidden(Refusal):
    """The caller's own tenant, but not the caller's right."""

    code = "forbidden"
    status = 403
    zh = "您没有此项权限：{permission}。"
    en = "You lack the permission {permission}."


class Invalid(Refusal):
    """The request is well formed but one or more fields are wrong; `errors` names every one."""

    code = "invalid"
    status = 422
    zh = "有 {count} 处内容不符合要求。"
    en = "{count} place(s) do not meet the requirements."

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(errors=errors, count=len(errors))


class Malformed(Refusal):
    """The request cannot be read at all."""

    code = "malformed"
    status = 400
    zh = "请求无法解析：{reason_zh}"
    en = "The request cannot be read: {reason}"

    def __init__(
        self,
        *,
        reason: str,
        reason_zh: str = "",
        pointer: str | None = None,
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        super().__init__(pointer=pointer, errors=errors, reason=reason, reason_zh=reason_zh or reason)


class StateConflict(Refusal):
    """The thing is not in a state that allows this move."""

    code = "state_conflict"
    status = 409
    zh = "当前状态为“{state}”，不能执行“{move}”。"
    en = "The state is {state}; {move} is not possible from it."


class Duplicate(Refusal):
    """Something with this identity exists already."""

    code = "duplicate"
    status = 409
    zh = "{what_zh}“{value}”已存在。"
    en = "The {what} {value} exists already."


class StaleVersion(Refusal):
    """If-Match names a version that is no longer the newest."""

    code = "stale_version"
    status = 412
    zh = "内容已被他人修改（当前版本 {version}），请刷新后重试。"
    en = "It was changed meanwhile (now version {version}); reload and try again."


class VersionRequired(Refusal):
    """A change of an existing thing must say which version it changes."""

    code = "version_required"
    status = 428
    zh = "修改已有内容时必须提供 If-Match 请求头。"
    en = "Changing an existing thing needs an If-Match header."


class Unavailable(Refusal):
    """A part that we depend on is away for the moment."""

    code = "unavailable"
    status = 503
    zh = "服务暂时不可用，请稍后重试。"
    en = "The service is unavailable for the moment; try again shortly."
