"""Institution types as a vocabulary, seats, and who holds them."""

import json

import sqlalchemy as sa
from alembic import op
from slugify import slugify

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "institution_type",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column(
            "entry",
            sa.Enum(
                "nomination",
                "invitation",
                "approval",
                "open",
                name="entry",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "international",
                "ministry_of_labour",
                "migration_institute",
                "foreign_affairs",
                "sse_promotion",
                "government",
                "workers",
                "employers",
                "cooperative",
                "university",
                "network",
                "civil_society",
                "working_group",
                "other",
                name="institutionkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_institution_type_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_type")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_institution_type_edition_id_slug")),
    )
    with op.batch_alter_table("institution_type", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_type_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "nominated",
                "contested",
                "waiting",
                "offered",
                "accepted",
                "confirmed",
                "arrived",
                "declined",
                "refused",
                "withdrawn",
                "replaced",
                "lapsed",
                "visa_refused",
                "did_not_come",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (waiting_since IS NOT NULL)", name=op.f("ck_registration_waiting_has_begun")
        ),
        sa.CheckConstraint("state <> 'offered' OR offered_until IS NOT NULL", name=op.f("ck_registration_offers_end")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_registration_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_registration_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["institution_type.id"], name=op.f("fk_registration_type_id_institution_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("edition_id", "person_id", name=op.f("uq_registration_edition_id_person_id")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_type_id"), ["type_id"], unique=False)

    op.create_table(
        "quota_right",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["quota_rule.id"], name=op.f("fk_quota_right_rule_id_quota_rule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_right")),
        sa.UniqueConstraint("rule_id", "unit", name=op.f("uq_quota_right_rule_id_unit")),
    )
    op.create_table(
        "quota_total",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_quota_total_counted_positive")),
        sa.CheckConstraint("size IS NULL OR counted <= size", name=op.f("ck_quota_total_never_too_many")),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["quota_rule.id"], name=op.f("fk_quota_total_rule_id_quota_rule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_total")),
        sa.UniqueConstraint("rule_id", "unit", name=op.f("uq_quota_total_rule_id_unit")),
    )
    op.create_table(
        "seat",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("lent_to", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("is_funded", sa.Boolean(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_seat_number_positive")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_seat_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["quota_rule.id"], name=op.f("fk_seat_rule_id_quota_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("rule_id", "unit", "number", name=op.f("uq_seat_rule_id_unit_number")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(
            "ix_seat_free",
            ["rule_id", "lent_to", "number"],
            unique=False,
            sqlite_where=sa.text("is_free = 1"),
            postgresql_where=sa.text("is_free"),
        )

    op.create_table(
        "holding",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_rival", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_holding_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_holding_seat_id_seat"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holding_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holding_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_holding_registration_id",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_holding_seat_id",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND NOT is_rival"),
            postgresql_where=sa.text("until IS NULL AND NOT is_rival"),
        )

    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("type_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_funded", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("opens_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("opens_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("zone_name", sa.String(), nullable=True))
        batch_op.drop_constraint("scope", type_="check")
        batch_op.create_check_constraint("scope", f"scope IN ({_named(_SCOPES)})")
    _name_types(op.get_bind())
    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.alter_column("is_funded", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_index(batch_op.f("ix_quota_rule_type_id"), ["type_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_quota_rule_type_id_institution_type"),
            "institution_type",
            ["type_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_check_constraint("ceiling_has_number", "type_id IS NOT NULL OR seats IS NOT NULL")
        batch_op.drop_column("institution_type")


_SCOPES = ("country", "institution", "region", "organisation", "edition")
_SCOPES_BEFORE = ("country", "institution", "region", "edition")


def _named(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _name_types(connection: sa.Connection) -> None:
    """Make what each quota rule called its institution type one of the edition's types; the same texts are one type."""
    rules = sa.table("quota_rule", *map(sa.column, ("id", "edition_id", "position", "type_id")), _TEXT)
    types = sa.table("institution_type", *map(sa.column, ("id", "edition_id", "slug", "position", "entry")), _NAME)
    known: dict[tuple[int, str], int] = {}
    taken: set[tuple[int, str]] = set()
    rows = connection.execute(sa.select(rules).order_by(rules.c.edition_id, rules.c.position)).all()
    for row in rows:
        texts = json.dumps(row.institution_type, sort_keys=True)
        if (row.edition_id, texts) not in known:
            slug = _slug(row.institution_type, {slug for edition, slug in taken if edition == row.edition_id})
            taken.add((row.edition_id, slug))
            facts = {"edition_id": row.edition_id, "slug": slug, "position": len(known), "entry": "nomination"}
            connection.execute(types.insert().values(**facts, name=row.institution_type))
            own = sa.select(types.c.id).where(types.c.edition_id == row.edition_id, types.c.slug == slug)
            known[row.edition_id, texts] = connection.execute(own).scalar_one()
        connection.execute(rules.update().where(rules.c.id == row.id).values(type_id=known[row.edition_id, texts]))


_TEXT = sa.column("institution_type", sa.JSON)
_NAME = sa.column("name", sa.JSON)


def _slug(texts: dict[str, str], taken: set[str]) -> str:
    stem = slugify(texts.get("en") or next(iter(texts.values()), ""), max_length=60, word_boundary=True) or "type"
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def downgrade() -> None:
    """Go back."""
    # What had no place before is gone: ceilings, and rules per organisation.
    op.execute("DELETE FROM quota_right")
    op.execute("DELETE FROM quota_total")
    op.execute("DELETE FROM holding")
    op.execute("DELETE FROM seat")
    op.execute("DELETE FROM quota_rule WHERE type_id IS NULL OR scope = 'organisation'")
    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("institution_type", sa.JSON(), nullable=True))
    op.execute(
        "UPDATE quota_rule SET institution_type ="
        " (SELECT name FROM institution_type WHERE institution_type.id = quota_rule.type_id)"
    )
    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.alter_column("institution_type", existing_type=sa.JSON(), nullable=False)
        batch_op.drop_constraint("scope", type_="check")
        batch_op.create_check_constraint("scope", f"scope IN ({_named(_SCOPES_BEFORE)})")
        batch_op.drop_constraint("ceiling_has_number", type_="check")
        batch_op.drop_constraint(batch_op.f("fk_quota_rule_type_id_institution_type"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_quota_rule_type_id"))
        batch_op.drop_column("zone_name")
        batch_op.drop_column("closes_at")
        batch_op.drop_column("closes_on")
        batch_op.drop_column("opens_at")
        batch_op.drop_column("opens_on")
        batch_op.drop_column("is_funded")
        batch_op.drop_column("type_id")

    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_holding_seat_id",
            sqlite_where=sa.text("until IS NULL AND NOT is_rival"),
            postgresql_where=sa.text("until IS NULL AND NOT is_rival"),
        )
        batch_op.drop_index(
            "uq_holding_registration_id",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_holding_seat_id"))
        batch_op.drop_index(batch_op.f("ix_holding_registration_id"))

    op.drop_table("holding")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_free", sqlite_where=sa.text("is_free = 1"), postgresql_where=sa.text("is_free"))
        batch_op.drop_index(batch_op.f("ix_seat_edition_id"))

    op.drop_table("seat")
    op.drop_table("quota_total")
    op.drop_table("quota_right")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_type_id"))
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))
        batch_op.drop_index(batch_op.f("ix_registration_institution_id"))

    op.drop_table("registration")
    with op.batch_alter_table("institution_type", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_type_edition_id"))

    op.drop_table("institution_type")
