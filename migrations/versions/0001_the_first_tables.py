"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("calendar IN ('greg', 'hijri')", name=op.f("ck_account_calendar_known")),
        sa.CheckConstraint("digits IN ('latn', 'arab')", name=op.f("ck_account_digits_known")),
        sa.CheckConstraint("language IN ('ar', 'en')", name=op.f("ck_account_language_known")),
        sa.CheckConstraint("state IN ('active', 'closed')", name=op.f("ck_account_state_known")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_table(
        "attempt",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_window_ends_at"), ["window_ends_at"], unique=False)

    op.create_table(
        "city",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
        sa.UniqueConstraint("slug", name=op.f("uq_city_slug")),
    )
    op.create_table(
        "index_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_change")),
    )
    with op.batch_alter_table("index_change") as batch_op:
        batch_op.create_index(batch_op.f("ix_index_change_offering_id"), ["offering_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_message_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_message_dedupe_key")),
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.create_index("ix_message_due", ["state", "due_at"], unique=False)

    op.create_table(
        "occupation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("isco_code", sa.Text(), nullable=False),
        sa.Column("esco_uri", sa.Text(), nullable=True),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupation")),
        sa.UniqueConstraint("key", name=op.f("uq_occupation_key")),
    )
    with op.batch_alter_table("occupation") as batch_op:
        batch_op.create_index(batch_op.f("ix_occupation_isco_code"), ["isco_code"], unique=False)

    op.create_table(
        "skill",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("topic_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("key", name=op.f("uq_skill_key")),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('broad', 'narrow', 'detailed')", name=op.f("ck_topic_level_known")),
        sa.ForeignKeyConstraint(["parent_code"], ["topic.code"], name=op.f("fk_topic_parent_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("code", name=op.f("uq_topic_code")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('office', 'administrator')", name=op.f("ck_account_role_role_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_account_role_city_id")),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_audit_entry_actor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("account_id", "purpose", "given_at", name=op.f("uq_consent_account_id_purpose_given_at")),
    )
    with op.batch_alter_table("consent") as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_account_id"), ["account_id"], unique=False)

    op.create_table(
        "district",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("is_zone", sa.Boolean(), nullable=False),
        sa.Column("zone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("NOT (is_zone AND zone_id IS NOT NULL)", name=op.f("ck_district_zones_do_not_nest")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_district_city_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["district.id"], name=op.f("fk_district_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("city_id", "slug", name=op.f("uq_district_city_id_slug")),
    )
    op.create_table(
        "occupation_skill",
        sa.Column("occupation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("skill_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("need IN ('essential', 'optional')", name=op.f("ck_occupation_skill_need_known")),
        sa.ForeignKeyConstraint(
            ["occupation_id"], ["occupation.id"], name=op.f("fk_occupation_skill_occupation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_occupation_skill_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("occupation_id", "skill_id", name=op.f("pk_occupation_skill")),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('join', 'sign_in', 'reset')", name=op.f("ck_sign_in_code_purpose_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
        sa.UniqueConstraint("handle", name=op.f("uq_sign_in_code_handle")),
    )
    with op.batch_alter_table("sign_in_code") as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_code_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session") as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "learner",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("full_name_ar", sa.Text(), nullable=True),
        sa.Column("full_name_en", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gender IN ('female', 'male')", name=op.f("ck_learner_gender_known")),
        sa.CheckConstraint("full_name_ar IS NOT NULL OR full_name_en IS NOT NULL", name=op.f("ck_learner_has_a_name")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_learner_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_learner_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("account_id", name=op.f("uq_learner_account_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learner_public_id")),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=True),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("about_ar", sa.Text(), nullable=True),
        sa.Column("about_en", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("licence_authority_ar", sa.Text(), nullable=True),
        sa.Column("licence_authority_en", sa.Text(), nullable=True),
        sa.Column("licence_number", sa.Text(), nullable=True),
        sa.Column("licence_expires_on", sa.Date(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('university', 'college', 'training_institute', 'school', 'company', 'association', 'library', 'municipal', 'other')",
            name=op.f("ck_provider_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('applied', 'verified', 'rejected', 'suspended', 'closed')", name=op.f("ck_provider_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'suspended') OR verified_at IS NOT NULL",
            name=op.f("ck_provider_verified_has_a_date"),
        ),
        sa.CheckConstraint("name_ar IS NOT NULL OR name_en IS NOT NULL", name=op.f("ck_provider_has_a_name")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_provider_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_provider_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("public_id", name=op.f("uq_provider_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_provider_reference")),
    )
    with op.batch_alter_table("provider") as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_city_id"), ["city_id"], unique=False)

    op.create_table(
        "guardianship",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('parent', 'legal_guardian', 'child_of_parent', 'other')", name=op.f("ck_guardianship_kind_known")
        ),
        sa.CheckConstraint("state IN ('active', 'ended')", name=op.f("ck_guardianship_state_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_guardianship_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_guardianship_learner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
    )
    with op.batch_alter_table("guardianship") as batch_op:
        batch_op.create_index(batch_op.f("ix_guardianship_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(
            "uq_guardianship_live",
            ["account_id", "learner_id"],
            unique=True,
            postgresql_where=sa.text("state = 'active'"),
            sqlite_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "offering",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=True),
        sa.Column("title_ar", sa.Text(), nullable=True),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("summary_ar", sa.Text(), nullable=True),
        sa.Column("summary_en", sa.Text(), nullable=True),
        sa.Column("description_ar", sa.Text(), nullable=True),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("learn_ar", sa.Text(), nullable=True),
        sa.Column("learn_en", sa.Text(), nullable=True),
        sa.Column("who_for_ar", sa.Text(), nullable=True),
        sa.Column("who_for_en", sa.Text(), nullable=True),
        sa.Column("bring_ar", sa.Text(), nullable=True),
        sa.Column("bring_en", sa.Text(), nullable=True),
        sa.Column("assessed_ar", sa.Text(), nullable=True),
        sa.Column("assessed_en", sa.Text(), nullable=True),
        sa.Column("funding_ar", sa.Text(), nullable=True),
        sa.Column("funding_en", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("age_min", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("age_max", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("hours", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("prerequisites", sa.JSON(), nullable=False),
        sa.Column("image", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "credential IN ('none', 'attendance', 'completion', 'professional', 'licence', 'qualification', 'badge')",
            name=op.f("ck_offering_credential_known"),
        ),
        sa.CheckConstraint(
            "format IN ('reskilling', 'upskilling', 'lecture', 'event', 'camp', 'learning_circle', 'guided_visit', 'qualification', 'self_study', 'guidance')",
            name=op.f("ck_offering_format_known"),
        ),
        sa.CheckConstraint("kind IN ('course', 'workshop', 'programme')", name=op.f("ck_offering_kind_known")),
        sa.CheckConstraint(
            "level IN ('beginner', 'intermediate', 'advanced', 'all')", name=op.f("ck_offering_level_known")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_offering_published_has_a_date")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'changes_requested', 'published', 'paused', 'taken_down', 'archived')",
            name=op.f("ck_offering_state_known"),
        ),
        sa.CheckConstraint("age_min <= age_max", name=op.f("ck_offering_ages_in_order")),
        sa.CheckConstraint(
            "age_min BETWEEN 0 AND 120 AND age_max BETWEEN 0 AND 120", name=op.f("ck_offering_ages_in_years")
        ),
        sa.CheckConstraint("hours > 0", name=op.f("ck_offering_hours_positive")),
        sa.CheckConstraint("title_ar IS NOT NULL OR title_en IS NOT NULL", name=op.f("ck_offering_has_a_title")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_offering_city_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_offering_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering")),
        sa.UniqueConstraint("provider_id", "reference", name=op.f("uq_offering_provider_id_reference")),
        sa.UniqueConstraint("public_id", name=op.f("uq_offering_public_id")),
    )
    with op.batch_alter_table("offering") as batch_op:
        batch_op.create_index(batch_op.f("ix_offering_city_id"), ["city_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offering_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index("ix_offering_state", ["state", "published_at"], unique=False)

    op.create_table(
        "provider_member",
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'editor', 'instructor')", name=op.f("ck_provider_member_role_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_provider_member_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_member_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider_id", "account_id", name=op.f("pk_provider_member")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name_ar", sa.Text(), nullable=True),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("address_ar", sa.Text(), nullable=True),
        sa.Column("address_en", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.CheckConstraint("name_ar IS NOT NULL OR name_en IS NOT NULL", name=op.f("ck_venue_has_a_name")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_venue_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_venue_district_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_venue_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("public_id", name=op.f("uq_venue_public_id")),
    )
    with op.batch_alter_table("venue") as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_district_id"), ["district_id"], unique=False)
        batch_op.create_index("ix_venue_provider", ["provider_id", "name_ar", "name_en"], unique=False)

    op.create_table(
        "offering_occupation",
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("isco_code", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_offering_occupation_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", "isco_code", name=op.f("pk_offering_occupation")),
    )
    with op.batch_alter_table("offering_occupation") as batch_op:
        batch_op.create_index(batch_op.f("ix_offering_occupation_isco_code"), ["isco_code"], unique=False)

    op.create_table(
        "offering_skill",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("skill_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("role IN ('taught', 'required')", name=op.f("ck_offering_skill_role_known")),
        sa.CheckConstraint("(skill_id IS NULL) <> (words IS NULL)", name=op.f("ck_offering_skill_known_or_in_words")),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_offering_skill_offering_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_offering_skill_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering_skill")),
        sa.UniqueConstraint(
            "offering_id", "role", "position", name=op.f("uq_offering_skill_offering_id_role_position")
        ),
    )
    with op.batch_alter_table("offering_skill") as batch_op:
        batch_op.create_index(batch_op.f("ix_offering_skill_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "offering_topic",
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_offering_topic_offering_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_offering_topic_topic_id")),
        sa.PrimaryKeyConstraint("offering_id", "topic_id", name=op.f("pk_offering_topic")),
    )
    with op.batch_alter_table("offering_topic") as batch_op:
        batch_op.create_index(batch_op.f("ix_offering_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "programme_step",
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["offering.id"], name=op.f("fk_programme_step_programme_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["offering.id"], name=op.f("fk_programme_step_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("programme_id", "step_id", name=op.f("pk_programme_step")),
    )
    with op.batch_alter_table("programme_step") as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_step_step_id"), ["step_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("room_ar", sa.Text(), nullable=True),
        sa.Column("room_en", sa.Text(), nullable=True),
        sa.Column("join_url", sa.Text(), nullable=True),
        sa.Column("gender_mode", sa.Text(), nullable=True),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("enrol_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enrol_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("minimum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seats_taken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("waiting_list", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allocation", sa.Text(), nullable=False),
        sa.Column("price_halalas", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reduced_price_halalas", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reduced_for", sa.Text(), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("flexible_start", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("allocation IN ('first_come', 'approval')", name=op.f("ck_run_allocation_known")),
        sa.CheckConstraint(
            "gender_mode IN ('mixed', 'women', 'men', 'families', 'girls', 'boys', 'separate_sections')",
            name=op.f("ck_run_gender_mode_known"),
        ),
        sa.CheckConstraint(
            "mode IN ('in_person', 'online_live', 'online_self_paced', 'blended', 'on_the_job', 'outdoor')",
            name=op.f("ck_run_mode_known"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'postponed', 'cancelled', 'completed')", name=op.f("ck_run_state_known")
        ),
        sa.CheckConstraint(
            "(reduced_price_halalas IS NULL) = (reduced_for IS NULL)", name=op.f("ck_run_reduced_for_somebody")
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_run_capacity_positive")),
        sa.CheckConstraint("enrol_opens_at <= enrol_closes_at", name=op.f("ck_run_enrolment_opens_before_it_closes")),
        sa.CheckConstraint("price_halalas >= 0", name=op.f("ck_run_price_not_negative")),
        sa.CheckConstraint(
            "reduced_price_halalas >= 0 AND reduced_price_halalas <= price_halalas",
            name=op.f("ck_run_reduced_price_lower"),
        ),
        sa.CheckConstraint("seats_taken <= capacity", name=op.f("ck_run_seats_not_oversold")),
        sa.CheckConstraint("seats_taken >= 0", name=op.f("ck_run_seats_not_negative")),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_run_starts_before_it_ends")),
        sa.CheckConstraint("waiting_list >= 0", name=op.f("ck_run_waiting_list_not_negative")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_run_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_run_district_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_run_offering_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_run_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("offering_id", "reference", name=op.f("uq_run_offering_id_reference")),
        sa.UniqueConstraint("public_id", name=op.f("uq_run_public_id")),
    )
    with op.batch_alter_table("run") as batch_op:
        batch_op.create_index(batch_op.f("ix_run_city_id"), ["city_id"], unique=False)
        batch_op.create_index("ix_run_dates", ["state", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_offering_id"), ["offering_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("acted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("waiting_place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('requested', 'waitlisted', 'offered', 'confirmed', 'rejected', 'declined', 'lapsed', 'withdrawn', 'cancelled', 'completed', 'not_completed', 'no_show')",
            name=op.f("ck_enrolment_state_known"),
        ),
        sa.ForeignKeyConstraint(["acted_by"], ["account.id"], name=op.f("fk_enrolment_acted_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_enrolment_learner_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_enrolment_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_enrolment_public_id")),
    )
    with op.batch_alter_table("enrolment") as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_run_id"), ["run_id"], unique=False)
        batch_op.create_index("uq_enrolment_idempotency", ["acted_by", "idempotency_key"], unique=True)
        batch_op.create_index(
            "uq_enrolment_live",
            ["run_id", "learner_id"],
            unique=True,
            postgresql_where=sa.text("state IN ('requested', 'waitlisted', 'offered', 'confirmed')"),
            sqlite_where=sa.text("state IN ('requested', 'waitlisted', 'offered', 'confirmed')"),
        )

    op.create_table(
        "run_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('scheduled', 'moved', 'cancelled')", name=op.f("ck_run_session_state_known")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_run_session_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_session_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_session")),
        sa.UniqueConstraint("run_id", "starts_at", name=op.f("uq_run_session_run_id_starts_at")),
    )
    with op.batch_alter_table("run_session") as batch_op:
        batch_op.create_index(batch_op.f("ix_run_session_run_id"), ["run_id"], unique=False)

    op.create_table(
        "enrolment_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_enrolment_event_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_event_enrolment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_event")),
    )
    with op.batch_alter_table("enrolment_event") as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_event_enrolment_id"), ["enrolment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("enrolment_event") as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_event_enrolment_id"))

    op.drop_table("enrolment_event")
    with op.batch_alter_table("run_session") as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_session_run_id"))

    op.drop_table("run_session")
    with op.batch_alter_table("enrolment") as batch_op:
        batch_op.drop_index(
            "uq_enrolment_live",
            postgresql_where=sa.text("state IN ('requested', 'waitlisted', 'offered', 'confirmed')"),
            sqlite_where=sa.text("state IN ('requested', 'waitlisted', 'offered', 'confirmed')"),
        )
        batch_op.drop_index("uq_enrolment_idempotency")
        batch_op.drop_index(batch_op.f("ix_enrolment_run_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_learner_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("run") as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_venue_id"))
        batch_op.drop_index(batch_op.f("ix_run_offering_id"))
        batch_op.drop_index("ix_run_dates")
        batch_op.drop_index(batch_op.f("ix_run_city_id"))

    op.drop_table("run")
    with op.batch_alter_table("programme_step") as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_step_step_id"))

    op.drop_table("programme_step")
    with op.batch_alter_table("offering_topic") as batch_op:
        batch_op.drop_index(batch_op.f("ix_offering_topic_topic_id"))

    op.drop_table("offering_topic")
    with op.batch_alter_table("offering_skill") as batch_op:
        batch_op.drop_index(batch_op.f("ix_offering_skill_skill_id"))

    op.drop_table("offering_skill")
    with op.batch_alter_table("offering_occupation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_offering_occupation_isco_code"))

    op.drop_table("offering_occupation")
    with op.batch_alter_table("venue") as batch_op:
        batch_op.drop_index("ix_venue_provider")
        batch_op.drop_index(batch_op.f("ix_venue_district_id"))

    op.drop_table("venue")
    op.drop_table("provider_member")
    with op.batch_alter_table("offering") as batch_op:
        batch_op.drop_index("ix_offering_state")
        batch_op.drop_index(batch_op.f("ix_offering_provider_id"))
        batch_op.drop_index(batch_op.f("ix_offering_city_id"))

    op.drop_table("offering")
    with op.batch_alter_table("guardianship") as batch_op:
        batch_op.drop_index(
            "uq_guardianship_live",
            postgresql_where=sa.text("state = 'active'"),
            sqlite_where=sa.text("state = 'active'"),
        )
        batch_op.drop_index(batch_op.f("ix_guardianship_learner_id"))

    op.drop_table("guardianship")
    with op.batch_alter_table("provider") as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_city_id"))

    op.drop_table("provider")
    op.drop_table("learner")
    with op.batch_alter_table("web_session") as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_web_session_account_id"))

    op.drop_table("web_session")
    with op.batch_alter_table("sign_in_code") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_code_expires_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_code_email"))

    op.drop_table("sign_in_code")
    op.drop_table("occupation_skill")
    op.drop_table("district")
    with op.batch_alter_table("consent") as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_account_id"))

    op.drop_table("consent")
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("account_role")
    op.drop_table("topic")
    op.drop_table("skill")
    with op.batch_alter_table("occupation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_occupation_isco_code"))

    op.drop_table("occupation")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index("ix_message_due")

    op.drop_table("message")
    with op.batch_alter_table("index_change") as batch_op:
        batch_op.drop_index(batch_op.f("ix_index_change_offering_id"))

    op.drop_table("index_change")
    op.drop_table("city")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_window_ends_at"))

    op.drop_table("attempt")
    op.drop_table("account")
