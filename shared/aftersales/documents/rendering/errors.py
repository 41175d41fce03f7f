"""What rendering and verification refuse."""

from aftersales.kernel.errors import Refusal


class PaperIncomplete(Refusal):
    """A mandatory field of the paper is empty [S02-R03]; `errors` names every one."""

    code = "paper_incomplete"
    zh = "单据有 {count} 处必填项为空。"
    en = "The paper lacks {count} mandatory field(s)."


class PaperInconsistent(Refusal):
    """The paper contradicts itself: a total is not the sum of its lines, or currencies are mixed."""

    code = "paper_inconsistent"
    zh = "单据前后不一致：{what_zh}应为 {expected}，而不是 {actual}。"
    en = "The paper contradicts itself: {what} should be {expected}, not {actual}."


class PaperUnprintable(Refusal):
    """A field holds control characters that have no place on paper."""

    code = "paper_unprintable"
    zh = "字段 {field} 含有无法打印的控制字符 {character}。"
    en = "The field {field} holds the unprintable control character {character}."


class PaperTooLarge(Refusal):
    """More lines or text than one paper may hold."""

    code = "paper_too_large"
    zh = "单据过大：{what_zh}最多 {limit}，实际 {actual}。"
    en = "The paper is too large: at most {limit} {what}, not {actual}."


class TimeZoneUnknown(Refusal):
    """The issuer's time zone is not in the IANA database."""

    code = "time_zone_unknown"
    zh = "未知时区“{time_zone}”。"
    en = "Unknown time zone {time_zone!r}."


class IssueInstantInvalid(Refusal):
    """A paper is issued at an instant that carries its offset and lies after 1970."""

    code = "issue_instant_invalid"
    zh = "签发时间必须带时区偏移，且晚于 1970 年。"
    en = "The issue instant must carry an offset and lie after 1970."


class TemplateUnknown(Refusal):
    """No templates of this version are kept."""

    code = "template_unknown"
    zh = "没有版本为 {version} 的单据模板。"
    en = "There is no template version {version}."


class LogoUnusable(Refusal):
    """The logo is too large, broken, or holds more than plain shapes."""

    code = "logo_unusable"
    zh = "徽标无法使用：{reason_zh}。"
    en = "The logo cannot be used: {reason}."


class CodeUnreadable(Refusal):
    """The text is not a verification code at all."""

    code = "verification_code_unreadable"
    status = 400
    zh = "核验码无法识别，请重新扫描。"
    en = "This is not a readable verification code; scan it again."


class CodeKeyUnknown(Refusal):
    """The code names a signing key that we never had or no longer trust."""

    code = "verification_key_unknown"
    zh = "核验码所用的签名密钥（编号 {key_id}）不受信任。"
    en = "The code names the signing key {key_id}, which is not trusted."


class CodeForged(Refusal):
    """The signature does not match: the code was altered or made by someone else."""

    code = "verification_code_forged"
    zh = "核验码签名不符：单据可能被篡改或伪造。"
    en = "The signature does not match: the code was altered or forged."


class CodeOfAnotherPaper(Refusal):
    """The code was signed for other contents than the paper that is to carry it."""

    code = "verification_code_of_another_paper"
    status = 409
    zh = "核验码属于另一份单据，内容不一致。"
    en = "The code belongs to another paper; the contents differ."
