import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from config.core.roles import Role

pytestmark = pytest.mark.django_db


def afresh(user):
    return get_user_model().objects.get(pk=user.pk)


def test_rights_come_from_the_role_alone(stranger):
    stranger.user_permissions.add(Permission.objects.first())

    assert afresh(stranger).get_all_permissions() == set()


def test_a_role_gives_its_rights_in_one_query(technician, django_assert_num_queries):
    right = Permission.objects.first()
    technician.groups.get(name=Role.TECHNICIAN).permissions.add(right)
    name = f"{right.content_type.app_label}.{right.codename}"
    dana = afresh(technician)

    with django_assert_num_queries(1):
        assert dana.has_perm(name)
        dana.has_perm("core.anything_else")


def test_nobody_signs_up_by_themselves(rf):
    assert not get_adapter().is_open_for_signup(rf.get("/"))
