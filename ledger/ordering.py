"""Putting the items of one parent into another order."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from ledger.editing import check_unlocked, reorder
from ledger.models.item import MAX_NUMBER
from ledger.refusals import Refusal
from ledger.text import plain_text
from ledger.writing import check_open


class OrderForm(forms.Form):
    """A number for each of several items; what is under sign-off or finished keeps its own."""

    def __init__(self, data, items, *, adopted):
        super().__init__(data)
        self.items = items
        for item in items:
            self.fields[f"number_{item.pk}"] = forms.IntegerField(
                label=f"{item.title}的序号",
                initial=item.number,
                min_value=1,
                max_value=MAX_NUMBER,
                disabled=locked(item) is not None,
            )
            self.fields[f"version_{item.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput,
                initial=item.version,
                min_value=1,
                max_value=2**31 - 1,
                error_messages={"required": "页面版本缺失，请刷新后再改。"},
            )
        if adopted:
            self.fields["reason"] = forms.CharField(
                label="修改原因",
                help_text="方案已印发，改序号须写明原因",
                max_length=500,
                validators=[plain_text],
                error_messages={"required": "请写明原因。"},
            )

    def rows(self):
        """Each item with its two fields, for the page, and why its number stays, if it does."""
        return [
            (item, self[f"number_{item.pk}"], self[f"version_{item.pk}"], locked(item))
            for item in self.items
        ]

    def clean(self):
        """No number twice."""
        cleaned = super().clean()
        seen = {}
        for item in self.items:
            number = cleaned.get(f"number_{item.pk}")
            if number in seen:
                self.add_error(f"number_{item.pk}", f"序号 {number} 与{seen[number].title}重复。")
            elif number is not None:
                seen[number] = item
        return cleaned

    def numbers(self):
        """The numbers given, in the order of the items."""
        return [self.cleaned_data[f"number_{item.pk}"] for item in self.items]

    def refresh(self):
        """Show what is there now, with the numbers that were typed; the next post may be saved."""
        self.data = self.data.copy()
        fresh = type(self.items[0]).objects.in_bulk([item.pk for item in self.items])
        self.items = [fresh[item.pk] for item in self.items]
        for item in self.items:
            self.data[f"version_{item.pk}"] = item.version

    def seen(self):
        """The items as the form saw them."""
        for item in self.items:
            item.version = self.cleaned_data[f"version_{item.pk}"]
        return self.items


def locked(item):
    """The refusal that changing the item would meet, or None."""
    try:
        check_unlocked(item)
    except Refusal as refusal:
        return refusal
    return None


def answer_order(request, inspection, items, *, title, back):
    """Show the items with their numbers, and save the new ones: all or none."""
    form = OrderForm(request.POST or None, items, adopted=inspection.is_adopted)
    context = {"form": form, "items": items, "title": title, "back": back}
    check_open(inspection)
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "ledger/order.html", context, status=status)
    try:
        given = {"actor": request.user, "reason": form.cleaned_data.get("reason", "")}
        changed = reorder(form.seen(), form.numbers(), **given)
    except Refusal as refusal:
        context["refusal"] = refusal
        form.refresh()
        return render(request, "ledger/order.html", context, status=refusal.status)
    sentence = f"已调整 {len(changed)} 项的序号。" if changed else "序号没有变动。"
    messages.success(request, sentence)
    return redirect(back)
