"""Refusals of archives."""

from aftersales.kernel.errors import Refusal


class ArchiveUnreadable(Refusal):
    """Not an archive of ours at all."""

    code = "archive_unreadable"
    status = 422
    zh = "这不是本平台的品牌归档文件：{reason_zh}"
    en = "This is not an archive of a brand: {reason}"


class ArchiveForeign(Refusal):
    """Nobody whom this platform trusts has signed the manifest."""

    code = "archive_foreign"
    status = 422
    zh = "归档清单不是由受信任的密钥（编号 {key_id}）签名的，已拒绝。"
    en = "The manifest is not signed by a trusted key (number {key_id}); it is refused."


class ArchiveOfOtherRevision(Refusal):
    """Rows fit only the schema that they were taken from."""

    code = "archive_of_other_revision"
    status = 409
    zh = "归档的数据库版本是 {theirs}，本平台是 {ours}；请在相同版本之间迁移。"
    en = "The archive has schema revision {theirs}, this platform {ours}; move between equal ones."


class ArchiveCorrupt(Refusal):
    """Something in the archive is not what its manifest says."""

    code = "archive_corrupt"
    status = 422
    zh = "归档已损坏：{entry} 与清单不符。"
    en = "The archive is corrupt: {entry} is not what the manifest says."


class TenantIsHere(Refusal):
    """A tenant with this identity or this code lives here already."""

    code = "tenant_is_here"
    status = 409
    zh = "本平台已有品牌“{tenant}”，不能导入。"
    en = "The brand {tenant} is on this platform already and cannot be brought in."


class PersonConflict(Refusal):
    """An address belongs to somebody else here."""

    code = "person_conflict"
    status = 409
    zh = "这些邮箱在本平台属于其他账号，请先处理：{emails}"
    en = "These addresses belong to other accounts on this platform; settle that first: {emails}"


class ArchiveNotReady(Refusal):
    """The archive is still being made, failed, or was removed after its time."""

    code = "archive_not_ready"
    status = 409
    zh = "归档尚未生成或已过期（任务状态“{state}”），请稍后再试或重新导出。"
    en = "The archive is not ready or no longer kept (the job is {state}); wait, or export again."
