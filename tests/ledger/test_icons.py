"""Icons come from the one sprite, by the tag and by the part that uses it."""

from django.template import Context, Template
from django.template.loader import render_to_string

SVG = '<svg class="i{}" aria-hidden="true"><use href="/static/icons.svg#{}"></use></svg>'


def test_icon_names_its_symbol_in_the_sprite():
    page = Template('{% load icons %}{% icon "clock" %}{% icon "check" tone="okc" %}')

    assert page.render(Context()) == SVG.format("", "clock") + SVG.format(" okc", "check")


def test_icon_escapes_its_name():
    page = Template("{% load icons %}{% icon name %}")

    assert page.render(Context({"name": '"><b>'})) == SVG.format("", "&quot;&gt;&lt;b&gt;")


def test_icon_part_draws_the_same():
    assert render_to_string("parts/icon.html", {"name": "clock"}) == SVG.format("", "clock")
