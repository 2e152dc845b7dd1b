"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "account",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "installation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "institution",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("acronym", sa.JSON(), nullable=False),
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
            nullable=False,
        ),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("slug", name=op.f("uq_institution_slug")),
    )
    op.create_table(
        "person",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("family_first", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("honorific", sa.JSON(), nullable=False),
        sa.Column("passport_name", sa.String(), nullable=False),
        sa.Column("listed_name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    op.create_table(
        "series",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("acronym", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
    )
    op.create_table(
        "edition",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("theme", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "academy",
                "seminar",
                "workshop",
                "webinar",
                name="editionkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("on_site", "online", "hybrid", name="mode", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("dates_assumed", sa.Boolean(), nullable=False),
        sa.Column("dates_note", sa.JSON(), nullable=False),
        sa.Column("zone_name", sa.String(), nullable=False),
        sa.Column("zone_label", sa.String(), nullable=False),
        sa.Column("venue", sa.JSON(), nullable=False),
        sa.Column("city", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("online_url", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("floor_languages", sa.JSON(), nullable=False),
        sa.Column("interpretation_languages", sa.JSON(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_edition_days_in_order")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_edition_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_edition_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_edition_uid")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_series_id"), ["series_id"], unique=False)

    op.create_table(
        "institution_parent",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_parent_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["institution.id"],
            name=op.f("fk_institution_parent_parent_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "parent_id", name=op.f("pk_institution_parent")),
    )
    with op.batch_alter_table("institution_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_parent_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "practice",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_practice_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("slug", name=op.f("uq_practice_slug")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_token_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "concept_section",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "context",
                "justification",
                "general_objective",
                "specific_objectives",
                "activities",
                "participants",
                "conclusions",
                "other",
                name="sectionkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("heading", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_concept_section_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_section")),
    )
    with op.batch_alter_table("concept_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_section_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "date_claim",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stated", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_date_claim_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_claim")),
    )
    with op.batch_alter_table("date_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_claim_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "edition_country",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_country_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_country")),
    )
    with op.batch_alter_table("edition_country", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_country_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "elective",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_elective_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elective")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_elective_edition_id_slug")),
    )
    with op.batch_alter_table("elective", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_elective_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "organiser",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "organiser",
                "co_organiser",
                "partner",
                "secretariat",
                "donor",
                name="contribution",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_organiser_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_organiser_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organiser")),
    )
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organiser_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organiser_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "part",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL", name=op.f("ck_part_no_capacity")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_part_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_part_edition_id_slug")),
    )
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "quota_rule",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("institution_type", sa.JSON(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "country",
                "institution",
                "region",
                "edition",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("is_binding", sa.Boolean(), nullable=False),
        sa.Column("level", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_quota_rule_seats_positive")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_quota_rule_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_rule")),
    )
    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_rule_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_room_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_room_edition_id_slug")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opening",
                "ceremony",
                "lecture",
                "presentation",
                "plenary",
                "panel",
                "elective",
                "workshop",
                "study_visit",
                "fair",
                "group_work",
                "break",
                "closing",
                name="slotkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("start", sa.Time(), nullable=True),
        sa.Column("end", sa.Time(), nullable=True),
        sa.Column("days_over", sa.Integer(), nullable=False),
        sa.Column("printed_hours", sa.String(), nullable=False),
        sa.Column("doubt", sa.String(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("elective_id", sa.Integer(), nullable=True),
        sa.Column("directed_by_id", sa.Integer(), nullable=True),
        sa.Column("directed_as", sa.JSON(), nullable=False),
        sa.Column("floor_languages", sa.JSON(), nullable=False),
        sa.Column("interpretation_languages", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("online_url", sa.String(), nullable=False),
        sa.Column("public_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint('"end" IS NULL OR start IS NOT NULL', name=op.f("ck_slot_end_needs_start")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_slot_capacity_positive")),
        sa.CheckConstraint('days_over = 1 OR start < "end"', name=op.f("ck_slot_hours_in_order")),
        sa.CheckConstraint("days_over BETWEEN 0 AND 1", name=op.f("ck_slot_days_over")),
        sa.ForeignKeyConstraint(
            ["directed_by_id"], ["institution.id"], name=op.f("fk_slot_directed_by_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_slot_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["elective_id"], ["elective.id"], name=op.f("fk_slot_elective_id_elective")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_slot_part_id_part")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_slot_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_slot_edition_id_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_slot_uid")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_directed_by_id"), ["directed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_elective_id"), ["elective_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_part_id"), ["part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_room_id"), ["room_id"], unique=False)

    op.create_table(
        "talk",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_talk_practice_id_practice")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_talk_slot_id_slot"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
    )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "role",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "speaker",
                "moderator",
                "facilitator",
                "coordinator",
                "chair",
                "rapporteur",
                "interpreter",
                name="rolekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("talk_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("placeholder", sa.JSON(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "on_site", "remote", "video", name="presence", native_enum=False, create_constraint=True, length=30
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("person_id IS NULL OR institution_id IS NULL", name=op.f("ck_role_one_holder")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_role_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id_person")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_role_slot_id_slot"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_role_talk_id_talk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "affiliation",
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("post", sa.JSON(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_affiliation_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_affiliation_role_id_role"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliation_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affiliation_role_id"), ["role_id"], unique=False)
    op.execute("INSERT INTO installation (id, version) VALUES (1, 1)")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_affiliation_role_id"))
        batch_op.drop_index(batch_op.f("ix_affiliation_institution_id"))

    op.drop_table("affiliation")
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_talk_id"))
        batch_op.drop_index(batch_op.f("ix_role_slot_id"))
        batch_op.drop_index(batch_op.f("ix_role_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_institution_id"))

    op.drop_table("role")
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_slot_id"))
        batch_op.drop_index(batch_op.f("ix_talk_practice_id"))

    op.drop_table("talk")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_room_id"))
        batch_op.drop_index(batch_op.f("ix_slot_part_id"))
        batch_op.drop_index(batch_op.f("ix_slot_elective_id"))
        batch_op.drop_index(batch_op.f("ix_slot_edition_id"))
        batch_op.drop_index(batch_op.f("ix_slot_directed_by_id"))

    op.drop_table("slot")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_edition_id"))

    op.drop_table("room")
    with op.batch_alter_table("quota_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_rule_edition_id"))

    op.drop_table("quota_rule")
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_edition_id"))

    op.drop_table("part")
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organiser_institution_id"))
        batch_op.drop_index(batch_op.f("ix_organiser_edition_id"))

    op.drop_table("organiser")
    with op.batch_alter_table("elective", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elective_edition_id"))

    op.drop_table("elective")
    with op.batch_alter_table("edition_country", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_country_edition_id"))

    op.drop_table("edition_country")
    with op.batch_alter_table("date_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_date_claim_edition_id"))

    op.drop_table("date_claim")
    with op.batch_alter_table("concept_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concept_section_edition_id"))

    op.drop_table("concept_section")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_institution_id"))

    op.drop_table("practice")
    with op.batch_alter_table("institution_parent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_parent_parent_id"))

    op.drop_table("institution_parent")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_series_id"))

    op.drop_table("edition")
    op.drop_table("series")
    op.drop_table("person")
    op.drop_table("institution")
    op.drop_table("installation")
    op.drop_table("account")
