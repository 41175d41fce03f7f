"""Refusals of views."""

from aftersales.kernel.errors import Refusal


class ViewsNeedPerson(Refusal):
    """A key is not a person and has no views."""

    code = "views_need_person"
    status = 403
    zh = "访问密钥没有视图，请以个人身份登录。"
    en = "A key has no views; log in as a person."


class TooManyViews(Refusal):
    """A person keeps so many views of a page and no more."""

    code = "too_many_views"
    status = 422
    zh = "每个页面最多保存 {most} 个视图，请先删除不用的。"
    en = "At most {most} views of a page are kept; remove one first."


class ViewNameTaken(Refusal):
    """The person has a view of the page under this name already."""

    code = "view_name_taken"
    status = 409
    zh = "您在此页面已有名为“{name}”的视图。"
    en = "You have a view named {name} of this page already."
