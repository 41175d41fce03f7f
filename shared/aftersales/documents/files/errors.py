"""What files refuse."""

from aftersales.kernel.errors import Refusal


class FileNameUnusable(Refusal):
    """The name is empty, path-like, or holds characters that no name should."""

    code = "file_name_unusable"
    zh = "文件名无法使用：{reason_zh}。"
    en = "The file name cannot be used: {reason}."


class FileTypeNotAllowed(Refusal):
    """The purpose does not take files of this type."""

    code = "file_type_not_allowed"
    zh = "此用途不接受类型“{content_type}”，可用：{allowed}。"
    en = "This purpose does not take {content_type}; it takes {allowed}."


class FileTooLarge(Refusal):
    """The purpose does not take files of this length."""

    code = "file_too_large"
    zh = "文件过大：{length} 字节，最多 {most} 字节。"
    en = "The file is too large: {length} bytes, at most {most}."


class FileNotUploaded(Refusal):
    """The upload is to be completed but no bytes arrived."""

    code = "file_not_uploaded"
    status = 409
    zh = "尚未收到文件内容，请先用上传地址发送文件。"
    en = "No bytes arrived yet; send the file to its upload address first."


class FileNotReady(Refusal):
    """Only a file whose content was checked can be used."""

    code = "file_not_ready"
    status = 409
    zh = "文件尚不可用（状态“{state}”）。"
    en = "The file cannot be used; its state is {state}."


class FileTaken(Refusal):
    """The file belongs to something else already."""

    code = "file_taken"
    status = 409
    zh = "文件已用于其他事项。"
    en = "The file is attached to something else."


class FilePurposeWrong(Refusal):
    """The file was uploaded for another purpose."""

    code = "file_purpose_wrong"
    zh = "文件用途为“{purpose}”，不能用于此处。"
    en = "The file was uploaded as {purpose} and cannot be used here."


class FileAltered(Exception):  # noqa: N818 - the store does not hold what was stored: nobody's request is wrong
    """The stored bytes are no longer those that were checked."""
