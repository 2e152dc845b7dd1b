"""who may do what and letters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Who is signed in signs in again: how they did so was not known.
    op.execute("DELETE FROM sign_in")
    op.create_table(
        "letter",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("may_unsubscribe", sa.Boolean(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("calendar_method", sa.String(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "leased",
                "sent",
                "failed",
                "bounced",
                "withdrawn",
                name="letterstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'leased' OR leased_until IS NOT NULL", name=op.f("ck_letter_lease_ends")),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_letter_sent_once")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("once", name=op.f("uq_letter_once")),
        sa.UniqueConstraint("uid", name=op.f("uq_letter_uid")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_letter_due", ["state", "is_urgent", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_link_token_digest")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_email"), ["email"], unique=False)

    op.create_table(
        "trail_chain",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_chain")),
        sa.UniqueConstraint("name", name=op.f("uq_trail_chain_name")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column(
            "door",
            sa.Enum(
                "site", "desk", "api", "cli", "jobs", name="door", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("impersonator_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
        sa.UniqueConstraint("chain", "number", name=op.f("uq_trail_entry_chain_number")),
    )
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_entry_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_trail_entry_chain_id", ["chain", "id"], unique=False)
        batch_op.create_index("ix_trail_entry_thing_thing_id", ["thing", "thing_id"], unique=False)
        batch_op.create_index(
            "ix_trail_entry_unsealed",
            ["chain", "id"],
            unique=False,
            sqlite_where=sa.text("seal IS NULL"),
            postgresql_where=sa.text("seal IS NULL"),
        )
    # The record of what is there already begins here; an edition without any entry has lost its own.
    op.execute(
        "INSERT INTO trail_entry (at, chain, door, act, thing, thing_id) "
        "SELECT CURRENT_TIMESTAMP, 'edition:' || id, 'cli', 'edition.recorded', 'edition', id FROM edition"
    )

    op.create_table(
        "turn",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("name", name=op.f("uq_turn_name")),
    )
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "photographs",
                "published_name",
                "published_contact",
                "announcements",
                name="consentuse",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)

    op.create_table(
        "erasure_request",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("takes_name_off", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_erasure_request_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
    )
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "trail_value",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["trail_entry.id"], name=op.f("fk_trail_value_entry_id_trail_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_value")),
    )
    with op.batch_alter_table("trail_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_value_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_value_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "owner",
                "organiser",
                "programme_chair",
                "registrar",
                "reviewer",
                "translator",
                "check_in_helper",
                "focal_point",
                "speaker",
                "participant",
                "observer",
                name="editionrole",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["account.id"], name=op.f("fk_invitation_accepted_by_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_invitation_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_invitation_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_invitation_invited_by_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("is_announcement", sa.Boolean(), nullable=False),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column(
            "occasion",
            sa.Enum(
                "by_hand",
                "at",
                "before_edition",
                "after_edition",
                "before_item",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("hour", sa.Time(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "sent",
                "cancelled",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "occasion <> 'at' OR (day IS NOT NULL AND hour IS NOT NULL)", name=op.f("ck_message_at_known")
        ),
        sa.CheckConstraint(
            "occasion IN ('by_hand', 'at') OR (days IS NOT NULL AND hour IS NOT NULL)",
            name=op.f("ck_message_rule_known"),
        ),
        sa.CheckConstraint("state <> 'scheduled' OR occasion <> 'by_hand'", name=op.f("ck_message_scheduled_for")),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_message_sent_at_known")),
        sa.CheckConstraint("days BETWEEN 0 AND 365", name=op.f("ck_message_days_bearable")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_message_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["account.id"], name=op.f("fk_message_reply_to_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_state"), ["state"], unique=False)

    op.create_table(
        "one_use_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("recovery", "paper", name="codepurpose", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_use_code_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_use_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_use_code_digest")),
    )
    with op.batch_alter_table("one_use_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_use_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)

    op.create_table(
        "provider_identity",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_provider_identity_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_identity_issuer_subject")),
    )
    with op.batch_alter_table("provider_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_identity_account_id"), ["account_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "owner",
                "organiser",
                "programme_chair",
                "registrar",
                "reviewer",
                "translator",
                "check_in_helper",
                "focal_point",
                "speaker",
                "participant",
                "observer",
                name="editionrole",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("role <> 'administrator'", name=op.f("ck_role_grant_of_an_edition")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_role_grant_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["account.id"], name=op.f("fk_role_grant_given_by_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_role_grant_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(
            "uq_role_grant_standing",
            ["account_id", "edition_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND institution_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND institution_id IS NULL"),
        )
        batch_op.create_index(
            "uq_role_grant_standing_for",
            ["account_id", "edition_id", "role", "institution_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "calendar_invitation",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("REQUEST", "CANCEL", name="method", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reply",
            sa.Enum(
                "NEEDS-ACTION",
                "ACCEPTED",
                "TENTATIVE",
                "DECLINED",
                name="reply",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "method <> 'CANCEL' OR cancelled_at IS NOT NULL", name=op.f("ck_calendar_invitation_cancelled_once")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_invitation_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_calendar_invitation_slot_id_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_invitation")),
        sa.UniqueConstraint("slot_id", "person_id", name=op.f("uq_calendar_invitation_slot_id_person_id")),
    )
    with op.batch_alter_table("calendar_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_invitation_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_administrator", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("totp", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("wrong_numbers", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("numbers_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("email", existing_type=sa.VARCHAR(), nullable=True)
        batch_op.alter_column("password_digest", existing_type=sa.VARCHAR(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_account_email"), type_="unique")
        batch_op.create_index(batch_op.f("ix_account_email"), ["email"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_account_person_id"), ["person_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_account_person_id_person"), "person", ["person_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=True))

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(
            sa.Column(
                "method",
                sa.Enum(
                    "password",
                    "link",
                    "passkey",
                    "provider",
                    "paper",
                    name="signinmethod",
                    native_enum=False,
                    create_constraint=True,
                    length=30,
                ),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("is_complete", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("browser", sa.String(), nullable=False))
        batch_op.add_column(sa.Column("network", sa.String(), nullable=False))
        batch_op.add_column(sa.Column("impersonator_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_sign_in_impersonator_id"), ["impersonator_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_sign_in_impersonator_id_account"), "account", ["impersonator_id"], ["id"], ondelete="CASCADE"
        )
    op.execute("UPDATE account SET is_administrator = true")
    op.execute("UPDATE account SET totp_step = 0, wrong_numbers = 0")
    with op.batch_alter_table("account") as batch_op:
        batch_op.alter_column("is_administrator", existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column("totp_step", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("wrong_numbers", existing_type=sa.Integer(), nullable=False)
    op.execute("UPDATE person SET email = ''")
    with op.batch_alter_table("person") as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(), nullable=False)
    _keep_the_record()


def _keep_the_record() -> None:
    """Let the database itself refuse what the record never does: to lose an entry, or to say something else in it."""
    fixed = "at chain door account_id impersonator_id act thing thing_id".split()
    bound = "entry_id field digest person_id".split()
    if op.get_bind().dialect.name == "postgresql":
        _keep_on_postgresql(fixed, bound)
    else:
        _keep_on_sqlite(fixed, bound)


def _said(table: str) -> list[str]:
    """Return what else no change may do: a value can be erased, and nothing else be said in its place."""
    if table != "trail_value":
        return []
    return ["NEW.salt IS NOT NULL", *(f"CAST(NEW.{one} AS TEXT) <> 'null'" for one in ("before", "after"))]


def _keep_on_sqlite(fixed: list[str], bound: list[str]) -> None:
    for table, columns in (("trail_entry", fixed), ("trail_value", bound)):
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"
        )
        changed = " OR ".join([*(f"OLD.{column} IS NOT NEW.{column}" for column in columns), *_said(table)])
        op.execute(
            f"CREATE TRIGGER {table}_says BEFORE UPDATE ON {table} WHEN {changed} "
            "BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"
        )
    op.execute(
        "CREATE TRIGGER trail_entry_sealed BEFORE UPDATE ON trail_entry WHEN OLD.seal IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"
    )


def _keep_on_postgresql(fixed: list[str], bound: list[str]) -> None:
    op.execute(
        "CREATE FUNCTION keep_the_record() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is only added to'; END $$"
    )
    for table, columns in (("trail_entry", fixed), ("trail_value", bound)):
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_the_record()"
        )
        op.execute(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION keep_the_record()")
        changed = " OR ".join([*(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns), *_said(table)])
        op.execute(
            f"CREATE TRIGGER {table}_says BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({changed}) EXECUTE FUNCTION keep_the_record()"
        )
    op.execute(
        "CREATE TRIGGER trail_entry_sealed BEFORE UPDATE ON trail_entry FOR EACH ROW "
        "WHEN (OLD.seal IS NOT NULL) EXECUTE FUNCTION keep_the_record()"
    )


def downgrade() -> None:
    """Go back."""
    # What the older tables cannot hold: people without an e-mail address or a password, and shared mailboxes.
    op.execute("DELETE FROM sign_in")
    op.execute(
        "DELETE FROM account WHERE email IS NULL OR password_digest IS NULL OR EXISTS "
        "(SELECT 1 FROM account other WHERE other.email = account.email AND other.id < account.id)"
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_sign_in_signinmethod"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_sign_in_impersonator_id_account"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sign_in_impersonator_id"))
        batch_op.drop_column("impersonator_id")
        batch_op.drop_column("network")
        batch_op.drop_column("browser")
        batch_op.drop_column("tries")
        batch_op.drop_column("is_complete")
        batch_op.drop_column("method")
        batch_op.drop_column("seen_at")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("language")
        batch_op.drop_column("email")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_account_person_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_account_person_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_account_email"))
        batch_op.create_unique_constraint(batch_op.f("uq_account_email"), ["email"])
        batch_op.alter_column("password_digest", existing_type=sa.VARCHAR(), nullable=False)
        batch_op.alter_column("email", existing_type=sa.VARCHAR(), nullable=False)
        batch_op.drop_column("closed_at")
        batch_op.drop_column("numbers_from")
        batch_op.drop_column("wrong_numbers")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp")
        batch_op.drop_column("is_administrator")
        batch_op.drop_column("person_id")

    with op.batch_alter_table("calendar_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_invitation_person_id"))

    op.drop_table("calendar_invitation")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_standing_for",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_grant_standing",
            sqlite_where=sa.text("ended_at IS NULL AND institution_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND institution_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_role_grant_institution_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_edition_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("provider_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_identity_account_id"))

    op.drop_table("provider_identity")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("one_use_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_use_code_account_id"))

    op.drop_table("one_use_code")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_state"))
        batch_op.drop_index(batch_op.f("ix_message_edition_id"))

    op.drop_table("message")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_institution_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_email"))
        batch_op.drop_index(batch_op.f("ix_invitation_edition_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("trail_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trail_value_person_id"))
        batch_op.drop_index(batch_op.f("ix_trail_value_entry_id"))

    op.drop_table("trail_value")
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_request_person_id"))

    op.drop_table("erasure_request")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    op.drop_table("turn")
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_trail_entry_unsealed", sqlite_where=sa.text("seal IS NULL"), postgresql_where=sa.text("seal IS NULL")
        )
        batch_op.drop_index("ix_trail_entry_thing_thing_id")
        batch_op.drop_index("ix_trail_entry_chain_id")
        batch_op.drop_index(batch_op.f("ix_trail_entry_account_id"))

    op.drop_table("trail_entry")
    op.drop_table("trail_chain")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_email"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_person_id"))
        batch_op.drop_index(batch_op.f("ix_letter_origin"))
        batch_op.drop_index(batch_op.f("ix_letter_email"))
        batch_op.drop_index(batch_op.f("ix_letter_edition_id"))
        batch_op.drop_index("ix_letter_due")
        batch_op.drop_index(batch_op.f("ix_letter_account_id"))

    op.drop_table("letter")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_the_record()")
