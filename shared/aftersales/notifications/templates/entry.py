"""What is said to people who come in: invitations and new passwords."""

from aftersales.notifications.model import Bilingual
from aftersales.notifications.templates.registry import declare

INVITATION = declare(
    "invitation",
    "brand",
    "organisation",
    "hours",
    zh=(
        "{brand}邀请您使用售后服务平台",
        (
            "{brand}邀请您以“{organisation}”成员的身份使用售后服务平台。\n\n"
            "请打开下面的链接，设置密码后即可登录。链接仅可使用一次，{hours} 小时内有效。\n\n"
            "如果您并不认识邀请方，请忽略本邮件，链接到期后自动失效。"
        ),
    ),
    en=(
        "{brand} invites you to its after-sales platform",
        (
            "{brand} invites you to its after-sales platform as a member of {organisation}.\n\n"
            "Open the link below and set a password to log in. The link can be used once, within {hours} hours.\n\n"
            "If you do not know who invites you, ignore this mail; the link expires by itself."
        ),
    ),
    action=Bilingual("接受邀请", "Accept the invitation"),
    is_confidential=True,
)

PASSWORD_RESET = declare(
    "password_reset",
    "minutes",
    zh=(
        "重新设置登录密码",
        (
            "我们收到了为您的账号重新设置密码的请求。\n\n"
            "请在 {minutes} 分钟内打开下面的链接设置新密码。设置成功后，所有已登录的设备都需要重新登录。\n\n"
            "如果不是您本人操作，请忽略本邮件，现有密码不会改变。"
        ),
    ),
    en=(
        "Set a new password",
        (
            "Somebody asked to set a new password for your account.\n\n"
            "Open the link below within {minutes} minutes to do so. Every device that is logged in is logged out.\n\n"
            "If it was not you, ignore this mail; your password stays as it is."
        ),
    ),
    action=Bilingual("设置新密码", "Set a new password"),
    is_confidential=True,
)
