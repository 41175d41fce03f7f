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


class AlreadyMember(Refusal):
    """The person belongs to this tenant already."""

    code = "already_member"
    status = 409
    zh = "{email} 已经是成员，请直接修改其角色。"
    en = "{email} is a member already; change their roles instead."


class AlreadyInvited(Refusal):
    """An invitation to this address is still open."""

    code = "already_invited"
    status = 409
    zh = "{email} 已有尚未接受的邀请，请重新发送该邀请或先撤回。"
    en = "An invitation to {email} is still open; renew it or withdraw it first."


class InvitationAccepted(Refusal):
    """The invitation was used and can neither be renewed nor withdrawn."""

    code = "invitation_accepted"
    status = 409
    zh = "该邀请已被接受，不能再重发或撤回。"
    en = "The invitation was accepted; it can no longer be renewed or withdrawn."


class OwnMembership(Refusal):
    """Nobody changes what they themselves may do."""

    code = "own_membership"
    status = 409
    zh = "不能修改或暂停自己的成员身份，请由其他管理员操作。"
    en = "You cannot change or suspend your own membership; ask another administrator."


class LastAdministrator(Refusal):
    """A tenant always has somebody who can let others in."""

    code = "last_administrator"
    status = 409
    zh = "这是最后一位有效的管理员，不能取消其管理员角色或暂停。"
    en = "This is the last active administrator and must stay one."


class OrganisationIsClosed(Refusal):
    """A closed organisation takes part in nothing new."""

    code = "organisation_closed"
    status = 409
    zh = "组织“{code}”已停止合作，请先恢复。"
    en = "The organisation {code} is closed; reopen it first."


class HeadquartersStays(Refusal):
    """The manufacturer's own organisation is there for as long as the tenant is."""

    code = "headquarters_stays"
    status = 409
    zh = "总部不能新增或停用。"
    en = "The headquarters can be neither added nor closed."


class ScopeNotHeld(Refusal):
    """A key cannot do what its issuer may not."""

    code = "scope_not_held"
    status = 422
    zh = "您没有权限“{scope}”，不能授予密钥。"
    en = "You do not hold {scope} yourself and cannot give it to a key."


class KeyNeedsPerson(Refusal):
    """Keys are issued by people, so that one leaked key does not beget others."""

    code = "key_needs_person"
    status = 403
    zh = "密钥只能由登录的人员签发，不能由另一密钥签发。"
    en = "Keys are issued by people who are logged in, not by other keys."


class TooManyKeys(Refusal):
    """Two keys of one name are enough to change from one to the other."""

    code = "too_many_keys"
    status = 409
    zh = "名为“{name}”的有效密钥已有 {most} 个，请先吊销一个。"
    en = "There are {most} live keys called {name}; revoke one first."


class TenantHasAdministrator(Refusal):
    """From the first administrator on, a tenant invites its own people."""

    code = "tenant_has_administrator"
    status = 409
    zh = "该品牌已有有效的管理员，请由其邀请人员。"
    en = "This brand has an active administrator; they invite its people."


class TenantStateSame(Refusal):
    """The tenant is in the wanted state already."""

    code = "tenant_state_same"
    status = 409
    zh = "该品牌已处于“{state}”状态。"
    en = "This brand is {state} already."
