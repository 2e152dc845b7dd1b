"""Practice cards: calls, templates, cards with their texts and files, reviews."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _make_tables()
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_constraint("filekind", type_="check")
        batch_op.create_check_constraint("filekind", f"kind IN ({_named(_FILE_KINDS)})")
    _add_columns()
    _draw_nonces(op.get_bind())
    _bind_columns()


def _make_tables() -> None:
    op.create_table(
        "card_template",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_card_template_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_template")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_card_template_edition_id_number")),
    )
    op.create_table(
        "practice_call",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("zone_name", sa.String(), nullable=True),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("takes_registered", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_practice_call_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["card_template.id"], name=op.f("fk_practice_call_template_id_card_template")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_call")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_practice_call_edition_id_slug")),
        sa.UniqueConstraint("key", name=op.f("uq_practice_call_key")),
    )
    with op.batch_alter_table("practice_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_call_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_call_template_id"), ["template_id"], unique=False)

    op.create_table(
        "template_field",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rich",
                "contacts",
                "materials",
                "photos",
                name="fieldkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("least IS NULL OR least > 0", name=op.f("ck_template_field_least_positive")),
        sa.CheckConstraint(
            "most IS NULL OR least IS NULL OR least <= most", name=op.f("ck_template_field_lengths_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["card_template.id"],
            name=op.f("fk_template_field_template_id_card_template"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_field")),
        sa.UniqueConstraint("template_id", "key", name=op.f("uq_template_field_template_id_key")),
    )
    op.create_table(
        "call_part",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["practice_call.id"], name=op.f("fk_call_part_call_id_practice_call"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_part")),
        sa.UniqueConstraint("call_id", "slug", name=op.f("uq_call_part_call_id_slug")),
    )
    op.create_table(
        "criterion",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_criterion_weight_positive")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["practice_call.id"], name=op.f("fk_criterion_call_id_practice_call"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("call_id", "slug", name=op.f("uq_criterion_call_id_slug")),
    )
    op.create_table(
        "reviewer",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reviewer_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["practice_call.id"], name=op.f("fk_reviewer_call_id_practice_call"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_reviewer_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer")),
        sa.UniqueConstraint("call_id", "account_id", name=op.f("uq_reviewer_call_id_account_id")),
    )
    with op.batch_alter_table("reviewer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviewer_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviewer_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "card_contact",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_card_contact_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_contact")),
    )
    with op.batch_alter_table("card_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_contact_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "card_country",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "providing",
                "receiving",
                "facilitating",
                name="countryrole",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_card_country_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_country")),
    )
    with op.batch_alter_table("card_country", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_country_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_country_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "card_file",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("photo", "document", name="cardfilekind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("small_id", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.Column("caption", sa.JSON(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column(
            "shown",
            sa.Enum(
                "unsaid",
                "nobody",
                "agreed",
                "not_asked",
                name="shown",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_card_file_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["small_id"], ["upload.id"], name=op.f("fk_card_file_small_id_upload"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_card_file_upload_id_upload"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_file")),
    )
    with op.batch_alter_table("card_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_file_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_file_small_id"), ["small_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_file_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "card_institution",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_card_institution_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_card_institution_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_institution")),
    )
    with op.batch_alter_table("card_institution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_institution_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_institution_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "card_text",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_original", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "machine",
                "reviewed",
                "approved",
                name="textstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("translator", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.JSON(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_card_text_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_card_text_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_text")),
        sa.UniqueConstraint("practice_id", "language", name=op.f("uq_card_text_practice_id_language")),
    )
    with op.batch_alter_table("card_text", schema=None) as batch_op:
        batch_op.create_index(
            "ix_card_text_original",
            ["practice_id"],
            unique=True,
            sqlite_where=sa.text("is_original"),
            postgresql_where=sa.text("is_original"),
        )

    op.create_table(
        "card_version",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "author",
                "secretariat",
                "translator",
                name="versionorigin",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "proposal",
            sa.Enum("open", "taken", "refused", name="proposal", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_card_version_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_card_version_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_version")),
        sa.UniqueConstraint("practice_id", "number", name=op.f("uq_card_version_practice_id_number")),
    )
    op.create_table(
        "review",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "done",
                "stepped_back",
                name="reviewstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "accept",
                "change",
                "decline",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("to_author", sa.Text(), nullable=False),
        sa.Column("to_chair", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_review_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_review_reviewer_id_reviewer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("practice_id", "reviewer_id", name=op.f("uq_review_practice_id_reviewer_id")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_reviewer_id"), ["reviewer_id"], unique=False)


def _add_columns() -> None:
    with op.batch_alter_table("practice", schema=None) as batch_op:
        for name in ("created_at", "changed_at"):
            when = sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=_BEFORE)
            batch_op.add_column(when)
        batch_op.add_column(sa.Column("state", sa.String(30), nullable=False, server_default="accepted"))
        for name in _LINES:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in _LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        for name in _TRANSLATED:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("is_invented", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("letters_in", sa.String(), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("once", sa.String(), nullable=True))
        for name in _INSTANTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in (*_YEARS, *_KEYS):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))


def _bind_columns() -> None:
    with op.batch_alter_table("practice", schema=None) as batch_op:
        for name in ("created_at", "changed_at"):
            batch_op.alter_column(name, existing_type=sa.DateTime(timezone=True), server_default=None)
        for name in (*_LINES, "letters_in"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
        for name in (*_LISTS, *_TRANSLATED):
            batch_op.alter_column(name, existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("state", existing_type=sa.String(30), server_default=None)
        batch_op.alter_column("is_invented", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_check_constraint("cardstate", f"state IN ({_named(_STATES)})")
        batch_op.create_check_constraint("years_in_order", _YEARS_IN_ORDER)
        batch_op.create_unique_constraint(batch_op.f("uq_practice_once"), ["once"])
        batch_op.create_index("ix_practice_edition_id_state", ["edition_id", "state"], unique=False)
        for name in _INDEXED:
            batch_op.create_index(batch_op.f(f"ix_practice_{name}"), [name], unique=False)
        for name, table in _KEYS.items():
            gone = None if table == "person" else "SET NULL"
            batch_op.create_foreign_key(batch_op.f(f"fk_practice_{name}_{table}"), table, [name], ["id"], ondelete=gone)


_FILE_KINDS_BEFORE = ("pdf", "jpeg", "png", "spreadsheet", "table")
_FILE_KINDS = (*_FILE_KINDS_BEFORE, "webp", "document", "text")
_STATES = ("draft", "submitted", "changes_asked", "accepted", "declined", "withdrawn")
_YEARS_IN_ORDER = "begun_in IS NULL OR ended_in IS NULL OR begun_in <= ended_in"
_BEFORE = "2026-11-02 00:00:00+00:00"
"""When what was there before was added: nobody has noted it; not later than this."""

_LINES = ("author", "email", "nonce", "reason")
_LISTS = ("goals", "themes")
_TRANSLATED = ("beneficiaries", "source")
_INSTANTS = ("submitted_at", "decided_at", "published_at")
_YEARS = ("begun_in", "ended_in")
_KEYS = {
    "edition_id": "edition",
    "call_id": "practice_call",
    "part_id": "call_part",
    "template_id": "card_template",
    "person_id": "person",
}
_INDEXED = ("call_id", "part_id", "template_id", "person_id", "email")


def _named(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _draw_nonces(connection: sa.Connection) -> None:
    """Give every practice what its private link is signed with."""
    practices = sa.table("practice", sa.column("id"), sa.column("nonce"))
    for number in connection.scalars(sa.select(practices.c.id)).all():
        own = practices.update().where(practices.c.id == number)
        connection.execute(own.values(nonce=secrets.token_hex(12)))


def downgrade() -> None:
    """Go back."""
    # What had no place before is gone: cards that nobody has accepted yet, and files of new kinds.
    op.execute(
        "UPDATE talk SET practice_id = NULL WHERE practice_id IN (SELECT id FROM practice WHERE state <> 'accepted')"
    )
    op.execute("DELETE FROM practice WHERE state <> 'accepted'")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        for name, table in _KEYS.items():
            batch_op.drop_constraint(batch_op.f(f"fk_practice_{name}_{table}"), type_="foreignkey")
        for name in ("cardstate", "years_in_order"):
            batch_op.drop_constraint(name, type_="check")
        batch_op.drop_constraint(batch_op.f("uq_practice_once"), type_="unique")
        for name in (*_INDEXED, "edition_id_state"):
            batch_op.drop_index(batch_op.f(f"ix_practice_{name}"))
        others = ("once", "letters_in", "is_invented", "state", "changed_at", "created_at")
        for name in (*_KEYS, *_YEARS, *_INSTANTS, *_TRANSLATED, *_LISTS, *_LINES, *others):
            batch_op.drop_column(name)

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_reviewer_id"))

    op.drop_table("review")
    op.drop_table("card_version")
    with op.batch_alter_table("card_text", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_card_text_original", sqlite_where=sa.text("is_original"), postgresql_where=sa.text("is_original")
        )

    op.drop_table("card_text")
    with op.batch_alter_table("card_institution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_institution_practice_id"))
        batch_op.drop_index(batch_op.f("ix_card_institution_institution_id"))

    op.drop_table("card_institution")
    with op.batch_alter_table("card_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_file_upload_id"))
        batch_op.drop_index(batch_op.f("ix_card_file_small_id"))
        batch_op.drop_index(batch_op.f("ix_card_file_practice_id"))

    op.drop_table("card_file")
    with op.batch_alter_table("card_country", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_country_practice_id"))
        batch_op.drop_index(batch_op.f("ix_card_country_code"))

    op.drop_table("card_country")
    with op.batch_alter_table("card_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_contact_practice_id"))

    op.drop_table("card_contact")
    with op.batch_alter_table("reviewer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviewer_institution_id"))
        batch_op.drop_index(batch_op.f("ix_reviewer_account_id"))

    op.drop_table("reviewer")
    op.drop_table("criterion")
    op.drop_table("call_part")
    op.drop_table("template_field")
    with op.batch_alter_table("practice_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_call_template_id"))
        batch_op.drop_index(batch_op.f("ix_practice_call_edition_id"))

    op.drop_table("practice_call")
    op.drop_table("card_template")
    op.execute("DELETE FROM upload WHERE kind IN ('webp', 'document', 'text')")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_constraint("filekind", type_="check")
        batch_op.create_check_constraint("filekind", f"kind IN ({_named(_FILE_KINDS_BEFORE)})")
