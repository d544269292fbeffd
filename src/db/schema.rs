//! The tables of both engines, as Diesel sees them. A test compares them with the migrations.

diesel::table! {
    sender (id) {
        id -> Integer,
        name -> Text,
    }
}

diesel::table! {
    person_key (person_id) {
        person_id -> BigInt,
        wrapped -> Binary,
    }
}

diesel::table! {
    personal (id) {
        id -> BigInt,
        person_id -> Nullable<BigInt>,
        name -> Nullable<Text>,
        note -> Nullable<Text>,
        id_number -> Nullable<Binary>,
        phone -> Nullable<Binary>,
        address -> Nullable<Binary>,
    }
}

diesel::table! {
    person (id) {
        id -> BigInt,
        sender_id -> Integer,
        #[sql_name = "ref"]
        ref_ -> Text,
        registered -> Bool,
        id_number_index -> Nullable<Binary>,
        name_id -> Nullable<BigInt>,
        division -> BigInt,
        household_id -> Nullable<BigInt>,
        status -> SmallInt,
        wants_work -> Bool,
        wants_help -> Bool,
        helper_id -> Nullable<BigInt>,
        merged_into -> Nullable<BigInt>,
    }
}

diesel::table! {
    profile (person_id) {
        person_id -> BigInt,
        born_on -> Date,
        education -> Nullable<SmallInt>,
        graduated_in -> Nullable<SmallInt>,
        phone_index -> Nullable<Binary>,
        sought_1 -> Nullable<Text>,
        sought_2 -> Nullable<Text>,
        sought_3 -> Nullable<Text>,
        pay_from -> Nullable<BigInt>,
        sought_in -> Nullable<BigInt>,
        sought_form -> Nullable<SmallInt>,
        available_on -> Nullable<Date>,
        profile_shared -> Bool,
    }
}

diesel::table! {
    name_key (key, person_id) {
        key -> Text,
        person_id -> BigInt,
    }
}

diesel::table! {
    household (id) {
        id -> BigInt,
        sender_id -> Integer,
        #[sql_name = "ref"]
        ref_ -> Text,
        registered -> Bool,
        division -> BigInt,
        urban -> Bool,
    }
}

diesel::table! {
    employment (id) {
        id -> BigInt,
        sender_id -> Integer,
        #[sql_name = "ref"]
        ref_ -> Text,
    }
}

diesel::table! {
    helper (id) {
        id -> BigInt,
        sender_id -> Integer,
        #[sql_name = "ref"]
        ref_ -> Text,
    }
}

diesel::table! {
    fact (position) {
        position -> BigInt,
        kind -> SmallInt,
        effective_on -> Date,
        sender_id -> Integer,
        event_ref -> Text,
        content_hash -> Binary,
        person_id -> Nullable<BigInt>,
        household_id -> Nullable<BigInt>,
        employment_id -> Nullable<BigInt>,
        helper_id -> Nullable<BigInt>,
        division -> Nullable<BigInt>,
        code -> Nullable<SmallInt>,
        reason -> Nullable<SmallInt>,
        amount -> Nullable<BigInt>,
        sex -> Nullable<SmallInt>,
        retirement_group -> Nullable<SmallInt>,
        born_on -> Nullable<Date>,
        voids -> Nullable<BigInt>,
        personal_id -> Nullable<BigInt>,
        attributes -> Nullable<Text>,
        claimed_at -> Nullable<Timestamp>,
        recorded_at -> Timestamp,
        inherits -> Bool,
        about -> Nullable<BigInt>,
        other_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    application (position) {
        position -> BigInt,
        person_id -> Nullable<BigInt>,
        household_id -> Nullable<BigInt>,
        category -> Nullable<SmallInt>,
        applied_on -> Date,
        stage -> SmallInt,
        since -> Date,
        notice_from -> Nullable<Date>,
        notice_until -> Nullable<Date>,
    }
}

diesel::table! {
    help_case (position) {
        position -> BigInt,
        person_id -> BigInt,
        package -> SmallInt,
        stage -> SmallInt,
        opened_on -> Date,
        planned_on -> Nullable<Date>,
        served_on -> Nullable<Date>,
        placed_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        close_reason -> Nullable<SmallInt>,
        helper_id -> Nullable<BigInt>,
        offered_to -> Nullable<BigInt>,
        assign_by -> Nullable<Date>,
        due_on -> Nullable<Date>,
        due -> Nullable<SmallInt>,
        refused_on -> Nullable<Date>,
        lost_on -> Nullable<Date>,
    }
}

diesel::table! {
    working_day_notice (id) {
        id -> BigInt,
        year -> Integer,
        document -> Nullable<Text>,
        published_on -> Nullable<Date>,
        loaded_at -> Timestamp,
        account -> Nullable<Text>,
    }
}

diesel::table! {
    working_day (notice_id, day) {
        notice_id -> BigInt,
        year -> Integer,
        day -> Date,
        works -> Bool,
        holiday -> Nullable<Text>,
    }
}

diesel::table! {
    document (id) {
        id -> BigInt,
        hash -> Text,
        media_type -> Text,
        size -> BigInt,
        wrapped -> Binary,
        sealed -> Binary,
        added_at -> Timestamp,
    }
}

diesel::table! {
    import (id) {
        id -> BigInt,
        hash -> Binary,
        account -> Text,
        list -> Text,
        division -> BigInt,
        sender -> Text,
        read_on -> Date,
        row_count -> Integer,
        registered -> Integer,
        changed -> Integer,
        unchanged -> Integer,
        recorded_before -> Integer,
        refused -> Integer,
        wrapped -> Nullable<Binary>,
        sealed -> Nullable<Binary>,
        sent_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    import_row (import_id, number) {
        import_id -> BigInt,
        number -> Integer,
        outcome -> SmallInt,
        code -> Nullable<Text>,
        title -> Nullable<Text>,
        zh -> Nullable<Text>,
        en -> Nullable<Text>,
    }
}

diesel::table! {
    household_span (household_id, seq) {
        household_id -> BigInt,
        seq -> SmallInt,
        from_on -> Date,
        until_on -> Date,
        division -> BigInt,
        urban -> Bool,
        state -> SmallInt,
        since -> Nullable<Date>,
        cause -> Nullable<SmallInt>,
        meets -> Bool,
        seeking -> Text,
    }
}

diesel::table! {
    placement (household_id, person_id, placed_on) {
        household_id -> BigInt,
        person_id -> BigInt,
        placed_on -> Date,
    }
}

diesel::table! {
    person_span (person_id, seq) {
        person_id -> BigInt,
        seq -> SmallInt,
        from_on -> Date,
        until_on -> Date,
        division -> BigInt,
        state -> SmallInt,
        since -> Date,
        cause -> SmallInt,
        categories -> Integer,
        wants_help -> Bool,
        helped -> Bool,
    }
}

diesel::table! {
    spell (employment_id) {
        employment_id -> BigInt,
        person_id -> BigInt,
        position -> BigInt,
        form -> SmallInt,
        uscc -> Nullable<Text>,
        from_on -> Date,
        until_on -> Date,
    }
}

diesel::table! {
    month_close (month) {
        month -> Text,
        position -> BigInt,
        rule_set -> Text,
        digest -> Text,
        closed_at -> Timestamp,
    }
}

diesel::table! {
    month_line (month, division) {
        month -> Text,
        division -> BigInt,
        line -> Text,
    }
}

diesel::table! {
    month_part (month, subject, subject_id) {
        month -> Text,
        subject -> Text,
        subject_id -> BigInt,
        division -> BigInt,
        part -> Text,
    }
}

diesel::table! {
    setting (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    account (id) {
        id -> Text,
        username -> Text,
                password_hash -> Text,
        division -> BigInt,
        disabled -> Bool,
        version -> BigInt,
        created_at -> Timestamp,
        id_number_index -> Nullable<Binary>,
        role -> Text,
        hourly_ceiling -> Nullable<Integer>,
    }
}

diesel::table! {
    refresh_token (hash) {
        hash -> Text,
        family -> Text,
        account -> Text,
        signed_in_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        revoked -> Bool,
    }
}

diesel::table! {
    idempotency (account, idempotency_key) {
        account -> Text,
        idempotency_key -> Text,
        request_hash -> Binary,
        status -> SmallInt,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> Timestamp,
        account -> Nullable<Text>,
        action -> Text,
        subject -> Nullable<Text>,
        request_id -> Text,
        first_position -> Nullable<BigInt>,
        last_position -> Nullable<BigInt>,
    }
}

diesel::table! {
    message (id) {
        id -> BigInt,
        account -> Text,
        division -> BigInt,
        source -> Text,
        subject -> Text,
        version -> Integer,
        event_id -> Text,
        kind -> Nullable<SmallInt>,
        effective_on -> Nullable<Date>,
        employment_ref -> Nullable<Text>,
        id_number_index -> Nullable<Binary>,
        content_hash -> Binary,
        wrapped -> Binary,
        sealed -> Binary,
        state -> SmallInt,
        code -> Nullable<SmallInt>,
        field -> Nullable<Text>,
        position -> Nullable<BigInt>,
        filed_at -> Timestamp,
        received_at -> Timestamp,
        settled_at -> Timestamp,
        referral_id -> Nullable<BigInt>,
        held_at -> Nullable<Timestamp>,
        uscc -> Nullable<Text>,
    }
}

diesel::table! {
    employer (id) {
        id -> BigInt,
        account -> Text,
        source -> Text,
        subject -> Text,
        uscc -> Text,
        name -> Text,
        division -> BigInt,
        industry -> Nullable<Text>,
        deregistered_on -> Nullable<Date>,
    }
}

diesel::table! {
    vacancy (id) {
        id -> BigInt,
        account -> Text,
        source -> Text,
        subject -> Text,
        uscc -> Text,
        title -> Text,
        occupation -> Text,
        headcount -> Integer,
        pay_from -> Nullable<BigInt>,
        pay_to -> Nullable<BigInt>,
        division -> BigInt,
        form -> SmallInt,
        education -> Nullable<SmallInt>,
        valid_until -> Date,
        reserved -> Bool,
        reserved_until -> Nullable<Date>,
        opened_on -> Nullable<Date>,
        withdrawn -> Bool,
        posted_at -> Timestamp,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    referral (id) {
        id -> BigInt,
        name -> Text,
        case_position -> BigInt,
        person_id -> BigInt,
        vacancy_id -> BigInt,
        position -> BigInt,
        made_on -> Date,
        state -> SmallInt,
        answered_on -> Nullable<Date>,
        message_id -> Nullable<BigInt>,
        uscc -> Text,
        found -> Nullable<BigInt>,
        found_state -> Nullable<SmallInt>,
        found_on -> Nullable<Date>,
                found_message -> Nullable<BigInt>,
        determination_shared -> Bool,
        ends_on -> Nullable<Date>,
        ends_for -> Nullable<SmallInt>,
        end_told -> Bool,
    }
}

diesel::table! {
    labour_span (person_id, from_on) {
        person_id -> BigInt,
        from_on -> Date,
        until_on -> Date,
    }
}

diesel::table! {
    roll (kind, month) {
        kind -> SmallInt,
        month -> Text,
        account -> Text,
        changed_at -> Timestamp,
        complete -> Bool,
        listed -> BigInt,
    }
}

diesel::table! {
    listed (id) {
        id -> BigInt,
        roll -> SmallInt,
        month -> Text,
        registration_id -> BigInt,
        person_id -> BigInt,
        uscc -> Nullable<Text>,
    }
}

diesel::table! {
    contributor (month, uscc) {
        month -> Text,
        uscc -> Text,
    }
}

diesel::table! {
    seeker_platform (account) {
        account -> Text,
        division -> BigInt,
    }
}

diesel::table! {
    seeker (account, person_id) {
        account -> Text,
        person_id -> BigInt,
        name -> Text,
        told -> Nullable<Text>,
        ended_on -> Nullable<Date>,
        ended_for -> Nullable<SmallInt>,
    }
}

diesel::table! {
    endpoint (id) {
        id -> BigInt,
        account -> Text,
        url -> Text,
        wrapped -> Binary,
        sealed -> Binary,
        set_at -> Timestamp,
        old_wrapped -> Nullable<Binary>,
        old_sealed -> Nullable<Binary>,
        old_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    delivery (id) {
        id -> BigInt,
        account -> Text,
        event_id -> Text,
        subject -> Text,
        body -> Text,
        state -> SmallInt,
        attempts -> Integer,
        due_at -> Nullable<Timestamp>,
        last_status -> Nullable<SmallInt>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(fact -> personal (personal_id));
diesel::allow_tables_to_appear_in_same_query!(
    account,
    audit,
    sender,
    person_key,
    personal,
    person,
    profile,
    name_key,
    household,
    employment,
    helper,
    fact,
    application,
    help_case,
    household_span,
    labour_span,
    placement,
    person_span,
    spell,
    month_close,
    month_line,
    message,
    employer,
    vacancy,
    referral,
    roll,
    listed,
    contributor,
    seeker_platform,
    seeker,
    endpoint,
    delivery,
    month_part,
    setting,
    working_day_notice,
    working_day,
);
