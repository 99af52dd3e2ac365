"""The icons of the pages, from the one sprite."""

import functools

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
@functools.cache
def icon(name, tone=""):
    """An icon beside words that say the same; made once, for a long table shows hundreds."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {tone}" if tone else "",
        static("icons.svg"),
        name,
    )
