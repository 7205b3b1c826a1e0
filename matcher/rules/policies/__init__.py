"""Policy instruments matched to people and employers (政策精准推送): `may_apply`, `not_entitled` or `to_confirm`.

What is missing is asked, never refused; an amount is shown only where it is verified. The instruments stand in
`person.toml` and `employer.toml`.
"""

from matcher.rules.policies.instruments import policies_for_candidate, policies_for_employer

__all__ = ["policies_for_candidate", "policies_for_employer"]
