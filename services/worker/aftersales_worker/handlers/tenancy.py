"""What workers need to make the links of invitations and new passwords anew."""

from aftersales.kernel.settings import Settings
from aftersales.tenancy.entry.service_tokens import use_key


async def begin(settings: Settings) -> None:
    """Learn the secret from which those tokens are derived."""
    use_key(settings.secret_key, former=settings.former_secret_keys)
