"""The tenant, its organisations, people and keys."""

from litestar import Router

from aftersales_api.tenancy import keys, organisations, people

router = Router(
    "/v1",
    route_handlers=[
        Router(
            "/",
            route_handlers=[
                organisations.read_tenant,
                organisations.change_tenant,
                organisations.list_organisations,
                organisations.create_organisation,
                organisations.read_organisation,
                organisations.change_organisation,
                organisations.close_organisation,
                organisations.reopen_organisation,
            ],
            tags=["organisations"],
        ),
        Router(
            "/",
            route_handlers=[
                people.list_members,
                people.read_member,
                people.change_roles,
                people.suspend_member,
                people.resume_member,
                people.list_invitations,
                people.invite,
                people.read_invitation,
                people.renew_invitation,
                people.withdraw_invitation,
            ],
            tags=["people"],
        ),
        Router("/", route_handlers=[keys.list_keys, keys.issue_key, keys.read_key, keys.revoke_key], tags=["keys"]),
    ],
)
