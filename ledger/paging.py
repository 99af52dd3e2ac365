"""The page of a list that an address asks for."""

from django.core.paginator import Paginator

from ledger.refusals import refuse


def check_known(data, names):
    """Refuse an address with a condition that the page does not know."""
    if unknown := sorted(set(data) - {"page", *names}):
        raise refuse("malformed", errors=[f"没有这个条件：{unknown[0][:30]}"])


def page_of(rows, size, data, count=None):
    """The page of ``rows`` asked for by ``?page=``; raises Refusal for what is no page.

    ``count`` is how many rows there are, where that is known already.
    """
    text = data.get("page", "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text)):
        raise refuse("malformed", errors=["页码有误，请从页面下方的翻页处进入。"])
    pages = Paginator(rows, size)
    if count is not None:
        pages.count = count
    if int(text) > pages.num_pages:
        raise refuse(
            "malformed", errors=[f"没有第 {int(text)} 页，最后一页是第 {pages.num_pages} 页。"]
        )
    return pages.page(int(text))
