"""Refusals of tenancy."""

from aftersales.kernel.errors import Refusal


class LoginFailed(Refusal):
    """Unknown address and wrong password are answered alike."""

    code = "login_failed"
    status = 401
    zh = "邮箱或密码不正确。"
    en = "The e-mail address or the password is wrong."


class NoBrand(Refusal):
    """The person belongs to no tenant that is active."""

    code = "no_brand"
    status = 403
    zh = "您目前不属于任何有效的品牌，请联系品牌管理员。"
    en = "You belong to no active brand; ask its administrator."


class TenantSuspended(Refusal):
    """The tenant's people and keys are not let in for now."""

    code = "tenant_suspended"
    status = 403
    zh = "该品牌的账户已被暂停，请联系平台运营。"
    en = "This brand's account is suspended; contact the platform operator."


class CsrfMissing(Refusal):
    """A browser's change needs the token that only our page can know."""

    code = "csrf_token_missing"
    status = 403
    zh = "缺少或错误的 X-CSRF-Token，请刷新页面后重试。"
    en = "The X-CSRF-Token header is missing or wrong; reload and try again."


class InvitationUnusable(Refusal):
    """Used, expired, withdrawn or never issued: all answered alike."""

    code = "invitation_unusable"
    status = 410
    zh = "邀请链接无效、已使用或已过期，请联系管理员重新邀请。"
    en = "The invitation is invalid, used or expired; ask to be invited again."


class ResetUnusable(Refusal):
    """The link for a new password is used, expired or was never issued."""

    code = "password_reset_unusable"
    status = 410
    zh = "重置密码链接无效、已使用或已过期。"
    en = "The link for a new password is invalid, used or expired."


class PasswordWeak(Refusal):
    """A password that is too easy to guess."""

    code = "password_weak"
    status = 422
    zh = "密码至少需要 {least} 个字符，且不能是常见密码。"
    en = "A password needs at least {least} characters and must not be a common one."


class RoleNotAllowed(Refusal):
    """The role does not fit the organisation."""

    code = "role_not_allowed"
    status = 422
    zh = "角色“{role}”不能授予“{kind}”类组织的人员。"
    en = "The role {role} cannot be given to people of a {kind}."
