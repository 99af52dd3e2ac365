"""Accounts, roles, organizations and departments in the admin; each saved through its door."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group

from ledger import permissions
from ledger.accounts import change_account, create_account, grant, managed_by, revoke
from ledger.models import Department, Membership, Organization, User
from ledger.refusals import Refusal
from ledger.roles import Role
from ledger.writing import change, create, fingerprint

admin.site.unregister(Group)  # roles are memberships; Django's groups are not used


class SeenForm(forms.ModelForm):
    """A row as the administrator saw it: what another changed meanwhile is not overwritten."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.initial["seen"] = fingerprint(self.instance)

    def clean(self):
        """Say what is there now, beside what was typed."""
        cleaned = super().clean()
        if self.instance.pk and "seen" in self.fields:
            fresh = type(self.instance).objects.get(pk=self.instance.pk)
            if cleaned.get("seen") != fingerprint(fresh):
                self.data = self.data.copy()
                self.data["seen"] = fingerprint(fresh)
                raise forms.ValidationError(self.there_now(fresh))
        return cleaned

    def there_now(self, fresh):
        """The sentence, and the present value of each field that differs from what was typed."""
        columns = [name for name in self.changed_data if hasattr(fresh, name)]
        differing = [n for n in columns if self.cleaned_data.get(n) != getattr(fresh, n)]
        return [
            "别人先改过了，没有保存。核对后再保存，就以你填的为准。",
            *(f"{self.fields[n].label}现在是“{getattr(fresh, n)}”" for n in differing),
        ]

    def typed(self, *but):
        """The fields that were changed, as cleaned."""
        names = [name for name in self.changed_data if name not in ("seen", *but)]
        return {name: self.cleaned_data[name] for name in names}


class Managed(admin.ModelAdmin):
    """What one of the administrators looks after, in the organizations that are theirs."""

    form = SeenForm
    keeper = Role.SYSTEM_ADMIN
    organization_field = "organization"
    view_on_site = False

    def keeps(self, request):
        """Whether the reader is the administrator who keeps these rows."""
        return self.keeper in permissions.roles_of(request.user)

    def has_module_permission(self, request):
        """Both administrators see the list of dictionaries that they may open."""
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        """Those who keep the rows see them."""
        return self.keeps(request)

    def has_add_permission(self, request):
        """Those who keep the rows add to them."""
        return self.keeps(request)

    def has_change_permission(self, request, obj=None):
        """Those who keep the rows change them."""
        return self.keeps(request)

    def has_delete_permission(self, request, obj=None):
        """Nothing is ever deleted."""
        return False

    def get_queryset(self, request):
        """The rows of the organizations that the reader looks after."""
        found = managed_by(request.user, self.keeper)
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.organization_field}__in": found})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer only what belongs to those organizations."""
        found = managed_by(request.user, self.keeper)
        if db_field.related_model is Organization:
            kwargs["queryset"] = found
        elif db_field.related_model in {Department, User}:
            kwargs["queryset"] = db_field.related_model.objects.filter(organization__in=found)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, is_change):
        """Through the doors, so that every change is journaled."""
        if not is_change:
            create(obj, actor=request.user, role=self.keeper)
            return
        given = {"actor": request.user, "role": self.keeper, "seen": form.cleaned_data["seen"]}
        change(obj, "edit", values=form.typed(), **given)

    def log_addition(self, *args):
        """The journal keeps it."""

    def log_change(self, *args):
        """The journal keeps it."""


class UserForm(SeenForm):
    """An account, and a password to set."""

    new_password = forms.CharField(
        label="设置密码",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="新账号必填；已有账号留空表示不改。改后该账号须重新登录。",
    )

    class Meta:
        model = User
        fields = ("organization", "username", "name", "post", "personnel_number", "is_active")

    def clean(self):
        """A new account cannot do without a password."""
        if not self.instance.pk and not self.cleaned_data.get("new_password"):
            self.add_error("new_password", "请为新账号设置密码。")
        return super().clean()


@admin.register(User)
class UserAdmin(Managed):
    """Accounts: the system administrator makes them, both administrators see them."""

    form = UserForm
    list_display = ("username", "name", "post", "organization", "personnel_number", "is_active")
    list_filter = ("is_active",)
    search_fields = ("username", "name", "personnel_number")

    def get_readonly_fields(self, request, obj=None):
        """The organization and login name stay as they were made."""
        return ("organization", "username") if obj else ()

    def save_model(self, request, obj, form, is_change):
        """Make or change the account; the password goes its own way."""
        password = form.cleaned_data["new_password"]
        if not is_change:
            create_account(obj, password, actor=request.user)
            return
        given = {"actor": request.user, "seen": form.cleaned_data["seen"]}
        change_account(obj, form.typed("new_password"), password=password, **given)


@admin.register(Membership)
class MembershipAdmin(Managed):
    """Roles: the security administrator grants and revokes them."""

    keeper = Role.SECURITY_ADMIN
    list_display = ("user", "role", "organization", "department", "revoked_at")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name")
    actions = ("revoke_selected",)
    fields = ("user", "organization", "role", "department")

    def has_change_permission(self, request, obj=None):
        """A role is revoked and granted anew, never turned into another."""
        return False

    def has_revoke_permission(self, request):
        """Those who grant revoke."""
        return self.keeps(request)

    def save_model(self, request, obj, form, is_change):
        """Grant the role."""
        row = grant(obj.user, obj.organization, obj.role, obj.department, actor=request.user)
        obj.pk = row.pk

    @admin.action(description="撤销所选的角色", permissions=["revoke"])
    def revoke_selected(self, request, queryset):
        """Revoke each; say which could not be."""
        done = 0
        for row in queryset.select_related("user", "organization"):
            try:
                revoke(row, actor=request.user)
                done += 1
            except Refusal as refusal:
                reason = "；".join(refusal.errors) or str(refusal)
                self.message_user(request, f"{row}：{reason}", messages.WARNING)
        self.message_user(request, f"已撤销 {done} 个角色，相关账号须重新登录。", messages.SUCCESS)


@admin.register(Organization)
class OrganizationAdmin(Managed):
    """Organizations below one's own, and one's own."""

    organization_field = "pk"
    list_display = ("name", "short_name", "parent")
    fields = ("name", "short_name", "parent", "seen")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A new organization stands below one that the reader looks after."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.required = True
        return field

    def get_readonly_fields(self, request, obj=None):
        """Where an organization stands is not changed here."""
        return ("parent",) if obj else ()


@admin.register(Department)
class DepartmentAdmin(Managed):
    """Departments; one no longer used is retired."""

    list_display = ("name", "organization", "order", "is_retired")
    list_filter = ("is_retired",)
    search_fields = ("name",)

    def get_readonly_fields(self, request, obj=None):
        """A department stays in its organization."""
        return ("organization",) if obj else ()
