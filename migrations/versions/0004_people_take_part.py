"""Who puts people forward, what people answer, places in items, files; targets and what becomes of lapsed rights."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "upload",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf",
                "jpeg",
                "png",
                "spreadsheet",
                "table",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("is_claimed", sa.Boolean(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("uid", name=op.f("uq_upload_uid")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_owner"), ["owner"], unique=False)

    op.create_table(
        "admission",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("offers_are_automatic", sa.Boolean(), nullable=False),
        sa.Column("offers_at", sa.Time(), nullable=False),
        sa.Column("offer_days", sa.Integer(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("offer_days BETWEEN 1 AND 90", name=op.f("ck_admission_offers_end")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_admission_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_admission_edition_id")),
    )
    op.create_table(
        "question",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "line",
                "text",
                "choice",
                "several",
                "yes_no",
                "date",
                "file",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("asked_of", sa.JSON(), nullable=False),
        sa.Column("required_of", sa.JSON(), nullable=False),
        sa.Column(
            "retention",
            sa.Enum(
                "with_record",
                "after_event",
                "after_use",
                "after_year",
                "with_account",
                name="retention",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("matters", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "retention IN ('after_event', 'after_year', 'with_record')", name=op.f("ck_question_retention_is_offered")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_question_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_question_edition_id_slug")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "target",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column(
            "within",
            sa.Enum(
                "event", "delegation", "panel", name="within", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column(
            "rounding",
            sa.Enum("up", "down", "nearest", name="rounding", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name=op.f("ck_target_percent_is_a_share")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_target_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_mandate_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_mandate_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["institution_type.id"], name=op.f("fk_mandate_type_id_institution_type"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_type_id"), ["type_id"], unique=False)

    op.create_table(
        "sheet_reading",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("seen", "taken", "done", name="readingstate", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_sheet_reading_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["institution_type.id"],
            name=op.f("fk_sheet_reading_type_id_institution_type"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_sheet_reading_upload_id_upload"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_reading")),
    )
    with op.batch_alter_table("sheet_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_reading_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_reading_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "place_total",
        sa.Column("elective_id", sa.Integer(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(elective_id IS NULL) <> (slot_id IS NULL)", name=op.f("ck_place_total_one_thing")),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_place_total_counted_positive")),
        sa.CheckConstraint("size IS NULL OR counted <= size", name=op.f("ck_place_total_never_too_many")),
        sa.ForeignKeyConstraint(
            ["elective_id"], ["elective.id"], name=op.f("fk_place_total_elective_id_elective"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_place_total_slot_id_slot"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_total")),
        sa.UniqueConstraint("elective_id", name=op.f("uq_place_total_elective_id")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_place_total_slot_id")),
    )
    op.create_table(
        "answer",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_answer_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_answer_upload_id_upload"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("registration_id", "question_id", name=op.f("uq_answer_registration_id_question_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_answer_uid")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("elective_id", sa.Integer(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(elective_id IS NULL) <> (slot_id IS NULL)", name=op.f("ck_place_one_thing")),
        sa.ForeignKeyConstraint(
            ["elective_id"], ["elective.id"], name=op.f("fk_place_elective_id_elective"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_place_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_place_slot_id_slot"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_elective_id"), ["elective_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index(
            "uq_place_registration_id_elective_id",
            ["registration_id", "elective_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_place_registration_id_slot_id",
            ["registration_id", "slot_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "alternate",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alternate_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_alternate_seat_id_seat"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
    )
    with op.batch_alter_table("alternate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alternate_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alternate_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_alternate_seat_id_person_id",
            ["seat_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("activated_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("activated_at IS NULL AND withdrawn_at IS NULL"),
        )

    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("on_lapse", sa.String(30), nullable=False, server_default="keep"))
        batch_op.add_column(sa.Column("lapse_country", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_quota_rule_slot_id"), ["slot_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_quota_rule_slot_id_slot"), "slot", ["slot_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.drop_constraint("scope", type_="check")
        batch_op.create_check_constraint("scope", f"scope IN ({_named(_SCOPES)})")
    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.alter_column("on_lapse", existing_type=sa.String(30), server_default=None)
        batch_op.create_check_constraint("onlapse", f"on_lapse IN ({_named(_ON_LAPSE)})")
        for name, condition in _RULES.items():
            batch_op.create_check_constraint(name, condition)

    with op.batch_alter_table("registration", schema=None) as batch_op:
        for name in ("institution_name", "reason", "nonce"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("once", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("review_since", sa.DateTime(timezone=True), nullable=True))
        for name in ("filled", "review_of"):
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("mandate_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("letter_id", sa.Integer(), nullable=True))
    _draw_nonces(op.get_bind())
    with op.batch_alter_table("registration", schema=None) as batch_op:
        for name in ("institution_name", "reason", "nonce"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
        for name in ("filled", "review_of"):
            batch_op.alter_column(name, existing_type=sa.JSON(), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_registration_once"), ["once"])
        batch_op.create_index(batch_op.f("ix_registration_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_mandate_id"), ["mandate_id"], unique=False)
        batch_op.create_index("ix_registration_state", ["edition_id", "state"], unique=False)
        for name, columns, condition in _PARTIAL:
            where = sa.text(condition)
            batch_op.create_index(name, columns, unique=False, sqlite_where=where, postgresql_where=where)
        for column, table in (("mandate_id", "mandate"), ("letter_id", "upload")):
            name = batch_op.f(f"fk_registration_{column}_{table}")
            batch_op.create_foreign_key(name, table, [column], ["id"], ondelete="SET NULL")


_SCOPES_BEFORE = ("country", "institution", "region", "organisation", "edition")
_SCOPES = (*_SCOPES_BEFORE, "slot")
_ON_LAPSE = ("keep", "waiting", "country")
_RULES = {
    "slot_is_named": "(scope = 'slot') = (slot_id IS NOT NULL)",
    "slot_has_type": "scope <> 'slot' OR type_id IS NOT NULL",
    "lapse_country_is_named": "on_lapse <> 'country' OR lapse_country IS NOT NULL",
}
_PARTIAL = (
    ("ix_registration_waiting", ["edition_id", "type_id", "country", "institution_id"], "state = 'waiting'"),
    ("ix_registration_offered", ["offered_until"], "state = 'offered'"),
)


def _named(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _draw_nonces(connection: sa.Connection) -> None:
    """Give every registration what its private link is signed with."""
    registrations = sa.table("registration", sa.column("id"), sa.column("nonce"))
    for number in connection.scalars(sa.select(registrations.c.id)).all():
        own = registrations.update().where(registrations.c.id == number)
        connection.execute(own.values(nonce=secrets.token_hex(12)))


def downgrade() -> None:
    """Go back."""
    # What had no place before is gone: rules for single items.
    op.execute("DELETE FROM quota_total WHERE rule_id IN (SELECT id FROM quota_rule WHERE scope = 'slot')")
    op.execute("DELETE FROM quota_right WHERE rule_id IN (SELECT id FROM quota_rule WHERE scope = 'slot')")
    op.execute("DELETE FROM quota_rule WHERE scope = 'slot'")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        for column, table in (("mandate_id", "mandate"), ("letter_id", "upload")):
            batch_op.drop_constraint(batch_op.f(f"fk_registration_{column}_{table}"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_registration_once"), type_="unique")
        for name, _, condition in _PARTIAL:
            where = sa.text(condition)
            batch_op.drop_index(name, sqlite_where=where, postgresql_where=where)
        for name in ("ix_registration_state", "ix_registration_mandate_id", "ix_registration_letter_id"):
            batch_op.drop_index(batch_op.f(name))
        for name in (
            "letter_id mandate_id review_of filled review_since submitted_at once nonce reason rank institution_name"
        ).split():
            batch_op.drop_column(name)

    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        for name in (*_RULES, "onlapse", "scope"):
            batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint("scope", f"scope IN ({_named(_SCOPES_BEFORE)})")
        batch_op.drop_constraint(batch_op.f("fk_quota_rule_slot_id_slot"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_quota_rule_slot_id"))
        for name in ("lapse_country", "on_lapse", "slot_id"):
            batch_op.drop_column(name)

    with op.batch_alter_table("alternate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alternate_seat_id_person_id",
            sqlite_where=sa.text("activated_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("activated_at IS NULL AND withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_alternate_seat_id"))
        batch_op.drop_index(batch_op.f("ix_alternate_person_id"))

    op.drop_table("alternate")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_place_registration_id_slot_id",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(
            "uq_place_registration_id_elective_id",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_place_slot_id"))
        batch_op.drop_index(batch_op.f("ix_place_registration_id"))
        batch_op.drop_index(batch_op.f("ix_place_elective_id"))

    op.drop_table("place")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_upload_id"))
        batch_op.drop_index(batch_op.f("ix_answer_question_id"))

    op.drop_table("answer")
    op.drop_table("place_total")
    with op.batch_alter_table("sheet_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_reading_upload_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_reading_edition_id"))

    op.drop_table("sheet_reading")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_type_id"))
        batch_op.drop_index(batch_op.f("ix_mandate_institution_id"))
        batch_op.drop_index(batch_op.f("ix_mandate_email"))
        batch_op.drop_index(batch_op.f("ix_mandate_edition_id"))

    op.drop_table("mandate")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_edition_id"))

    op.drop_table("target")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_edition_id"))

    op.drop_table("question")
    op.drop_table("admission")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_owner"))
        batch_op.drop_index(batch_op.f("ix_upload_edition_id"))

    op.drop_table("upload")
