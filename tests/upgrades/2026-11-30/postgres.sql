--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: __diesel_schema_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.__diesel_schema_migrations (
    version character varying(50) NOT NULL,
    run_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id text NOT NULL,
    username text NOT NULL,
    password_hash text NOT NULL,
    division bigint NOT NULL,
    disabled boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp without time zone NOT NULL,
    id_number_index bytea,
    role text DEFAULT 'auditor'::text NOT NULL,
    CONSTRAINT account_division_check CHECK (((division >= '100000000000'::bigint) AND (division <= '999999999999'::bigint))),
    CONSTRAINT account_role_now_check CHECK ((role = ANY (ARRAY['city_administrator'::text, 'district_supervisor'::text, 'town_officer'::text, 'community_caseworker'::text, 'hiring_platform'::text, 'department'::text, 'auditor'::text])))
);


--
-- Name: application; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.application (
    "position" bigint NOT NULL,
    person_id bigint,
    household_id bigint,
    category smallint,
    applied_on date NOT NULL,
    stage smallint NOT NULL,
    since date NOT NULL,
    notice_from date,
    notice_until date,
    CONSTRAINT application_check CHECK (((person_id IS NULL) <> (household_id IS NULL))),
    CONSTRAINT application_check1 CHECK (((person_id IS NULL) = (category IS NULL))),
    CONSTRAINT application_check2 CHECK (((notice_from IS NULL) = (notice_until IS NULL))),
    CONSTRAINT application_stage_check CHECK (((stage >= 1) AND (stage <= 10)))
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp without time zone NOT NULL,
    account text,
    action text NOT NULL,
    subject text,
    request_id text NOT NULL,
    first_position bigint,
    last_position bigint
);


--
-- Name: audit_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: contributor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contributor (
    month text NOT NULL,
    uscc text NOT NULL,
    CONSTRAINT contributor_month_check CHECK ((length(month) = 7)),
    CONSTRAINT contributor_uscc_check CHECK ((length(uscc) = 18))
);


--
-- Name: delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery (
    id bigint NOT NULL,
    account text NOT NULL,
    event_id text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    state smallint NOT NULL,
    attempts integer NOT NULL,
    due_at timestamp without time zone,
    last_status smallint,
    created_at timestamp without time zone NOT NULL,
    settled_at timestamp without time zone,
    CONSTRAINT delivery_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT delivery_check CHECK (((state = 1) = (due_at IS NOT NULL))),
    CONSTRAINT delivery_check1 CHECK (((state = 1) = (settled_at IS NULL))),
    CONSTRAINT delivery_forgotten CHECK (((state <> 1) OR (body <> ''::text))),
    CONSTRAINT delivery_state_check CHECK (((state >= 1) AND (state <= 3)))
);


--
-- Name: document; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.document (
    id bigint NOT NULL,
    hash text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    wrapped bytea NOT NULL,
    sealed bytea NOT NULL,
    added_at timestamp without time zone NOT NULL,
    CONSTRAINT document_hash_check CHECK ((length(hash) = 68)),
    CONSTRAINT document_media_type_check CHECK ((media_type = ANY (ARRAY['application/pdf'::text, 'image/jpeg'::text, 'image/png'::text]))),
    CONSTRAINT document_size_check CHECK ((size > 0))
);


--
-- Name: employer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.employer (
    id bigint NOT NULL,
    account text NOT NULL,
    source text NOT NULL,
    subject text NOT NULL,
    uscc text NOT NULL,
    name text NOT NULL,
    division bigint NOT NULL,
    industry text,
    deregistered_on date,
    CONSTRAINT employer_division_check CHECK (((division >= '100000000000'::bigint) AND (division <= '999999999999'::bigint))),
    CONSTRAINT employer_uscc_check CHECK ((length(uscc) = 18))
);


--
-- Name: employment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.employment (
    id bigint NOT NULL,
    sender_id integer NOT NULL,
    ref text NOT NULL
);


--
-- Name: endpoint; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.endpoint (
    id bigint NOT NULL,
    account text NOT NULL,
    url text NOT NULL,
    wrapped bytea NOT NULL,
    sealed bytea NOT NULL,
    set_at timestamp without time zone NOT NULL,
    old_wrapped bytea,
    old_sealed bytea,
    old_until timestamp without time zone,
    CONSTRAINT endpoint_old CHECK ((((old_until IS NULL) = (old_wrapped IS NULL)) AND ((old_until IS NULL) = (old_sealed IS NULL))))
);


--
-- Name: fact; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fact (
    "position" bigint NOT NULL,
    kind smallint NOT NULL,
    effective_on date NOT NULL,
    sender_id integer NOT NULL,
    event_ref text NOT NULL,
    content_hash bytea NOT NULL,
    person_id bigint,
    household_id bigint,
    employment_id bigint,
    helper_id bigint,
    division bigint,
    code smallint,
    reason smallint,
    amount bigint,
    sex smallint,
    retirement_group smallint,
    born_on date,
    voids bigint,
    personal_id bigint,
    attributes text,
    claimed_at timestamp without time zone,
    recorded_at timestamp without time zone NOT NULL,
    inherits boolean DEFAULT false NOT NULL,
    about bigint,
    other_id bigint,
    CONSTRAINT fact_amount_check CHECK ((amount >= 0)),
    CONSTRAINT fact_check CHECK (((kind = 11) OR (NOT inherits))),
    CONSTRAINT fact_check1 CHECK (((kind = 26) = (voids IS NOT NULL))),
    CONSTRAINT fact_check10 CHECK (((kind <> ALL (ARRAY[3, 7, 8, 9, 11, 19, 20, 24, 28, 29, 31, 33, 35])) OR (code IS NOT NULL))),
    CONSTRAINT fact_check11 CHECK ((((kind = ANY (ARRAY[18, 21, 36])) = (reason IS NOT NULL)) OR (kind > 37))),
    CONSTRAINT fact_check12 CHECK (((kind <> ALL (ARRAY[12, 25])) OR (amount IS NOT NULL))),
    CONSTRAINT fact_check13 CHECK (((kind = 28) = (about IS NOT NULL))),
    CONSTRAINT fact_check14 CHECK (((kind = 30) = (other_id IS NOT NULL))),
    CONSTRAINT fact_check2 CHECK ((((kind = ANY (ARRAY[1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34, 35, 36, 37])) = (person_id IS NOT NULL)) OR (kind = ANY (ARRAY[26, 28])) OR (kind > 37))),
    CONSTRAINT fact_check3 CHECK ((((kind = ANY (ARRAY[3, 4, 5, 6, 16, 17, 18])) = (household_id IS NOT NULL)) OR (kind = ANY (ARRAY[26, 28])) OR (kind > 37))),
    CONSTRAINT fact_check4 CHECK (((kind <> 28) OR ((person_id IS NULL) <> (household_id IS NULL)))),
    CONSTRAINT fact_check5 CHECK ((((kind = ANY (ARRAY[11, 12, 13])) = (employment_id IS NOT NULL)) OR (kind = 26) OR (kind > 37))),
    CONSTRAINT fact_check6 CHECK ((((kind = ANY (ARRAY[22, 23, 34])) = (helper_id IS NOT NULL)) OR (kind = ANY (ARRAY[24, 26])) OR (kind > 37))),
    CONSTRAINT fact_check7 CHECK ((((kind = ANY (ARRAY[1, 3, 6, 25, 29])) = (division IS NOT NULL)) OR (kind = ANY (ARRAY[2, 26])) OR (kind > 37))),
    CONSTRAINT fact_check8 CHECK (((kind = 1) = (born_on IS NOT NULL))),
    CONSTRAINT fact_check9 CHECK (((kind = 1) = (sex IS NOT NULL))),
    CONSTRAINT fact_division_check CHECK (((division >= '100000000000'::bigint) AND (division <= '999999999999'::bigint))),
    CONSTRAINT fact_job_sought CHECK (((kind <> 38) OR ((person_id IS NOT NULL) AND (household_id IS NULL) AND (employment_id IS NULL) AND (helper_id IS NULL) AND (reason IS NULL) AND ((amount IS NULL) OR (amount > 0)) AND ((division IS NULL) OR ((division >= '440700000000'::bigint) AND (division <= '440799999999'::bigint))) AND ((code IS NULL) OR (code = ANY (ARRAY[1, 3, 4, 5]))) AND ((amount IS NOT NULL) OR (division IS NOT NULL) OR (code IS NOT NULL) OR (COALESCE(attributes, ''::text) ~~ '%"occupations"%'::text))))),
    CONSTRAINT fact_kind_check CHECK ((((kind >= 1) AND (kind <= 26)) OR ((kind >= 28) AND (kind <= 60)))),
    CONSTRAINT fact_retirement_group_check CHECK ((retirement_group = ANY (ARRAY[1, 2, 3]))),
    CONSTRAINT fact_sex_check CHECK ((sex = ANY (ARRAY[1, 2])))
);


--
-- Name: help_case; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.help_case (
    "position" bigint NOT NULL,
    person_id bigint NOT NULL,
    package smallint NOT NULL,
    stage smallint NOT NULL,
    opened_on date NOT NULL,
    planned_on date,
    served_on date,
    placed_on date,
    closed_on date,
    close_reason smallint,
    helper_id bigint,
    offered_to bigint,
    assign_by date,
    due_on date,
    due smallint,
    refused_on date,
    lost_on date,
    CONSTRAINT help_case_check CHECK (((closed_on IS NULL) = (close_reason IS NULL))),
    CONSTRAINT help_case_check1 CHECK (((closed_on IS NULL) = (stage <> 5))),
    CONSTRAINT help_case_check2 CHECK (((closed_on IS NULL) OR ((helper_id IS NULL) AND (due_on IS NULL)))),
    CONSTRAINT help_case_check3 CHECK (((due_on IS NULL) = (due IS NULL))),
    CONSTRAINT help_case_due_check CHECK (((due >= 1) AND (due <= 3))),
    CONSTRAINT help_case_package_check CHECK (((package >= 1) AND (package <= 3))),
    CONSTRAINT help_case_stage_check CHECK (((stage >= 1) AND (stage <= 5)))
);


--
-- Name: helper; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.helper (
    id bigint NOT NULL,
    sender_id integer NOT NULL,
    ref text NOT NULL
);


--
-- Name: household; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.household (
    id bigint NOT NULL,
    sender_id integer NOT NULL,
    ref text NOT NULL,
    registered boolean NOT NULL,
    division bigint NOT NULL,
    urban boolean NOT NULL
);


--
-- Name: household_span; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.household_span (
    household_id bigint NOT NULL,
    seq smallint NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    division bigint NOT NULL,
    urban boolean NOT NULL,
    state smallint NOT NULL,
    since date,
    cause smallint,
    meets boolean NOT NULL,
    seeking text NOT NULL,
    CONSTRAINT household_span_check CHECK ((from_on <= until_on)),
    CONSTRAINT household_span_check1 CHECK (((state = 0) = (since IS NULL))),
    CONSTRAINT household_span_check2 CHECK (((state = 0) = (cause IS NULL))),
    CONSTRAINT household_span_state_check CHECK (((state >= 0) AND (state <= 3)))
);


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    account text NOT NULL,
    idempotency_key text NOT NULL,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    body text NOT NULL,
    created_at timestamp without time zone NOT NULL
);


--
-- Name: import; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    account text NOT NULL,
    list text NOT NULL,
    division bigint NOT NULL,
    sender text NOT NULL,
    read_on date NOT NULL,
    row_count integer NOT NULL,
    registered integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    recorded_before integer NOT NULL,
    refused integer NOT NULL,
    wrapped bytea,
    sealed bytea,
    sent_at timestamp without time zone NOT NULL,
    finished_at timestamp without time zone,
    CONSTRAINT import_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT import_list_check CHECK ((list = ANY (ARRAY['graduates'::text, 'survey'::text])))
);


--
-- Name: import_row; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_row (
    import_id bigint NOT NULL,
    number integer NOT NULL,
    outcome smallint NOT NULL,
    code text,
    title text,
    zh text,
    en text,
    CONSTRAINT import_row_check CHECK (((outcome = 5) = (code IS NOT NULL))),
    CONSTRAINT import_row_outcome_check CHECK (((outcome >= 1) AND (outcome <= 5)))
);


--
-- Name: listed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.listed (
    id bigint NOT NULL,
    roll smallint NOT NULL,
    month text NOT NULL,
    registration_id bigint NOT NULL,
    person_id bigint NOT NULL,
    uscc text,
    CONSTRAINT listed_check CHECK (((uscc IS NULL) OR ((roll = 1) AND (length(uscc) = 18))))
);


--
-- Name: message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message (
    id bigint NOT NULL,
    account text NOT NULL,
    division bigint NOT NULL,
    source text NOT NULL,
    subject text NOT NULL,
    version integer NOT NULL,
    event_id text NOT NULL,
    kind smallint,
    effective_on date,
    employment_ref text,
    id_number_index bytea,
    content_hash bytea NOT NULL,
    wrapped bytea NOT NULL,
    sealed bytea NOT NULL,
    state smallint NOT NULL,
    code smallint,
    field text,
    "position" bigint,
    filed_at timestamp without time zone NOT NULL,
    received_at timestamp without time zone NOT NULL,
    settled_at timestamp without time zone NOT NULL,
    referral_id bigint,
    CONSTRAINT message_check CHECK (((((kind IS NOT NULL) AND (kind <= 60)) = (effective_on IS NOT NULL)) AND (((kind IS NOT NULL) AND (kind <= 60)) = (id_number_index IS NOT NULL)))),
    CONSTRAINT message_check1 CHECK (((state = ANY (ARRAY[2, 3])) = (code IS NOT NULL))),
    CONSTRAINT message_check2 CHECK ((((state = 1) AND (kind <= 60)) = ("position" IS NOT NULL))),
    CONSTRAINT message_check3 CHECK (((state = 4) OR ((state = 5) = (kind IS NULL)))),
    CONSTRAINT message_code_check CHECK (((code >= 1) AND (code <= 60))),
    CONSTRAINT message_content_hash_check CHECK ((length(content_hash) = 32)),
    CONSTRAINT message_division_check CHECK (((division >= '100000000000'::bigint) AND (division <= '999999999999'::bigint))),
    CONSTRAINT message_id_number_index_check CHECK ((length(id_number_index) = 32)),
    CONSTRAINT message_kind_check CHECK ((((kind >= 1) AND (kind <= 60)) OR ((kind >= 101) AND (kind <= 120)))),
    CONSTRAINT message_referral_check CHECK (((referral_id IS NOT NULL) = ((kind IS NOT NULL) AND (kind = 103)))),
    CONSTRAINT message_state_check CHECK (((state >= 1) AND (state <= 5))),
    CONSTRAINT message_version_check CHECK ((version > 0))
);


--
-- Name: month_close; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.month_close (
    month text NOT NULL,
    "position" bigint NOT NULL,
    rule_set text NOT NULL,
    digest text NOT NULL,
    closed_at timestamp without time zone NOT NULL
);


--
-- Name: month_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.month_line (
    month text NOT NULL,
    division bigint NOT NULL,
    line text NOT NULL
);


--
-- Name: month_part; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.month_part (
    month text NOT NULL,
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    division bigint NOT NULL,
    part text NOT NULL,
    CONSTRAINT month_part_subject_check CHECK ((subject = ANY (ARRAY['household'::text, 'person'::text])))
);


--
-- Name: name_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.name_key (
    key text NOT NULL COLLATE pg_catalog."C",
    person_id bigint NOT NULL
);


--
-- Name: person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person (
    id bigint NOT NULL,
    sender_id integer NOT NULL,
    ref text NOT NULL,
    registered boolean NOT NULL,
    id_number_index bytea,
    name_id bigint,
    division bigint NOT NULL,
    household_id bigint,
    status smallint DEFAULT 4 NOT NULL,
    wants_work boolean DEFAULT false NOT NULL,
    wants_help boolean DEFAULT false NOT NULL,
    helper_id bigint,
    merged_into bigint,
    CONSTRAINT person_check CHECK ((merged_into <> id)),
    CONSTRAINT person_status_check CHECK (((status >= 1) AND (status <= 4)))
);


--
-- Name: person_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person_key (
    person_id bigint NOT NULL,
    wrapped bytea NOT NULL
);


--
-- Name: person_span; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person_span (
    person_id bigint NOT NULL,
    seq smallint NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    division bigint NOT NULL,
    state smallint NOT NULL,
    since date NOT NULL,
    cause smallint NOT NULL,
    categories integer NOT NULL,
    wants_help boolean NOT NULL,
    helped boolean NOT NULL,
    CONSTRAINT person_span_check CHECK ((from_on <= until_on)),
    CONSTRAINT person_span_check1 CHECK (((state = 1) = (categories <> 0))),
    CONSTRAINT person_span_state_check CHECK (((state >= 1) AND (state <= 3)))
);


--
-- Name: personal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.personal (
    id bigint NOT NULL,
    person_id bigint,
    name text,
    note text,
    id_number bytea,
    phone bytea,
    address bytea
);


--
-- Name: placement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.placement (
    household_id bigint NOT NULL,
    person_id bigint NOT NULL,
    placed_on date NOT NULL
);


--
-- Name: profile; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.profile (
    person_id bigint NOT NULL,
    born_on date NOT NULL,
    education smallint,
    graduated_in smallint,
    phone_index bytea,
    sought_1 text COLLATE pg_catalog."C",
    sought_2 text COLLATE pg_catalog."C",
    sought_3 text COLLATE pg_catalog."C",
    pay_from bigint,
    sought_in bigint,
    sought_form smallint,
    available_on date,
    profile_shared boolean DEFAULT false NOT NULL,
    CONSTRAINT profile_education_check CHECK (((education >= 0) AND (education <= 99))),
    CONSTRAINT profile_pay_from_check CHECK ((pay_from > 0)),
    CONSTRAINT profile_sought_form_check CHECK ((sought_form = ANY (ARRAY[1, 3, 4, 5]))),
    CONSTRAINT profile_sought_in_check CHECK (((sought_in >= '440700000000'::bigint) AND (sought_in <= '440799999999'::bigint)))
);


--
-- Name: referral; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.referral (
    id bigint NOT NULL,
    name text NOT NULL,
    case_position bigint NOT NULL,
    person_id bigint NOT NULL,
    vacancy_id bigint NOT NULL,
    "position" bigint NOT NULL,
    made_on date NOT NULL,
    state smallint NOT NULL,
    answered_on date,
    message_id bigint,
    uscc text NOT NULL,
    found bigint,
    found_state smallint,
    found_on date,
    found_message bigint,
    determination_shared boolean DEFAULT false NOT NULL,
    CONSTRAINT referral_check CHECK ((answered_on >= made_on)),
    CONSTRAINT referral_check1 CHECK (((state = ANY (ARRAY[1, 8])) OR (answered_on IS NOT NULL))),
    CONSTRAINT referral_check2 CHECK ((((found IS NULL) = (found_state IS NULL)) AND ((found IS NULL) = (found_on IS NULL)) AND ((found IS NOT NULL) OR (found_message IS NULL)))),
    CONSTRAINT referral_found_state_check CHECK (((found_state >= 2) AND (found_state <= 7))),
    CONSTRAINT referral_state_check CHECK (((state >= 1) AND (state <= 8))),
    CONSTRAINT referral_uscc_check CHECK ((length(uscc) = 18))
);


--
-- Name: refresh_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_token (
    hash text NOT NULL,
    family text NOT NULL,
    account text NOT NULL,
    signed_in_at timestamp without time zone NOT NULL,
    expires_at timestamp without time zone NOT NULL,
    used_at timestamp without time zone,
    revoked boolean NOT NULL
);


--
-- Name: roll; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.roll (
    kind smallint NOT NULL,
    month text NOT NULL,
    account text NOT NULL,
    changed_at timestamp without time zone NOT NULL,
    complete boolean NOT NULL,
    listed bigint NOT NULL,
    CONSTRAINT roll_kind_check CHECK (((kind >= 1) AND (kind <= 3))),
    CONSTRAINT roll_listed_check CHECK ((listed >= 0)),
    CONSTRAINT roll_month_check CHECK ((length(month) = 7))
);


--
-- Name: seeker; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.seeker (
    account text NOT NULL,
    person_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    told text,
    CONSTRAINT seeker_name_check CHECK ((length(name) = 64)),
    CONSTRAINT seeker_told_check CHECK ((told <> ''::text))
);


--
-- Name: seeker_platform; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.seeker_platform (
    account text NOT NULL,
    division bigint NOT NULL,
    CONSTRAINT seeker_platform_division_check CHECK (((division >= '100000000000'::bigint) AND (division <= '999999999999'::bigint)))
);


--
-- Name: sender; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sender (
    id integer NOT NULL,
    name text NOT NULL
);


--
-- Name: setting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.setting (
    name text NOT NULL,
    value text NOT NULL
);


--
-- Name: spell; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.spell (
    employment_id bigint NOT NULL,
    person_id bigint NOT NULL,
    "position" bigint NOT NULL,
    form smallint NOT NULL,
    uscc text,
    from_on date NOT NULL,
    until_on date NOT NULL,
    CONSTRAINT spell_check CHECK ((from_on < until_on)),
    CONSTRAINT spell_form_check CHECK (((form >= 1) AND (form <= 5))),
    CONSTRAINT spell_uscc_check CHECK (((uscc IS NULL) OR (length(uscc) = 18)))
);


--
-- Name: vacancy; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vacancy (
    id bigint NOT NULL,
    account text NOT NULL,
    source text NOT NULL,
    subject text NOT NULL,
    uscc text NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    occupation text NOT NULL COLLATE pg_catalog."C",
    headcount integer NOT NULL,
    pay_from bigint,
    pay_to bigint,
    division bigint NOT NULL,
    form smallint NOT NULL,
    education smallint,
    valid_until date NOT NULL,
    reserved boolean NOT NULL,
    reserved_until date,
    opened_on date,
    withdrawn boolean NOT NULL,
    posted_at timestamp without time zone NOT NULL,
    changed_at timestamp without time zone NOT NULL,
    CONSTRAINT vacancy_check CHECK ((pay_to >= pay_from)),
    CONSTRAINT vacancy_check1 CHECK (((reserved_until IS NULL) OR ((form = 3) AND (reserved_until <= valid_until)))),
    CONSTRAINT vacancy_check2 CHECK (((opened_on IS NULL) OR ((form = 3) AND (opened_on > reserved_until)))),
    CONSTRAINT vacancy_division_check CHECK (((division >= '440700000000'::bigint) AND (division <= '440799999999'::bigint))),
    CONSTRAINT vacancy_form_check CHECK ((form = ANY (ARRAY[1, 3, 4, 5]))),
    CONSTRAINT vacancy_headcount_check CHECK (((headcount >= 1) AND (headcount <= 9999))),
    CONSTRAINT vacancy_pay_from_check CHECK ((pay_from >= 0)),
    CONSTRAINT vacancy_uscc_check CHECK ((length(uscc) = 18))
);


--
-- Data for Name: __diesel_schema_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000001', '2026-11-30 16:39:07.226415');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000002', '2026-11-30 16:39:07.255804');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000003', '2026-11-30 16:39:07.263239');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000004', '2026-11-30 16:39:07.264693');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000005', '2026-11-30 16:39:07.26502');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000006', '2026-11-30 16:39:07.270303');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000009', '2026-11-30 16:39:07.276663');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000010', '2026-11-30 16:39:07.281329');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000011', '2026-11-30 16:39:07.281915');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000012', '2026-11-30 16:39:07.28441');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000013', '2026-11-30 16:39:07.293331');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000020', '2026-11-30 16:39:07.294509');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261127000021', '2026-11-30 16:39:07.299392');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261127000022', '2026-11-30 16:39:07.300729');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261127000023', '2026-11-30 16:39:07.302074');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000024', '2026-11-30 16:39:07.30312');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000025', '2026-11-30 16:39:07.308013');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000026', '2026-11-30 16:39:07.313211');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000027', '2026-11-30 16:39:07.325942');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000028', '2026-11-30 16:39:07.328839');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000029', '2026-11-30 16:39:07.329952');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000030', '2026-11-30 16:39:07.336599');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000031', '2026-11-30 16:39:07.341249');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000032', '2026-11-30 16:39:07.347983');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128000033', '2026-11-30 16:39:07.350313');


--
-- Data for Name: account; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account VALUES ('69d32739-a2f9-49c8-9a1d-18685902da4a', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$6fa65KSML1V8xNsHOa/SIw$BZAMiLlzyZ+pJJhLM/ssgrM9Rvx4eUHWkjGD50Wn+M0', 440700000000, false, 1, '2026-11-30 16:39:07.377926', NULL, 'city_administrator');
INSERT INTO public.account VALUES ('a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'caseworker', '$argon2id$v=19$m=19456,t=2,p=1$nxXtRu1l54PvFFQHxM9dhg$olHgi29M5E27lQY6c+tTlwYE7q75pdDWlYA4vOgCF6k', 440703002101, false, 1, '2026-11-30 16:39:07.460433', NULL, 'community_caseworker');
INSERT INTO public.account VALUES ('a543ce8c-4957-43f9-8b81-8599395124d8', 'officer', '$argon2id$v=19$m=19456,t=2,p=1$DNf9811RXk+nZX2tV1Xv7Q$mATgHMMFEoF/oNIpHCkEorZOn+WWFURpnVhLOOPJGL4', 440703002000, false, 1, '2026-11-30 16:39:07.524514', NULL, 'town_officer');
INSERT INTO public.account VALUES ('245fc920-766e-4e26-95cf-db1e4e38c18f', 'supervisor', '$argon2id$v=19$m=19456,t=2,p=1$6QbQcF68iuUxbnYmXE+9nw$jDNJeR4qTdarC/cAwoi17PvoJ4iZri8aKFlcRGyB6e4', 440703000000, false, 1, '2026-11-30 16:39:07.597885', NULL, 'district_supervisor');
INSERT INTO public.account VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 'platform', '$argon2id$v=19$m=19456,t=2,p=1$RDJ4bDBX8k7MIOY2hJ3hVA$NMtKXTUdpDu7K8dOLYk3n4KvABIk4Ab/5yeGNMHeXOQ', 440700000000, false, 1, '2026-11-30 16:39:07.655257', NULL, 'hiring_platform');
INSERT INTO public.account VALUES ('1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 'department', '$argon2id$v=19$m=19456,t=2,p=1$i4hRIjYVZ+fuItrJjE16tA$8O0njyREZEKiz2opawYGpG/SjhprheLXbNE8MZIo5zE', 440700000000, false, 1, '2026-11-30 16:39:07.721', NULL, 'department');
INSERT INTO public.account VALUES ('846ce80f-b360-4a81-8d29-3e7e4369ff4d', 'auditor', '$argon2id$v=19$m=19456,t=2,p=1$+YpeemUaPegHkxWgHAbG3w$xFaBJeRXP35PdIPGlI7nrL6+DA+EK4o3HHiZGdCUYQA', 440700000000, false, 1, '2026-11-30 16:39:07.766159', NULL, 'auditor');


--
-- Data for Name: application; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.application VALUES (65, NULL, 1, NULL, '2026-12-01', 1, '2026-12-01', NULL, NULL);


--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (1, '2026-11-30 16:39:07.40152', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'signed_in', NULL, '47c78f2f-2ea8-41c3-bf29-9a7a32f7e799', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (2, '2026-11-30 16:39:07.460937', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'account_created', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'e2b400b1-f552-414e-8981-8d8e5c2f0637', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (3, '2026-11-30 16:39:07.463943', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'signed_in', NULL, '02a698a5-76ab-42ea-8316-fddcaa87afdb', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (4, '2026-11-30 16:39:07.524999', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'account_created', 'a543ce8c-4957-43f9-8b81-8599395124d8', '534bf379-e914-442c-b2c9-8c80e4e9dfc5', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (5, '2026-11-30 16:39:07.528331', 'a543ce8c-4957-43f9-8b81-8599395124d8', 'signed_in', NULL, '34884a72-768a-4696-a798-79aac9d54c2a', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (6, '2026-11-30 16:39:07.59817', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'account_created', '245fc920-766e-4e26-95cf-db1e4e38c18f', 'eff64745-ff11-4dd0-b177-5b271cf4f754', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (7, '2026-11-30 16:39:07.600885', '245fc920-766e-4e26-95cf-db1e4e38c18f', 'signed_in', NULL, '5c97a6eb-b269-4a98-8ec4-8d3839b06f12', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (8, '2026-11-30 16:39:07.655598', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'account_created', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'e3fdb6bc-4467-4581-809a-5242c22bc0d4', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (9, '2026-11-30 16:39:07.660826', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'signed_in', NULL, '3c6a0b9a-b503-42a8-9bfe-616c8c1b4702', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (10, '2026-11-30 16:39:07.696417', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'endpoint_set', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'bdc52d3d-04f6-4dba-ad2e-e34f5b088289', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (11, '2026-11-30 16:39:07.721296', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'account_created', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', '21d91d41-e4e5-45e7-a4d7-373ffdbba8e0', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (12, '2026-11-30 16:39:07.723938', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 'signed_in', NULL, 'c5ff3604-9990-4c3f-8c62-1a152aa7204a', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (13, '2026-11-30 16:39:07.76642', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'account_created', '846ce80f-b360-4a81-8d29-3e7e4369ff4d', '420850e2-28bc-4485-8ac2-e3d515f520d7', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (14, '2026-11-30 16:39:07.769548', '846ce80f-b360-4a81-8d29-3e7e4369ff4d', 'signed_in', NULL, 'c02334ce-bfe8-460f-86ab-e187391518eb', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (15, '2026-11-30 16:39:07.799419', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'messages_received', '1-1', '7fab0ad6-a4dd-445c-bf6f-d4a2fe443c14', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (16, '2026-11-30 16:39:07.812674', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'messages_received', '2-2', 'f58e0963-f1d1-45e9-bafd-9845aa3a9ef1', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (17, '2026-11-30 16:39:07.836811', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '4215a3d1-6da0-4044-a28f-de37b8dbba00', 1, 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (18, '2026-11-30 16:39:07.85826', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'bf395e14-f37a-44dd-bed4-0893a512e570', 2, 2);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (19, '2026-11-30 16:39:07.874414', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '7880e025-d333-433c-aa98-75a5fa2abcb0', 3, 3);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (20, '2026-11-30 16:39:07.888787', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'bddf9605-e3b1-4a96-b51c-81789dd4c9cd', 4, 4);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (21, '2026-11-30 16:39:07.913566', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '5', 'fe1d5a9d-2da7-498f-835a-a078f077027f', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (22, '2026-11-30 16:39:07.931897', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '5', '4abf2fa0-848c-4683-a747-5873275b9f85', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (23, '2026-11-30 16:39:07.953222', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '1', '8d82c647-821d-47d3-a94e-6cec19d79d91', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (24, '2026-11-30 16:39:07.964617', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'b39c713d-d6e5-4b0b-8f45-420373ef3335', 8, 8);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (25, '2026-11-30 16:39:07.979679', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '31496bee-508c-4f09-a87f-fe98f696a327', 9, 9);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (26, '2026-11-30 16:39:07.99417', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'e34827c8-ab63-4fc2-b046-58f29a6c7513', 10, 10);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (27, '2026-11-30 16:39:08.008261', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '7a4e332d-ccea-4622-a766-d172584b3abd', 11, 11);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (28, '2026-11-30 16:39:08.028946', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '12', '0229dfd4-50f8-4638-a221-7da6b8fcfcb8', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (29, '2026-11-30 16:39:08.046539', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '12', 'cc9cde9b-f925-41e6-a5e9-31f44f6db275', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (30, '2026-11-30 16:39:08.066885', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '2', '28620f97-ff0e-4f0d-9826-42a66a42d2d2', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (31, '2026-11-30 16:39:08.078557', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '63bbee80-3826-4c18-9ba9-d3ad65f5ea93', 15, 15);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (32, '2026-11-30 16:39:08.09414', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '9460d5ca-f6fc-4104-a5fe-9d3a617b9c1b', 16, 16);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (33, '2026-11-30 16:39:08.107648', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '9e418270-e7d7-4f6b-aa74-43283a0207bd', 17, 17);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (34, '2026-11-30 16:39:08.121006', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '25a9fc51-f7a9-4db9-8a4e-6f6214d5482e', 18, 18);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (35, '2026-11-30 16:39:08.141957', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '19', 'eca6814b-1a66-4fce-b31e-d62a4bc15059', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (36, '2026-11-30 16:39:08.158826', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '19', 'a047aca8-a75e-46d3-b0c4-c7cab32d416b', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (37, '2026-11-30 16:39:08.17563', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '3', '9307c028-812e-49bc-9940-4cf59c458eed', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (38, '2026-11-30 16:39:08.187008', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '70083518-bea3-4404-8908-6a26c2a35fc0', 22, 22);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (39, '2026-11-30 16:39:08.202593', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'ab4f86d5-2158-4439-8411-f9b49bfaaf83', 23, 23);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (40, '2026-11-30 16:39:08.216864', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '3ada67bd-fe38-4dae-89c7-2cb4a07ac9d0', 24, 24);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (41, '2026-11-30 16:39:08.230793', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'daddee5c-a836-4385-a180-68f93acbe287', 25, 25);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (42, '2026-11-30 16:39:08.244635', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'd48a4bb3-55c6-4228-abe9-7d169f7c9dd5', 26, 26);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (43, '2026-11-30 16:39:08.264405', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '27', '67a0feff-7f37-4921-9b69-702667c75be1', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (44, '2026-11-30 16:39:08.280211', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '27', 'e032aaca-351c-4dc7-a60e-68e19fc88111', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (45, '2026-11-30 16:39:08.29769', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '4', '88ac5bb3-eabd-4daa-85ba-9514eb16f8f6', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (46, '2026-11-30 16:39:08.309803', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'e5a6640c-d8f9-4d1d-8f04-a51e08e157e9', 30, 30);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (47, '2026-11-30 16:39:08.32599', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '548926ea-44f3-4002-9f8d-cb5366328519', 31, 31);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (48, '2026-11-30 16:39:08.340417', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'b700f4d9-7ff3-44bd-8fb4-f385d801871d', 32, 32);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (49, '2026-11-30 16:39:08.35514', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '212a452b-8c8a-490b-9591-19a71c4affdd', 33, 33);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (50, '2026-11-30 16:39:08.369118', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '33c304f8-a34d-4c48-9bc4-ac2b08115c38', 34, 34);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (51, '2026-11-30 16:39:08.389508', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '35', 'c7105744-d8b7-48f7-84b7-c3b6b5bfe0d6', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (52, '2026-11-30 16:39:08.40639', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '35', '3153c82a-cfb9-4023-ba8d-949f1e26228b', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (53, '2026-11-30 16:39:08.424356', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '5', '6596231a-5f1d-4f2e-be64-db4867602ca8', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (54, '2026-11-30 16:39:08.435554', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'cde2d9ab-42a9-4982-a9cb-62e133e45cb7', 38, 38);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (55, '2026-11-30 16:39:08.450536', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '3415bf51-7fe5-476d-9cd9-cedf309cc633', 39, 39);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (56, '2026-11-30 16:39:08.46547', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '88a91d21-ac55-4bd8-a043-8bb8db6c1f5f', 40, 40);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (57, '2026-11-30 16:39:08.479544', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '381477f4-7662-48eb-86ef-31f252f7169e', 41, 41);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (61, '2026-11-30 16:39:08.545549', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'bf9b657a-f092-45ca-b459-9a00ddfc5230', 45, 45);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (62, '2026-11-30 16:39:08.562549', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '0dd926a9-640d-4c91-9507-f9681a78f408', 46, 46);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (63, '2026-11-30 16:39:08.576708', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '3ac5ef37-cfcb-4a1c-b599-4e0b5461ea6f', 47, 47);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (64, '2026-11-30 16:39:08.595798', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '870a387e-c6b7-476b-9f96-264bd102197e', 48, 48);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (68, '2026-11-30 16:39:08.659561', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '4eacf7fc-83f5-47f4-ad30-fcb2e6e4b988', 52, 52);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (69, '2026-11-30 16:39:08.675478', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '5426334a-288b-43b0-b8c3-b61b259b78dc', 53, 53);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (70, '2026-11-30 16:39:08.689486', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '12bfca7d-1277-4b03-a4bb-312d0b76fb7b', 54, 54);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (71, '2026-11-30 16:39:08.70341', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '794ed47e-d8e7-434a-8c34-526e23a87bfa', 55, 55);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (75, '2026-11-30 16:39:08.768118', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'bef8e984-71d9-44cb-acba-25244606ca01', 59, 59);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (76, '2026-11-30 16:39:08.784252', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'e837474f-e91d-4a86-8b28-23dfb8d9ff42', 60, 60);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (77, '2026-11-30 16:39:08.799658', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'cd92c5d6-d986-461b-88fd-cc4df02eb051', 61, 61);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (78, '2026-11-30 16:39:08.813831', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '8cc67e86-c78d-461e-aa56-8724f6b88c6a', 62, 62);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (79, '2026-11-30 16:39:08.827905', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '47f0c58f-ad65-415a-a5f4-d3d2884ddc86', 63, 63);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (80, '2026-11-30 16:39:08.843461', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '4906d031-ad34-4d59-b9db-6e12c956fdcd', 64, 64);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (84, '2026-11-30 16:39:08.909147', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'facts_recorded', NULL, 'bf2ef14f-eba5-4794-8d38-5ea6f94c16f1', 69, 69);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (88, '2026-11-30 16:39:08.970991', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, 'b7a0b056-8090-4ae8-aca6-153ab9d50190', 70, 70);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (97, '2026-11-30 16:39:09.062986', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '9bd3dd56-a289-4712-b90d-96b9069acf5c', 75, 75);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (98, '2026-11-30 16:39:09.077636', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'facts_recorded', NULL, '4b7b7601-5b94-4b9a-812f-421d79632b0c', 76, 76);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (58, '2026-11-30 16:39:08.499494', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '42', '9a548942-193a-415c-9d37-5c9383a22795', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (59, '2026-11-30 16:39:08.51569', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '42', '4e26d113-7d84-4a7b-81ef-c88bdd2c9f90', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (60, '2026-11-30 16:39:08.534321', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '6', '1a3b5f51-e7a8-402f-9486-c2181499f893', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (65, '2026-11-30 16:39:08.615919', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '49', '312ad5ce-4b4e-421a-b8f4-85229e1f79a6', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (66, '2026-11-30 16:39:08.63187', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '49', '0536a0d1-beef-4078-b729-5cf911b148be', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (67, '2026-11-30 16:39:08.648797', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '7', 'f7c6f28d-ab58-4343-96e6-bef6b0214434', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (72, '2026-11-30 16:39:08.723335', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_opened', '56', '5974a83a-1a55-4b1c-8d33-bb773c5209b8', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (73, '2026-11-30 16:39:08.739639', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'case_assigned', '56', '38eeae29-687a-4196-9ef0-21a28da4ae58', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (74, '2026-11-30 16:39:08.756717', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'referral_made', '8', 'c6045254-2c04-43e0-9f90-5a31028f8bd7', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (81, '2026-11-30 16:39:08.86317', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'application_filed', '65', '67b5f7ea-5f85-4731-acd4-43ff2bf947e0', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (82, '2026-11-30 16:39:08.881813', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'application_document_added', '65', 'b4b08059-d328-4fb6-91a5-d9c2e976ace3', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (83, '2026-11-30 16:39:08.897109', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'application_evidence_seen', '65', '8c1a27cc-651a-49bf-b92d-3e1451d02557', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (85, '2026-11-30 16:39:08.925973', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'month_closed', '2026-08', 'fc083361-b2ca-4090-ad87-70a0b618c042', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (86, '2026-11-30 16:39:08.938422', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'month_closed', '2026-09', '657775d0-db09-4dd0-9a7d-61ca09e8bde6', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (87, '2026-11-30 16:39:08.95072', '69d32739-a2f9-49c8-9a1d-18685902da4a', 'month_closed', '2026-10', '5340e278-5b47-41c2-9963-cf6f1ef1a05b', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (89, '2026-11-30 16:39:08.991194', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'messages_received', '3-3', '7e7d52b3-ee47-48e0-934a-ea1a5cc5bd01', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (90, '2026-11-30 16:39:09.004381', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'messages_received', '4-4', '46691f1d-a490-48c3-87f3-634c20075546', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (91, '2026-11-30 16:39:09.016342', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'import_begun', '1', '6e41b113-45da-4f48-bf97-e3411a5ec6a1', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (92, '2026-11-30 16:39:09.022111', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'import_recorded', '1', '6e41b113-45da-4f48-bf97-e3411a5ec6a1', 72, 73);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (93, '2026-11-30 16:39:09.035676', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 'roll_added', 'low_income 2026-10', '5f0aeb27-dd51-47ac-8852-85a7b04677ca', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (94, '2026-11-30 16:39:09.036705', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 'roll_completed', 'low_income 2026-10', '5f0aeb27-dd51-47ac-8852-85a7b04677ca', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (95, '2026-11-30 16:39:09.046335', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 'list_received', 'absence_started', '34c3ec58-db5e-4b26-a68b-4a90f808c0be', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (96, '2026-11-30 16:39:09.052521', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 'messages_received', '5-5', '34c3ec58-db5e-4b26-a68b-4a90f808c0be', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (99, '2026-11-30 16:39:09.095481', 'a543ce8c-4957-43f9-8b81-8599395124d8', 'person_read', '13', '6e82f861-3db2-46f2-8e11-27c8ae38be19', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (100, '2026-11-30 16:39:09.096092', 'a543ce8c-4957-43f9-8b81-8599395124d8', 'person_read', '12', '6e82f861-3db2-46f2-8e11-27c8ae38be19', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (101, '2026-11-30 16:39:09.114243', 'a543ce8c-4957-43f9-8b81-8599395124d8', 'people_merged', '77', 'bca11f62-b59d-48e7-9414-78dbacb3a83f', NULL, NULL);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (102, '2026-11-30 16:39:09.125699', '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'seekers_read', NULL, '89079f7c-b31f-421d-870d-d55f315a2924', NULL, NULL);


--
-- Data for Name: contributor; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: delivery; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.delivery VALUES (1, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-0f70-7eb9-8ee9-3efd63484f91', '6de5de949c7ef9b34200890e3bc26f29031622b4c1e8b8d07418de48b7d3d4b4', '{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"6de5de949c7ef9b34200890e3bc26f29031622b4c1e8b8d07418de48b7d3d4b4"},"datacontenttype":"application/json","id":"01a22d53-0f70-7eb9-8ee9-3efd63484f91","sequence":"0000000000000000001","source":"/bangfu","specversion":"1.0","subject":"6de5de949c7ef9b34200890e3bc26f29031622b4c1e8b8d07418de48b7d3d4b4","time":"2026-11-30T16:39:07.888787Z","type":"bangfu.seeker_offered"}', 1, 1, '2026-11-30 16:39:13.020203', NULL, '2026-11-30 16:39:07.888787', NULL);
INSERT INTO public.delivery VALUES (2, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-0fb0-7b7c-a7a7-24c4e00e8fc0', '7bff0e38-9296-4811-a67b-5c8754c2c81a', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":1,"made_on":"2026-12-01","referral":"7bff0e38-9296-4811-a67b-5c8754c2c81a","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-0fb0-7b7c-a7a7-24c4e00e8fc0","sequence":"0000000000000000002","source":"/bangfu","specversion":"1.0","subject":"7bff0e38-9296-4811-a67b-5c8754c2c81a","time":"2026-11-30T16:39:07.952214Z","type":"bangfu.referral_made"}', 1, 1, '2026-11-30 16:39:13.435343', NULL, '2026-11-30 16:39:07.952214', NULL);
INSERT INTO public.delivery VALUES (5, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1059-73d9-8509-c8048ec4774e', 'c2fd0f40c3be487514bb4638d5b227f3aef4ecd760a237fe6f40184e1771f970', '', 3, 0, NULL, NULL, '2026-11-30 16:39:08.121006', '2026-11-30 16:39:08.187008');
INSERT INTO public.delivery VALUES (8, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-10d4-73ac-8a08-9f133b0b39ec', '78225d16eca4fdfbe2aa125007bfb4dc99a7624376ea1cf79ac517f9774b9223', '', 3, 0, NULL, NULL, '2026-11-30 16:39:08.244635', '2026-11-30 16:39:08.309803');
INSERT INTO public.delivery VALUES (10, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1115-7a5e-aa4f-35fb93bad54d', '78225d16eca4fdfbe2aa125007bfb4dc99a7624376ea1cf79ac517f9774b9223', '{"data":{"seeker":"78225d16eca4fdfbe2aa125007bfb4dc99a7624376ea1cf79ac517f9774b9223"},"datacontenttype":"application/json","id":"01a22d53-1115-7a5e-aa4f-35fb93bad54d","sequence":"0000000000000000010","source":"/bangfu","specversion":"1.0","subject":"78225d16eca4fdfbe2aa125007bfb4dc99a7624376ea1cf79ac517f9774b9223","time":"2026-11-30T16:39:08.309803Z","type":"bangfu.seeker_withdrawn"}', 1, 0, '2026-11-30 16:39:08.309803', NULL, '2026-11-30 16:39:08.309803', NULL);
INSERT INTO public.delivery VALUES (11, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1151-78a7-8fe0-6cd18c93f5aa', '233269e6f70ae36c4a33f520aa6b5c2df85383ef285ca2ce988423d913c00cf4', '{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"233269e6f70ae36c4a33f520aa6b5c2df85383ef285ca2ce988423d913c00cf4"},"datacontenttype":"application/json","id":"01a22d53-1151-78a7-8fe0-6cd18c93f5aa","sequence":"0000000000000000011","source":"/bangfu","specversion":"1.0","subject":"233269e6f70ae36c4a33f520aa6b5c2df85383ef285ca2ce988423d913c00cf4","time":"2026-11-30T16:39:08.369118Z","type":"bangfu.seeker_offered"}', 1, 0, '2026-11-30 16:39:08.369118', NULL, '2026-11-30 16:39:08.369118', NULL);
INSERT INTO public.delivery VALUES (3, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-0fe8-719e-8926-3058f20efe40', 'f4ecb2270de09f64e811f80d4be266564111267ebd571d895b41daf5ef9e0f7c', '{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"f4ecb2270de09f64e811f80d4be266564111267ebd571d895b41daf5ef9e0f7c"},"datacontenttype":"application/json","id":"01a22d53-0fe8-719e-8926-3058f20efe40","sequence":"0000000000000000003","source":"/bangfu","specversion":"1.0","subject":"f4ecb2270de09f64e811f80d4be266564111267ebd571d895b41daf5ef9e0f7c","time":"2026-11-30T16:39:08.008261Z","type":"bangfu.seeker_offered"}', 1, 1, '2026-11-30 16:39:13.493448', NULL, '2026-11-30 16:39:08.008261', NULL);
INSERT INTO public.delivery VALUES (12, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1187-7fbb-884b-29053cddc5ee', 'e9fb26fc-80df-4c0d-89aa-d386999e47e1', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":5,"made_on":"2026-12-01","referral":"e9fb26fc-80df-4c0d-89aa-d386999e47e1","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-1187-7fbb-884b-29053cddc5ee","sequence":"0000000000000000012","source":"/bangfu","specversion":"1.0","subject":"e9fb26fc-80df-4c0d-89aa-d386999e47e1","time":"2026-11-30T16:39:08.423913Z","type":"bangfu.referral_made"}', 1, 0, '2026-11-30 16:39:08.423913', NULL, '2026-11-30 16:39:08.423913', NULL);
INSERT INTO public.delivery VALUES (13, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-11bf-7f87-b02c-6414bbe774c9', '77a2a271a993809e390f11ac61bc518b1dac6e0318a2d21c34e90a4534e82042', '{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"77a2a271a993809e390f11ac61bc518b1dac6e0318a2d21c34e90a4534e82042"},"datacontenttype":"application/json","id":"01a22d53-11bf-7f87-b02c-6414bbe774c9","sequence":"0000000000000000013","source":"/bangfu","specversion":"1.0","subject":"77a2a271a993809e390f11ac61bc518b1dac6e0318a2d21c34e90a4534e82042","time":"2026-11-30T16:39:08.479544Z","type":"bangfu.seeker_offered"}', 1, 0, '2026-11-30 16:39:08.479544', NULL, '2026-11-30 16:39:08.479544', NULL);
INSERT INTO public.delivery VALUES (6, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-108f-7b22-80d6-9b869ad9361e', '75f5df96-c7ec-442b-8b83-de2015e4a725', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":3,"made_on":"2026-12-01","referral":"75f5df96-c7ec-442b-8b83-de2015e4a725","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-108f-7b22-80d6-9b869ad9361e","sequence":"0000000000000000006","source":"/bangfu","specversion":"1.0","subject":"75f5df96-c7ec-442b-8b83-de2015e4a725","time":"2026-11-30T16:39:08.175234Z","type":"bangfu.referral_made"}', 1, 1, '2026-11-30 16:39:14.205174', NULL, '2026-11-30 16:39:08.175234', NULL);
INSERT INTO public.delivery VALUES (7, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-109b-7cc5-97e4-cbee4aec090b', 'c2fd0f40c3be487514bb4638d5b227f3aef4ecd760a237fe6f40184e1771f970', '{"data":{"seeker":"c2fd0f40c3be487514bb4638d5b227f3aef4ecd760a237fe6f40184e1771f970"},"datacontenttype":"application/json","id":"01a22d53-109b-7cc5-97e4-cbee4aec090b","sequence":"0000000000000000007","source":"/bangfu","specversion":"1.0","subject":"c2fd0f40c3be487514bb4638d5b227f3aef4ecd760a237fe6f40184e1771f970","time":"2026-11-30T16:39:08.187008Z","type":"bangfu.seeker_withdrawn"}', 1, 1, '2026-11-30 16:39:14.273859', NULL, '2026-11-30 16:39:08.187008', NULL);
INSERT INTO public.delivery VALUES (9, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1109-7eed-9627-75ad5459c894', 'a8d954e5-73e3-4b4d-b66e-e0b79db4983a', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":4,"made_on":"2026-12-01","referral":"a8d954e5-73e3-4b4d-b66e-e0b79db4983a","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-1109-7eed-9627-75ad5459c894","sequence":"0000000000000000009","source":"/bangfu","specversion":"1.0","subject":"a8d954e5-73e3-4b4d-b66e-e0b79db4983a","time":"2026-11-30T16:39:08.297122Z","type":"bangfu.referral_made"}', 1, 1, '2026-11-30 16:39:14.899124', NULL, '2026-11-30 16:39:08.297122', NULL);
INSERT INTO public.delivery VALUES (14, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-11f5-7d31-acdb-b5f5047265e7', 'eeee8e77-126e-4766-ab9b-9e8685ad5031', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":6,"made_on":"2026-12-01","referral":"eeee8e77-126e-4766-ab9b-9e8685ad5031","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-11f5-7d31-acdb-b5f5047265e7","sequence":"0000000000000000014","source":"/bangfu","specversion":"1.0","subject":"eeee8e77-126e-4766-ab9b-9e8685ad5031","time":"2026-11-30T16:39:08.533506Z","type":"bangfu.referral_made"}', 1, 0, '2026-11-30 16:39:08.533506', NULL, '2026-11-30 16:39:08.533506', NULL);
INSERT INTO public.delivery VALUES (16, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1268-7f0d-b0e6-a3d0da736e54', '818f12f9-e4e2-40fe-ba6e-2d0d2f22e4b8', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":7,"made_on":"2026-12-01","referral":"818f12f9-e4e2-40fe-ba6e-2d0d2f22e4b8","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-1268-7f0d-b0e6-a3d0da736e54","sequence":"0000000000000000016","source":"/bangfu","specversion":"1.0","subject":"818f12f9-e4e2-40fe-ba6e-2d0d2f22e4b8","time":"2026-11-30T16:39:08.648453Z","type":"bangfu.referral_made"}', 1, 0, '2026-11-30 16:39:08.648453', NULL, '2026-11-30 16:39:08.648453', NULL);
INSERT INTO public.delivery VALUES (18, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-12d4-7667-ba87-4461abc5e93c', 'b645d0b3-3fb5-4a7e-aed9-e802a0520005', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":8,"made_on":"2026-12-01","referral":"b645d0b3-3fb5-4a7e-aed9-e802a0520005","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-12d4-7667-ba87-4461abc5e93c","sequence":"0000000000000000018","source":"/bangfu","specversion":"1.0","subject":"b645d0b3-3fb5-4a7e-aed9-e802a0520005","time":"2026-11-30T16:39:08.756313Z","type":"bangfu.referral_made"}', 1, 0, '2026-11-30 16:39:08.756313', NULL, '2026-11-30 16:39:08.756313', NULL);
INSERT INTO public.delivery VALUES (15, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1233-7909-bc20-5ae8629e60fa', 'a6a641dd183f001bf6dc9d737e0315ec407f56dfe3fb3e2fb4e45984e37fef56', '{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"a6a641dd183f001bf6dc9d737e0315ec407f56dfe3fb3e2fb4e45984e37fef56"},"datacontenttype":"application/json","id":"01a22d53-1233-7909-bc20-5ae8629e60fa","sequence":"0000000000000000015","source":"/bangfu","specversion":"1.0","subject":"a6a641dd183f001bf6dc9d737e0315ec407f56dfe3fb3e2fb4e45984e37fef56","time":"2026-11-30T16:39:08.595798Z","type":"bangfu.seeker_offered"}', 1, 0, '2026-11-30 16:39:08.595798', NULL, '2026-11-30 16:39:08.595798', NULL);
INSERT INTO public.delivery VALUES (4, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-1022-7b4c-8614-adef1a6f915b', '3dc6cc47-4431-4196-953b-b20f5080d83f', '{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":2,"made_on":"2026-12-01","referral":"3dc6cc47-4431-4196-953b-b20f5080d83f","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-1022-7b4c-8614-adef1a6f915b","sequence":"0000000000000000004","source":"/bangfu","specversion":"1.0","subject":"3dc6cc47-4431-4196-953b-b20f5080d83f","time":"2026-11-30T16:39:08.066445Z","type":"bangfu.referral_made"}', 1, 1, '2026-11-30 16:39:13.806607', NULL, '2026-11-30 16:39:08.066445', NULL);
INSERT INTO public.delivery VALUES (17, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-129f-7b86-8620-4f08cb03f6b5', '5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828', '', 3, 0, NULL, NULL, '2026-11-30 16:39:08.70341', '2026-11-30 16:39:08.768118');
INSERT INTO public.delivery VALUES (19, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-12e0-7939-ba6a-bffc06cefcc0', '5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828', '{"data":{"seeker":"5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828"},"datacontenttype":"application/json","id":"01a22d53-12e0-7939-ba6a-bffc06cefcc0","sequence":"0000000000000000019","source":"/bangfu","specversion":"1.0","subject":"5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828","time":"2026-11-30T16:39:08.768118Z","type":"bangfu.seeker_withdrawn"}', 1, 0, '2026-11-30 16:39:08.768118', NULL, '2026-11-30 16:39:08.768118', NULL);
INSERT INTO public.delivery VALUES (20, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '01a22d53-12f0-7139-b069-5d44e8fc38ba', '5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828', '{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828"},"datacontenttype":"application/json","id":"01a22d53-12f0-7139-b069-5d44e8fc38ba","sequence":"0000000000000000020","source":"/bangfu","specversion":"1.0","subject":"5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828","time":"2026-11-30T16:39:08.784252Z","type":"bangfu.seeker_offered"}', 1, 0, '2026-11-30 16:39:08.784252', NULL, '2026-11-30 16:39:08.784252', NULL);


--
-- Data for Name: document; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.document VALUES (1, 'sm3:28bbb084975422c35f3e107efa5d08e55ed516ff655f1399ed22fe0681746a29', 'application/pdf', 42, '\x01000159de56848b422f33c2b0dde36dfcc336cf941ba395a8c8a2b72f92682e267b830f84139230727bda3b8b70d0ce8d61d1', '\x0159de5684faf9b3716c1999110d198d6e7b0b36b61779ea1f9f94afd5d3f8d09f7f5654488507bf0b36640c9c045ed3e868212963a3d7c73ebe4b2a1e798d89b26401dbdf5534ea81a4fb', '2026-11-30 16:39:08.881505');


--
-- Data for Name: employer; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.employer VALUES (1, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '/hiring', 'E', '91350100M000100Y43', '江门某机械有限公司', 440703000000, NULL, NULL);


--
-- Data for Name: employment; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.employment VALUES (1, 2, 'H1');


--
-- Data for Name: endpoint; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.endpoint VALUES (1, '8d78e69b-f0c4-45c5-b775-326dc0696a19', 'http://127.0.0.1:9/', '\x01000132a4b1b597bc94ab4f4b48e99c7445bfa32b9e2c53f7fd5bd6b15ac6f6a0a3a8a09cc1aa790f7508dfbe557065026ff5', '\x0132a4b1b5582e32080db67399fcb80ab97611992cfa37ea3a8ff5a55c92e7738ffa992854ea8bd44a8eaf9e4f0fc2051be7a64a44d4c439b025f0ce7da30e547f', '2026-11-30 16:39:07.69573', NULL, NULL, NULL);


--
-- Data for Name: fact; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.fact VALUES (1, 1, '2026-08-03', 1, 'http:01a22d53-0f39-7fac-a023-95a3c958f2e9', '\xefdd82ee90233f7ac3ec1f757fbfb32e49ee7932ad95d562ec872fef0b588a97', 1, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '2014-05-06', NULL, 1, '{"education":"60"}', NULL, '2026-11-30 16:39:07.836811', false, NULL, NULL);
INSERT INTO public.fact VALUES (2, 7, '2026-08-03', 1, 'http:01a22d53-0f52-7206-992a-7d6bf4c763be', '\xe53d55e56bd603b24d4d408e3634abd7a804ddf6f9926def8dc76f2d3aa1eb73', 1, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:07.85826', false, NULL, NULL);
INSERT INTO public.fact VALUES (3, 14, '2026-08-03', 1, 'http:01a22d53-0f62-7221-b7e3-e100a3386087', '\xa1e78a5a633dbab3a1b53930e6c91f7aba517e926d197f982ffe85289ce0c109', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:07.874414', false, NULL, NULL);
INSERT INTO public.fact VALUES (4, 38, '2026-12-01', 1, 'http:01a22d53-0f70-7398-becc-466b47c0dd83', '\xae93ef38ecb537f148601608cdbe2bfd66fb0e3c5a9a45627b2a67623d46d864', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:07.888787', false, NULL, NULL);
INSERT INTO public.fact VALUES (5, 31, '2026-12-01', 1, 'http:01a22d53-0f82-7eee-af92-9ecbbdb3dbc9', '\x404a0fd529fbc67a2173603941d93edf3701c67723951ec141867aeac920ee21', 1, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:07.906628', false, NULL, NULL);
INSERT INTO public.fact VALUES (6, 22, '2026-12-01', 1, 'http:01a22d53-0f96-70ee-a140-1005232094d1', '\xe45b5ec150019b9e9168d358698f9c630eb5cf654e787b3a03bbfdeabe1f1bb8', 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:07.926714', false, NULL, NULL);
INSERT INTO public.fact VALUES (7, 24, '2026-12-01', 1, 'http:01a22d53-0fa9-70f9-b954-a4789996e1ef', '\xf0f4392cf5030ac86faaf32977ac874486c1e3ced8f8e9a95f847a3639a4ca74', 1, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:07.945313', false, NULL, NULL);
INSERT INTO public.fact VALUES (8, 1, '2026-08-03', 1, 'http:01a22d53-0fbc-7f2d-8f3b-feaac79da3e1', '\x8d394f460ff8118822d9096f9ef2b95ce16fa29bab0d3798a4139d07fa0ded8b', 2, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1964-03-10', NULL, 8, '{"education":"60"}', NULL, '2026-11-30 16:39:07.964617', false, NULL, NULL);
INSERT INTO public.fact VALUES (9, 7, '2026-08-03', 1, 'http:01a22d53-0fcb-77e3-b797-ece3fd245166', '\x7f51b8a093650b191b3a28167466bd9cb595ed65fbab0939c57474bbea1e927b', 2, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:07.979679', false, NULL, NULL);
INSERT INTO public.fact VALUES (10, 14, '2026-08-03', 1, 'http:01a22d53-0fd9-7007-b1e3-77f0c1c68837', '\xf66f3f30fdf01cb33533922c66b3ea66f2cea05d38a536319c27ab1c2352107d', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:07.99417', false, NULL, NULL);
INSERT INTO public.fact VALUES (11, 38, '2026-12-01', 1, 'http:01a22d53-0fe7-7866-a26b-ad822e204ea6', '\x03c26c276eb8ec8c9b07465514924c53a0ae0519d9d77f80294e176fb10737e3', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.008261', false, NULL, NULL);
INSERT INTO public.fact VALUES (12, 31, '2026-12-01', 1, 'http:01a22d53-0ff8-7c1d-9d25-1d54bc387f67', '\x6350195546627b20bd93d913fee6ac01a50e3e68f8d204abf55b211c07f1957e', 2, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.024665', false, NULL, NULL);
INSERT INTO public.fact VALUES (13, 22, '2026-12-01', 1, 'http:01a22d53-1009-7ee5-b240-a634a6468da7', '\x83efef640cf75144dd49426e848a13ad549867bd265104ba5580bc0014eb7f2f', 2, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.04168', false, NULL, NULL);
INSERT INTO public.fact VALUES (14, 24, '2026-12-01', 1, 'http:01a22d53-101d-7e70-8379-6515a5f51ad6', '\x336bba4996c3929cf7bcd0c2f10aa0572f5b82cd12757b93a28c159bab15e1e1', 2, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.061216', false, NULL, NULL);
INSERT INTO public.fact VALUES (15, 1, '2026-08-03', 1, 'http:01a22d53-102e-7003-b896-c2693f1332b9', '\x9d8bb5973d58de5747b0613264f1984ae92188b730b415d9208bc2afe909bae2', 3, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1972-02-03', NULL, 15, '{"education":"60"}', NULL, '2026-11-30 16:39:08.078557', false, NULL, NULL);
INSERT INTO public.fact VALUES (16, 7, '2026-08-03', 1, 'http:01a22d53-103d-7098-91eb-9aa36cd13354', '\xb35169af509dbc8d9bc51d0d4a8753798ee991d9ff32100eb835a7d892ce5c15', 3, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.09414', false, NULL, NULL);
INSERT INTO public.fact VALUES (17, 14, '2026-08-03', 1, 'http:01a22d53-104b-7b2b-9b25-90d10c04a2b8', '\xba0b30a2447b0e372e8fd05d4d85cc1f0a707c81eb9ab137a40f7031f42d75fe', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.107648', false, NULL, NULL);
INSERT INTO public.fact VALUES (18, 38, '2026-12-01', 1, 'http:01a22d53-1058-73a7-9774-85abeba1e08d', '\x8ae172198fd92a77e07b144ba9e4f5fde7f6d230ffc2922b5f4dd6dab3389b61', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.121006', false, NULL, NULL);
INSERT INTO public.fact VALUES (19, 31, '2026-12-01', 1, 'http:01a22d53-106a-7848-ba76-e5be8d5bb707', '\x1a3c8b287963212adb6a854161161799e98431573ee2ae87a92583e35f704d2f', 3, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.138161', false, NULL, NULL);
INSERT INTO public.fact VALUES (20, 22, '2026-12-01', 1, 'http:01a22d53-107a-78cc-adab-c09e006a7c9a', '\x16c923455c43715fbedcc424784d3e6552c60d21c9c99b12f0b1a9a9b9d205bc', 3, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.154761', false, NULL, NULL);
INSERT INTO public.fact VALUES (21, 24, '2026-12-01', 1, 'http:01a22d53-108a-7232-adcd-29aa4d117940', '\xb60f3f12f142403c6e15baaba5e0e5d6f4f8bf4d9ecdef817ca8411d2203bcd7', 3, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.170881', false, NULL, NULL);
INSERT INTO public.fact VALUES (22, 8, '2026-12-01', 1, 'http:01a22d53-109a-788a-b0d6-22ea9f98aaf6', '\x40aa919fac94d290fd9bbb26dd5dd11a5678f798ca7de1563952e86b6ad6a8dc', 3, NULL, NULL, NULL, NULL, 6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.187008', false, NULL, NULL);
INSERT INTO public.fact VALUES (23, 1, '2026-08-03', 1, 'http:01a22d53-10aa-72b9-b671-bbc2442c2ef8', '\x7f7a8db685d783eb50bdb2124f670ebb0dabc25f4293d781470ef3c4d46367e0', 4, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1975-07-08', NULL, 23, '{"education":"60"}', NULL, '2026-11-30 16:39:08.202593', false, NULL, NULL);
INSERT INTO public.fact VALUES (24, 7, '2026-08-03', 1, 'http:01a22d53-10b8-77a2-899b-397e0e4bef98', '\x05d24f319af051bad24511dee4741a90a66c9440e605d4a828264638b2a14795', 4, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.216864', false, NULL, NULL);
INSERT INTO public.fact VALUES (25, 14, '2026-08-03', 1, 'http:01a22d53-10c6-7aef-892d-55da571780f9', '\xa8ac8818d138659fa127d9f181d24037422728c8d361a9819d54dc6301f98ecd', 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.230793', false, NULL, NULL);
INSERT INTO public.fact VALUES (26, 38, '2026-12-01', 1, 'http:01a22d53-10d4-702c-b397-9a4132ac43eb', '\xf55a1fa8685876e681dd0d6759ff215a615c15d3eb99fa94bd3e54d40a32325c', 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.244635', false, NULL, NULL);
INSERT INTO public.fact VALUES (27, 31, '2026-12-01', 1, 'http:01a22d53-10e4-7baa-9123-30b43f2b70d9', '\xda47e947372178520d661bdef4e542756b65e03f52b0005767fbfa522e53c93b', 4, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.260683', false, NULL, NULL);
INSERT INTO public.fact VALUES (28, 22, '2026-12-01', 1, 'http:01a22d53-10f4-7151-a849-7acf6f85a065', '\xa88878abd89aa7e361f44d3bdf9028fea6a2d95983ef906d1ee792c86cb70829', 4, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.27631', false, NULL, NULL);
INSERT INTO public.fact VALUES (29, 24, '2026-12-01', 1, 'http:01a22d53-1104-7fcc-a865-4a85e2d941f3', '\x7f6feb1aec2cded42e664faee9ee49a1d889fbce1ea3e851f63a6720a7b8cb87', 4, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.292641', false, NULL, NULL);
INSERT INTO public.fact VALUES (30, 10, '2026-12-01', 1, 'http:01a22d53-1115-739e-90db-569c5708ad01', '\xc8f0b854f0acc04efd41f4b894c141ff631bc050f5a150b7e9aa211e95116316', 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.309803', false, NULL, NULL);
INSERT INTO public.fact VALUES (31, 1, '2026-08-03', 1, 'http:01a22d53-1125-7c8c-a950-eff92bd8adab', '\x2f411984f036edb30be803bd32e8e7be76fda422bde65c57bb25804f2122c2d8', 5, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1985-09-10', NULL, 31, '{"education":"60"}', NULL, '2026-11-30 16:39:08.32599', false, NULL, NULL);
INSERT INTO public.fact VALUES (32, 7, '2026-08-03', 1, 'http:01a22d53-1134-75c7-8dda-4a2d01839857', '\x5d9c6d81f8cd7ed1d88398ba5937244dcc04e4dc10818ac6b97a53b56daa30e5', 5, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.340417', false, NULL, NULL);
INSERT INTO public.fact VALUES (33, 14, '2026-08-03', 1, 'http:01a22d53-1142-7262-be10-c628968e01d9', '\x4cb34e301db8b1999be132eec28be919cac8f8359c07307ae10bd5912b3a6578', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.35514', false, NULL, NULL);
INSERT INTO public.fact VALUES (34, 38, '2026-12-01', 1, 'http:01a22d53-1150-7cb6-81d6-c6c049fe051e', '\x8a8264dd2768ae431d4478ca13d0a6b58e5a388b15b0b2c607514880822ca519', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.369118', false, NULL, NULL);
INSERT INTO public.fact VALUES (35, 31, '2026-12-01', 1, 'http:01a22d53-1161-738f-b473-1231a2afe3d2', '\x53511779404a052fe1298fb6120ce36f720da0a48adeaa9be51a20413d65b0ee', 5, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.385812', false, NULL, NULL);
INSERT INTO public.fact VALUES (36, 22, '2026-12-01', 1, 'http:01a22d53-1171-780a-8660-3f6ff4b0d9ba', '\x52bbcece9e94dd6e9f47c84f568f88c8c9c88231069938b86c0e1321a8a192e7', 5, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.401612', false, NULL, NULL);
INSERT INTO public.fact VALUES (37, 24, '2026-12-01', 1, 'http:01a22d53-1183-75ac-b9ec-ec09dc312576', '\xed51676922593ba96079d4f8452ad568919aad62f2a6dad661ffab3e56e0f8c8', 5, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.419256', false, NULL, NULL);
INSERT INTO public.fact VALUES (38, 1, '2026-08-03', 1, 'http:01a22d53-1193-74a9-80fc-918aa68ca259', '\xf1aed0d53fe7ea6d5dc94a199a31dc6de8ada3e89764551088ca525619249343', 6, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '2010-12-15', NULL, 38, '{"education":"60"}', NULL, '2026-11-30 16:39:08.435554', false, NULL, NULL);
INSERT INTO public.fact VALUES (39, 7, '2026-08-03', 1, 'http:01a22d53-11a2-769e-8b97-b0a56c75725b', '\xf13465a0c964501c6cc8b7946efa25f263e34d64c795aee54e32f04606760a23', 6, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.450536', false, NULL, NULL);
INSERT INTO public.fact VALUES (40, 14, '2026-08-03', 1, 'http:01a22d53-11b1-7fbb-9470-256984c44115', '\x1107eb5a20625575a10a155d3854ec574e4de94155ce80b3a348ce2086e44512', 6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.46547', false, NULL, NULL);
INSERT INTO public.fact VALUES (41, 38, '2026-12-01', 1, 'http:01a22d53-11bf-7c70-bb51-0a316cbdf3e4', '\x73e0c9b743bec8de1562c446648bfa4d2dd8210d319dcbe8ab484df08791205f', 6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.479544', false, NULL, NULL);
INSERT INTO public.fact VALUES (42, 31, '2026-12-01', 1, 'http:01a22d53-11cf-776a-b86f-60cfeccb3cd1', '\x7a686e02404b379a82242742a318716ebf8774acd9781e19f3d61b18241608ea', 6, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.495689', false, NULL, NULL);
INSERT INTO public.fact VALUES (43, 22, '2026-12-01', 1, 'http:01a22d53-11df-7ccc-b609-7d128cb80f99', '\xe12a2039a102bc9fa0bcaf2c4cc08b701979eeb34f4f4eca43db75801ea6728e', 6, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.5115', false, NULL, NULL);
INSERT INTO public.fact VALUES (44, 24, '2026-12-01', 1, 'http:01a22d53-11f0-7854-99e1-f37972e13c83', '\x741fa1341e4f1a8a60b9c8055bf62e591e046904faf9cc0d90238bfe9253af75', 6, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.528726', false, NULL, NULL);
INSERT INTO public.fact VALUES (45, 1, '2026-08-03', 1, 'http:01a22d53-1201-78d0-9a9c-087f93e11793', '\x6896d97a39da29cb88c8a0be71e91e3fdf8fb0345070b05e60d3efd5a758a7bf', 7, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1966-08-10', NULL, 45, '{"education":"60"}', NULL, '2026-11-30 16:39:08.545549', false, NULL, NULL);
INSERT INTO public.fact VALUES (46, 7, '2026-08-03', 1, 'http:01a22d53-1212-70b9-ab37-0c9eee4336db', '\x0874262a0dd03196b343ad38158ac8101a7de6c5822af9a4413d46be742fdbfb', 7, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.562549', false, NULL, NULL);
INSERT INTO public.fact VALUES (47, 14, '2026-08-03', 1, 'http:01a22d53-1220-73ed-8abb-5a4ea7735de5', '\xd6660e3080dd569b4c8da6c3bff518c0044efccd9d3410db562fdcafc5b78df3', 7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.576708', false, NULL, NULL);
INSERT INTO public.fact VALUES (48, 38, '2026-12-01', 1, 'http:01a22d53-1233-7025-9fdf-242c63763f30', '\x3a450edd9584ab717cb2cbfee93034dd48a89fbc7b214790f9a08e2dcf293f13', 7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.595798', false, NULL, NULL);
INSERT INTO public.fact VALUES (52, 1, '2026-08-03', 1, 'http:01a22d53-1273-7fc3-9dc9-d6207bc39570', '\x2f7ae0f28d767a495a62efd56879472fda73dff71913461cc576b0034fb7152b', 8, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1980-11-12', NULL, 52, '{"education":"60"}', NULL, '2026-11-30 16:39:08.659561', false, NULL, NULL);
INSERT INTO public.fact VALUES (53, 7, '2026-08-03', 1, 'http:01a22d53-1283-7a70-b811-dcd2328775f4', '\x16d1135e48bdeef1a9b3d6279213b8a2c3c7671daeb19bb81b113631b7079519', 8, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.675478', false, NULL, NULL);
INSERT INTO public.fact VALUES (54, 14, '2026-08-03', 1, 'http:01a22d53-1291-7284-a259-263e9e93fb98', '\xeac3cb875fc619865a6d1eaaa00a09e6f89681296b17b490954d026c875ffdef', 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.689486', false, NULL, NULL);
INSERT INTO public.fact VALUES (55, 38, '2026-12-01', 1, 'http:01a22d53-129f-7fbc-a3f9-7f69450d032d', '\x367fb12c6e7b84655ad639d7589f67c94ffb963faba32aedcaf171894fdfea4d', 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"occupations":["6-18-01"],"profile_shared":true}', NULL, '2026-11-30 16:39:08.70341', false, NULL, NULL);
INSERT INTO public.fact VALUES (59, 8, '2026-11-01', 1, 'http:01a22d53-12df-7037-9f6e-90a104e5e11b', '\x02ecd088ebd3de390ad0e8bb1d0fcd8ff77b33ec8d2b72a36845ed8cc1985e1d', 8, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.768118', false, NULL, NULL);
INSERT INTO public.fact VALUES (60, 9, '2027-02-01', 1, 'http:01a22d53-12ef-7a8b-8d99-8318d6cc6fff', '\x7f19f3813163eb18206735cf92ec5f37c537a9131c9bf454eaa9e9772cb047fd', 8, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.784252', false, NULL, NULL);
INSERT INTO public.fact VALUES (61, 1, '2026-08-03', 1, 'http:01a22d53-12ff-782e-a5b6-b15b6d284a08', '\x0e7a2628cd07ccb33274796c83d6814f830c9b0f5231e510b8ce973a80d4420d', 9, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1978-03-15', NULL, 61, '{"education":"60"}', NULL, '2026-11-30 16:39:08.799658', false, NULL, NULL);
INSERT INTO public.fact VALUES (62, 3, '2026-08-03', 1, 'http:01a22d53-130d-709c-a517-e7856d070d0e', '\x43f0b2f8c1e8ed54f557875d2c436f6fd0b2281ef1b0febf2000fbde0552f72c', NULL, 1, NULL, NULL, 440703002101, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.813831', false, NULL, NULL);
INSERT INTO public.fact VALUES (63, 4, '2026-08-03', 1, 'http:01a22d53-131b-7f85-a42d-7729a5101ce1', '\x3ecf316efde81d8b9547c10bb7f1f8c869e26ec669b6216dcfabe758781378e1', 9, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"relation":"02"}', NULL, '2026-11-30 16:39:08.827905', false, NULL, NULL);
INSERT INTO public.fact VALUES (64, 7, '2026-08-03', 1, 'http:01a22d53-132b-7562-b585-711e231669b3', '\x4cada270e3eb911e668fc0940bdecff33a935038d0f49ff16f71bb24265058ad', 9, NULL, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.843461', false, NULL, NULL);
INSERT INTO public.fact VALUES (69, 25, '2026-12-01', 1, 'http:01a22d53-136c-7fac-af24-c2358b362565', '\x2b0fc809624427ebb87cfe93ca8e56b21e91da511aa73d293f8fb4f9bbddc480', NULL, NULL, NULL, NULL, 440703000000, NULL, NULL, 110000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.909147', false, NULL, NULL);
INSERT INTO public.fact VALUES (70, 1, '2026-08-03', 1, 'http:01a22d53-13aa-7722-a7ab-9946ecd7234b', '\xabf54d68ceed21e85f86fed0a1608bf0fe816362f5b15c5d19164227b7241777', 10, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1990-01-02', NULL, 70, '{"education":"60"}', NULL, '2026-11-30 16:39:08.970991', false, NULL, NULL);
INSERT INTO public.fact VALUES (75, 1, '2026-12-01', 1, 'http:01a22d53-1406-7310-9017-6ee43a58641e', '\x455d9541212919544d060ec4f6429b80e7af3a0cb707e07c41cdb90edf2234c7', 12, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1993-01-02', NULL, 75, NULL, NULL, '2026-11-30 16:39:09.062986', false, NULL, NULL);
INSERT INTO public.fact VALUES (76, 1, '2026-12-01', 1, 'http:01a22d53-1415-7196-99cb-7b717c8ee0a7', '\x3ba04d6230fb6028b38ba980e6c391b54adfbbd0bf10abcb089ccc42f5f90a66', 13, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1993-01-02', NULL, 76, NULL, NULL, '2026-11-30 16:39:09.077636', false, NULL, NULL);
INSERT INTO public.fact VALUES (49, 31, '2026-12-01', 1, 'http:01a22d53-1243-75c3-a468-39caca788857', '\xab03c3b768b199a62577b1054fc0e8071ba45b17d05b10b35600b590c4a57f26', 7, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.611681', false, NULL, NULL);
INSERT INTO public.fact VALUES (50, 22, '2026-12-01', 1, 'http:01a22d53-1254-7678-917c-55880ec0f827', '\xfe375776e3f082a405fc490ad0ef5216570c6ad1807eb9b37348f8530e1d91dd', 7, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.628132', false, NULL, NULL);
INSERT INTO public.fact VALUES (51, 24, '2026-12-01', 1, 'http:01a22d53-1263-7db8-9a2b-0abc3212d866', '\x513a10b996cdde7bb5125ca981c5acf6a90585a87b304cf3082fdd1b25254a7c', 7, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.643947', false, NULL, NULL);
INSERT INTO public.fact VALUES (56, 31, '2026-12-01', 1, 'http:01a22d53-12af-7c15-b3cc-42a735889b5f', '\xa898e64821877cc38b5207b0073b9a9bff8987083c5e19a7cfae03075a7e66df', 8, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.719473', false, NULL, NULL);
INSERT INTO public.fact VALUES (57, 22, '2026-12-01', 1, 'http:01a22d53-12bf-7bd6-9605-516a10bd9bba', '\x325e45e09cfef1df405cf108106d69eba853433ff3cc9c20864808384f1e30a8', 8, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.735591', false, NULL, NULL);
INSERT INTO public.fact VALUES (58, 24, '2026-12-01', 1, 'http:01a22d53-12cf-7357-8a42-a97313908a35', '\xb90981e05bc8a7defa42afdbaec17bea73a926a1ad1be1adfbb5eb7c1c118568', 8, NULL, NULL, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"posts":1}', NULL, '2026-11-30 16:39:08.751933', false, NULL, NULL);
INSERT INTO public.fact VALUES (65, 16, '2026-12-01', 1, 'http:01a22d53-133a-7536-a00a-9327edacc329', '\x96d4a3df0732a7738f891834ef6db2a82e338f260f21d38dd63440da8cc5b01b', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.858713', false, NULL, NULL);
INSERT INTO public.fact VALUES (66, 28, '2026-12-01', 1, 'http:01a22d53-133a-78cd-a6e8-7505b86c598d', '\xd0c667bc94605432661e1486406b5f0749047caf954193ad03719dd52814de79', NULL, 1, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"channel":"window","officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94","promise":false}', NULL, '2026-11-30 16:39:08.858713', false, 65, NULL);
INSERT INTO public.fact VALUES (67, 28, '2026-12-01', 1, 'http:01a22d53-134d-79a3-ac10-6ec63556d11a', '\xd422a6ab7bde5f13484903c0b717ad4508753a0c252b1bf315e1943f549bee2b', NULL, 1, NULL, NULL, NULL, 15, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"document":"sm3:28bbb084975422c35f3e107efa5d08e55ed516ff655f1399ed22fe0681746a29","evidence":"household_book","officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.877251', false, 65, NULL);
INSERT INTO public.fact VALUES (68, 28, '2026-12-01', 1, 'http:01a22d53-135d-7c39-800a-31470d5767c4', '\x03d937f847c5bcec9bdb2ed3d97b58dbe9c4bdb38ee51facf2041a2c5e67ff66', NULL, 1, NULL, NULL, NULL, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"evidence":"household_book","officer":"a49d233a-0ab0-40f4-9167-8ff53ed3bb94"}', NULL, '2026-11-30 16:39:08.89327', false, 65, NULL);
INSERT INTO public.fact VALUES (71, 11, '2026-11-02', 2, 'message:01a22d53-13b9-7502-b41a-00fc3896cabd', '\x41973d94a3f55364feb22ff0ed1e2b31b55b9abfffefaac33874b9a3f317b2d9', 10, NULL, 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:08.985286', '2026-11-30 16:39:08.985926', false, NULL, NULL);
INSERT INTO public.fact VALUES (72, 1, '2026-12-01', 1, 'import:b1bf9b204a46e675e340323f299e1fb3:2:r', '\x8ad10cf6b190095600ad475ae40a81277ca78cfda0845750c18dec182043de53', 11, NULL, NULL, NULL, 440703002101, NULL, NULL, NULL, 1, NULL, '1992-01-02', NULL, 72, NULL, NULL, '2026-11-30 16:39:09.018194', false, NULL, NULL);
INSERT INTO public.fact VALUES (73, 7, '2026-12-01', 1, 'import:b1bf9b204a46e675e340323f299e1fb3:2:w', '\x9b9c211839d2175beee4e771e9bac1551babbf1ef72a96a1a58418779a66eb12', 11, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:09.018194', false, NULL, NULL);
INSERT INTO public.fact VALUES (74, 8, '2026-09-01', 3, 'message:01a22d53-13f8-77e0-b79a-53e5177cf888', '\x9bb92c0509e37fdacd4aad48e5e4bb43af1bbe14560124c4044526fd99d9e0d4', 11, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 16:39:09.048197', '2026-11-30 16:39:09.048368', false, NULL, NULL);
INSERT INTO public.fact VALUES (77, 30, '2026-12-01', 1, 'http:01a22d53-1433-7990-aaa3-8cc8c143dfc9', '\x58749d6dd9d37d5de6362c87efd35a4f0c78d9aba62a242e3791e72f55537120', 12, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"officer":"a543ce8c-4957-43f9-8b81-8599395124d8"}', NULL, '2026-11-30 16:39:09.107146', false, NULL, 13);


--
-- Data for Name: help_case; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.help_case VALUES (5, 1, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (12, 2, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (19, 3, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (27, 4, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, NULL, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (35, 5, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (42, 6, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (49, 7, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');
INSERT INTO public.help_case VALUES (56, 8, 2, 3, '2026-12-01', NULL, '2026-12-01', NULL, NULL, NULL, 1, NULL, '2026-12-04', '2027-01-01', 2, NULL, '2027-06-02');


--
-- Data for Name: helper; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.helper VALUES (1, 1, 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94');


--
-- Data for Name: household; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.household VALUES (1, 1, '01a22d53-130d-74d1-a06f-1413843045a7', true, 440703002101, true);


--
-- Data for Name: household_span; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.household_span VALUES (1, 0, '2026-08-03', '2041-03-15', 440703002101, true, 0, NULL, NULL, true, '9');


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: import; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.import VALUES (1, '\xb1bf9b204a46e675e340323f299e1fb3100eb8a4613f4b7454e5319ec01f05a4', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', 'survey', 440703002101, 'bangfu', '2026-12-01', 2, 1, 0, 0, 0, 1, '\x010001ed0d04c35ce94532771cd3b16857a0f6782c26fea54e3e388cdb855f9d51089dfe6837d0e2d3d15a23a6a52fff6ac5b5', '\x01ed0d04c3e95304bea9bddfba23be84e50364524d923100c1a64d11a20481eee613e56e83dfcc7f049b3871abaaf947d086b9dc4dfbeb936dc7665644a5a5b215919eadfcf791b3cccf42bb79c9f549ecc0a5640c4f9863ed698d7c63a2c8e1a83f80264e5a70e768453c18dadddc4d96da69f1c72eb44c788d94', '2026-11-30 16:39:09.015371', '2026-11-30 16:39:09.022224');


--
-- Data for Name: import_row; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.import_row VALUES (1, 2, 1, NULL, NULL, NULL, NULL);
INSERT INTO public.import_row VALUES (1, 3, 5, 'bad_value', '身份证号码', '字段 身份证号码：公民身份号码应为 17 位数字加 1 位数字或 X；请更正后重新报送。', 'Field 身份证号码: an ID number is 17 digits and one digit or X; correct it and send the line again.');


--
-- Data for Name: listed; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.listed VALUES (1, 2, '2026-10', 9, 9, NULL);


--
-- Data for Name: message; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.message VALUES (1, '8d78e69b-f0c4-45c5-b775-326dc0696a19', 440700000000, '/hiring', 'E', 1, 'm E', 101, NULL, NULL, NULL, '\xe7c5cababcef9c11c387b62fa16bc49353f63bd812f0979a38ef52b9287d2472', '\x010001159ee002020ae76e6daa7560e0f410b7dc43c17cc018792525d895f3a854e896142a0ada514e91ef49a2f5fb813b088e', '\x01159ee002f89f50d731c34a6d74401fe95b7755128b41fd20aa7a6938c3ffb82e2141318c218e15f168492ea019a9809a51f78c9e960901f1f51e6b747c64127356993fa760af92fe4ca8ea31f335d17b019465741447b2a9227cb68f3d2f2df24455eeab6ac1cc23c506dce4815478db6daa1b8f2409', 1, NULL, NULL, NULL, '2026-11-30 16:39:07.795756', '2026-11-30 16:39:07.795756', '2026-11-30 16:39:07.795756', NULL);
INSERT INTO public.message VALUES (2, '8d78e69b-f0c4-45c5-b775-326dc0696a19', 440700000000, '/hiring', 'V', 1, 'm V', 102, NULL, NULL, NULL, '\x1722e2c29efa3c02c05209068591b8e7bcb9b631d1b1c252d492715fd9b74241', '\x01000188090e28fc0ca054d682129027a4795c0e5562a8c269afa9bb3e758f0bbeb2d23e8c7000ec481c501b92881c1d52f6e6', '\x0188090e28c8ba64f8ee5abd4eacc4cda743ec38cce37bd86a8ec6a3fa8431427d6cab880e087399c0ade3a021fdb65b0e5e4f7104cd59113758134e8592ffa314bd05cd247258c104cc382241d885db195b4917c0b34cc04fe2196ab7ac404bc741d240db7a07bb73e3bfbaad2225789fd2f43d936a039c4bfe3e3f3e1dff8e048e4f7ce0e415231a2ed05bb5714d6db6e894147dc1eafcc1a0a9b99eb3a3d05c677394f073', 1, NULL, NULL, NULL, '2026-11-30 16:39:07.810237', '2026-11-30 16:39:07.810237', '2026-11-30 16:39:07.810237', NULL);
INSERT INTO public.message VALUES (3, '8d78e69b-f0c4-45c5-b775-326dc0696a19', 440700000000, '/hiring', 'H1', 1, 'm H1', 11, '2026-11-02', 'H1', '\x6741e9c738d2813e7246545609949206fc93c7e41d6fcd2490ed200da27684c5', '\x1a8bddc888c28a4379b5bc2a7bcc0abc9d4a5ccca810be0660ad3f69ca0a48f2', '\x010001627d941aea0b5174ecc0f30fb7fc207107233f45be9ee10964858ca732987a3b0c0e9434521a7ba5b6571465f65e9eb0', '\x01627d941a150c1cd33f6d256e283019f2297372de7239fb2b04e74b054fc2bf7eaa3e628b7578bfcd7f39d155958b023bd30b61e6091afb0d0b2ca3ddabf1bc510cb055966d9bc0c0d0c51539d280b1dc6b4a47db8928be02cc0afd98691eca2f56cf9a979be0b06b29b6d01c9a4303b3f45ddaa029564935d69b2b8a61331ac2d4a789cb6943d9cbdf8551a031aa181d97c36c9649ff6ac5bf232f9f8db4', 1, NULL, NULL, 71, '2026-11-30 16:39:08.985286', '2026-11-30 16:39:08.985286', '2026-11-30 16:39:08.985926', NULL);
INSERT INTO public.message VALUES (4, '8d78e69b-f0c4-45c5-b775-326dc0696a19', 440700000000, '/hiring', 'H2', 1, 'm H2', 11, '2026-11-03', 'H2', '\x2e5aa1d700de8fab16e0f4614cce829ee3ad9e0c649c214e3e03e465de81fb95', '\x4e518ac23cd78b7cf35cdf48a9dbedfd12f9a78ddf2a37015c9b12d2c5046cf3', '\x0100016932293a8bd2ee195f288f026419406eb086512141c1f6595c52edcda80d987a39dbf9fe13d8bb915ed94c6f3ca58c2a', '\x016932293a507cf6239c64eebebdf88b8fdae9887667723d0ecfc7af85b496dc137f3a61852999329464841c30d7f5cef8c0c200b599073b9d7db42d23f5b29cb12e39c8bd72aaa8612dd4c45f6c2417fcf94d78659d3e96798a03771e38ce024b7a2e95f7b72069d1676f7b6f2fa9f1a7bd5706ba42e567ab24ff50a15191f7fdb6655105977672fc10730e4c0bfbafad174b185cf2d7a017cd32e83adaa53492d4166b17305b4695c40f785a2be69de337372a4c0ce3b7f2e147', 2, 8, 'id_number', NULL, '2026-11-30 16:39:09.002143', '2026-11-30 16:39:09.002143', '2026-11-30 16:39:09.002143', NULL);
INSERT INTO public.message VALUES (5, '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', 440700000000, '/lists', '4c927ef5a5ca0228947fe4865ef36071db56836dd24376e8e68bbfdb2259adea', 1, '4c927ef5a5ca0228947fe4865ef36071db56836dd24376e8e68bbfdb2259adea', 8, '2026-09-01', NULL, '\x9e7d9dab1c9595ae154050220001a686a96884929917fbf934fbdba2764395d7', '\xe910642665ee081abbcbe335ba3edd02f94f0b1a5e20eb94bc9a70434a1a7f07', '\x010001c10f2929895011b5f39548c19821962b077b5a6017fb94768067bf1d36ec5e0209bc800a4fc539a8ced457087655db77', '\x01c10f292909e537b417d7b9354da8a560f2b6a6b07fa9552775ef04c74af0efd774d2959ac3bc7b2177bbff64831ddf5244ea61295eff107ecbaca466c0ad88b8e806ca97597aa210843be967990793f7f26e77b92e678ac352333469d6aff69e510788bb8af42e8f96423415988a17f56f24c3cf398225e153d4be8b00c768938d722d5f75523f17e5c8f7', 1, NULL, NULL, 74, '2026-11-30 16:39:09.048197', '2026-11-30 16:39:09.048197', '2026-11-30 16:39:09.048368', NULL);


--
-- Data for Name: month_close; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.month_close VALUES ('2026-08', 69, 'RS-1', 'sm3:fdbd2dfe797e5db21bb4bf1421864a7d71a0913e2abb60dc9412a34e33423434', '2026-11-30 16:39:08.924932');
INSERT INTO public.month_close VALUES ('2026-09', 69, 'RS-1', 'sm3:b01daef44aa69a07ee35fe790373c3c1676b7113e90f58d7e39a7584d8d7a2bd', '2026-11-30 16:39:08.937928');
INSERT INTO public.month_close VALUES ('2026-10', 69, 'RS-1', 'sm3:26096fa1d9d3f9bf3e9c35ce11b24eede8788e01514f2a1cf88a44ee959f796e', '2026-11-30 16:39:08.950234');


--
-- Data for Name: month_line; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.month_line VALUES ('2026-08', 440700000000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-08', 440703000000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-08', 440703002000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-08', 440703002101, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-09', 440700000000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-09', 440703000000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-09', 440703002000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-09', 440703002101, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-10', 440700000000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-10', 440703000000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-10', 440703002000, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO public.month_line VALUES ('2026-10', 440703002101, '{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');


--
-- Data for Name: month_part; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.month_part VALUES ('2026-08', 'household', 1, 440703002101, '{"division":"440703002101","state":"none","urban":true,"suspected":true}');
INSERT INTO public.month_part VALUES ('2026-09', 'household', 1, 440703002101, '{"division":"440703002101","adjusts":true,"state":"none","urban":true,"suspected":true}');
INSERT INTO public.month_part VALUES ('2026-10', 'household', 1, 440703002101, '{"division":"440703002101","adjusts":true,"state":"none","urban":true,"suspected":true}');


--
-- Data for Name: name_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.name_key VALUES ('lieyi', 1);
INSERT INTO public.name_key VALUES ('liyi', 1);
INSERT INTO public.name_key VALUES ('ly', 1);
INSERT INTO public.name_key VALUES ('例一', 1);
INSERT INTO public.name_key VALUES ('le', 2);
INSERT INTO public.name_key VALUES ('lieer', 2);
INSERT INTO public.name_key VALUES ('lier', 2);
INSERT INTO public.name_key VALUES ('例二', 2);
INSERT INTO public.name_key VALUES ('liesan', 3);
INSERT INTO public.name_key VALUES ('lisan', 3);
INSERT INTO public.name_key VALUES ('ls', 3);
INSERT INTO public.name_key VALUES ('例三', 3);
INSERT INTO public.name_key VALUES ('liesi', 4);
INSERT INTO public.name_key VALUES ('lisi', 4);
INSERT INTO public.name_key VALUES ('ls', 4);
INSERT INTO public.name_key VALUES ('例四', 4);
INSERT INTO public.name_key VALUES ('liewu', 5);
INSERT INTO public.name_key VALUES ('liwu', 5);
INSERT INTO public.name_key VALUES ('lw', 5);
INSERT INTO public.name_key VALUES ('例五', 5);
INSERT INTO public.name_key VALUES ('lieliu', 6);
INSERT INTO public.name_key VALUES ('lielu', 6);
INSERT INTO public.name_key VALUES ('liliu', 6);
INSERT INTO public.name_key VALUES ('lilu', 6);
INSERT INTO public.name_key VALUES ('ll', 6);
INSERT INTO public.name_key VALUES ('例六', 6);
INSERT INTO public.name_key VALUES ('lieqi', 7);
INSERT INTO public.name_key VALUES ('liqi', 7);
INSERT INTO public.name_key VALUES ('lq', 7);
INSERT INTO public.name_key VALUES ('例七', 7);
INSERT INTO public.name_key VALUES ('lb', 8);
INSERT INTO public.name_key VALUES ('liba', 8);
INSERT INTO public.name_key VALUES ('lieba', 8);
INSERT INTO public.name_key VALUES ('例八', 8);
INSERT INTO public.name_key VALUES ('liejia', 9);
INSERT INTO public.name_key VALUES ('lijia', 9);
INSERT INTO public.name_key VALUES ('lj', 9);
INSERT INTO public.name_key VALUES ('例甲', 9);
INSERT INTO public.name_key VALUES ('liejue', 10);
INSERT INTO public.name_key VALUES ('lieyi', 10);
INSERT INTO public.name_key VALUES ('lijue', 10);
INSERT INTO public.name_key VALUES ('liyi', 10);
INSERT INTO public.name_key VALUES ('lj', 10);
INSERT INTO public.name_key VALUES ('ly', 10);
INSERT INTO public.name_key VALUES ('例乙', 10);
INSERT INTO public.name_key VALUES ('lb', 11);
INSERT INTO public.name_key VALUES ('libing', 11);
INSERT INTO public.name_key VALUES ('liebing', 11);
INSERT INTO public.name_key VALUES ('例丙', 11);
INSERT INTO public.name_key VALUES ('liewu', 12);
INSERT INTO public.name_key VALUES ('liwu', 12);
INSERT INTO public.name_key VALUES ('lw', 12);
INSERT INTO public.name_key VALUES ('例戊', 12);


--
-- Data for Name: person; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.person VALUES (1, 1, '01a22d53-0f39-73c5-a1bb-81a1413113d5', true, '\x49e99eb6756b528811939934379d588f76542b2938f16080bab50aae60675b3e', 1, 440703002101, NULL, 4, true, true, 1, NULL);
INSERT INTO public.person VALUES (2, 1, '01a22d53-0fbc-702e-b0f5-d7d322294662', true, '\x66d3eb5d81207df47fced041f1d0497c3ef9be549c3ea5844bbb98a47d1d68c2', 8, 440703002101, NULL, 4, true, true, 1, NULL);
INSERT INTO public.person VALUES (3, 1, '01a22d53-102e-72a4-8113-e070c69566b5', true, '\x7212582787d8fc59e0c503f6788bede57e25659847951b1b32b93255c829acb5', 15, 440703002101, NULL, 2, true, true, 1, NULL);
INSERT INTO public.person VALUES (4, 1, '01a22d53-10aa-725e-896a-bd882e861da3', true, '\xc350073e8912709659aeba95e46152a3a74c18347bb59f26e7180d7a8959db1d', 23, 440703002101, NULL, 1, true, true, NULL, NULL);
INSERT INTO public.person VALUES (5, 1, '01a22d53-1125-7af2-b448-40c4d98d148e', true, '\xc932b590e328b213f10ade665baded7d55bca2b8cac2b8ae5bc9521a1f159253', 31, 440703002101, NULL, 4, true, true, 1, NULL);
INSERT INTO public.person VALUES (6, 1, '01a22d53-1193-73f4-8ac4-7c60ef225fbe', true, '\x1c0c12011f83cd51e20688e4446677fec2938a5b40d9e3ec7525c5a648df5c05', 38, 440703002101, NULL, 4, true, true, 1, NULL);
INSERT INTO public.person VALUES (7, 1, '01a22d53-1201-728c-8050-0aed4260b4df', true, '\xfc3ca6ebd2c198ff91f8ecc11f7ca4698588847e30436883bbdb9f908ac21342', 45, 440703002101, NULL, 4, true, true, 1, NULL);
INSERT INTO public.person VALUES (8, 1, '01a22d53-1273-7e24-ac6e-187ba60546ee', true, '\x59ece339fb295672683cc7d6f4d4898aac7f366861cc492c2df85a679b74d029', 52, 440703002101, NULL, 4, true, true, 1, NULL);
INSERT INTO public.person VALUES (9, 1, '01a22d53-12ff-7d75-82f9-b21945cbee72', true, '\xcb939a1b1d1172813aee17ad9d124167df2ca085f2c52d3b0e844d02d68a04f8', 61, 440703002101, 1, 4, true, true, NULL, NULL);
INSERT INTO public.person VALUES (10, 1, '01a22d53-13aa-7b14-8b31-9c1e55cf4628', true, '\x6741e9c738d2813e7246545609949206fc93c7e41d6fcd2490ed200da27684c5', 70, 440703002101, NULL, 3, false, false, NULL, NULL);
INSERT INTO public.person VALUES (11, 1, 'import:b1bf9b204a46e675e340323f299e1fb3:2', true, '\x9e7d9dab1c9595ae154050220001a686a96884929917fbf934fbdba2764395d7', 72, 440703002101, NULL, 2, true, false, NULL, NULL);
INSERT INTO public.person VALUES (12, 1, '01a22d53-1406-7345-b708-08994b6b5c82', true, '\x4fe196fb52637220210f358c02257171e227e346930e93d0c32577462fd13995', 75, 440703002101, NULL, 4, false, false, NULL, NULL);
INSERT INTO public.person VALUES (13, 1, '01a22d53-1415-73a9-b5e0-b92826a618f1', true, '\x352a3c3d2e8fdf5bee1603c81814599d712a447db07c4bf4c5682a054283b851', NULL, 440703002101, NULL, 4, false, false, NULL, 12);


--
-- Data for Name: person_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.person_key VALUES (1, '\x010001b8eaa9565f991d18c4573b964ec9dd73f5d2edd28f85241f8560ed72fe31ed179e0604f2aef14ab1200e4d3851a1e64c');
INSERT INTO public.person_key VALUES (2, '\x0100019182e380e1ac30c0d1ae14f3adfc48b6155cae1c3a7bc4d8cc9dbcd3c4fef7d27d1ea469040fb68a2508cdfae2580575');
INSERT INTO public.person_key VALUES (3, '\x01000189ceb0f310c1d97a00248404d2c660a3b596b43618a5b1d9b492a6b0a0e7fda8ff06d92c6d5786e0815c03f46675d109');
INSERT INTO public.person_key VALUES (4, '\x0100018e1ec0309c1da979e548f767536bca66cb66a9cb41fdac19b1f7f48757762e7f20848a741fd0b0409e36cf4076e5b160');
INSERT INTO public.person_key VALUES (5, '\x010001b91b046df8e5fbf8c92af15844ae236bbd9e94834e084b9d38287f3ba4c343da8fc71374408738dd38e153313952d695');
INSERT INTO public.person_key VALUES (6, '\x01000101c1a7362ea0e3d07c7c473fcf16ee0009ae179e8088004325111481b9785903d5ff8490184ead9a2894058d1020ac46');
INSERT INTO public.person_key VALUES (7, '\x010001c00f50312c78a4a3c44b1cb252c247e08f4ea76afcfee750b5731daf667c6c97d7af7f0240d8200cbed55d680555c07f');
INSERT INTO public.person_key VALUES (8, '\x01000156dfee493f1894fa7f93bba35267596ed503c30c68ddf84091b3cbc7e31b9f7b8fa47c1362dbe009d51b2977932083d9');
INSERT INTO public.person_key VALUES (9, '\x010001e5a6f39d351682bbf3e7629e8de72d98a0b342ffa476ae24d47bca710288b2a88a17fec288deb53a143aa5fb1570fca7');
INSERT INTO public.person_key VALUES (10, '\x010001e2396b34bd5b28c865e33816e46135bf65bc78546b99e2f7e7d78e08e5edd6c481b12728c46307c2455ba0886cc0cb8a');
INSERT INTO public.person_key VALUES (11, '\x010001948eab67beb22d0b22fd4236a87d6e014965fe5f7cb6b116ef786307b70833065f39a293f1b1249e8c4d4dd0af85b35c');
INSERT INTO public.person_key VALUES (12, '\x0100018b2bc374cb4b10eb71ef3b4a14996ba6968deb6830e15639bb05045eb1c88b675536039e4a6a1fbff65a360e56a9765d');
INSERT INTO public.person_key VALUES (13, '\x010001ba41971140a632f0d586826b926298cf7971f2e4aab2f70e470f2a12e9ec86cb4f215b4bad2510d85916f0338bf399aa');


--
-- Data for Name: person_span; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: personal; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.personal VALUES (1, 1, '例一', NULL, '\x01b8eaa956d0b937c1f1f2f41b6cc08bbb5847fa20a980cfd517fef3583b9c659b0817717d593330aed3869e21c189d27c96fd', '\x01b8eaa956f6c7568dbc97f3363b353de1fe09244ae6f13dc28d2a03a5f6a5477576686e58afcad98be2d8b8', '\x01b8eaa956bad6b45f05db8a9dad9b0082576ddc0e6b8a132e77548b96fc261671121dd2702886b36a729e1e9e');
INSERT INTO public.personal VALUES (8, 2, '例二', NULL, '\x019182e38037d4007823cbfcbc16dae8b72bb347d5e7eedff0a523775373751e9591616f03aec16c979a2cd41dfdd9ab3ca852', '\x019182e380f1e6844f30590648947ba1c29c9dd1b512b19ba21697ac7b43127bde7c8f04679bb1945ec9f1e2', '\x019182e38061b678495bf14f690ec83b0d01200630863f0d19cb0575dcd9b854c0eff02fcd69513d459173f057');
INSERT INTO public.personal VALUES (15, 3, '例三', NULL, '\x0189ceb0f3c92b51a423569601af77f667ea5cc26c525f481eeff9da32488c45c6e7eed109aeb148b5a4d845cd4cfe69222b4c', '\x0189ceb0f36b83390b78e68396865741d22db085cd0880f979a38d2a61d8e75a963c22b176114a0a4a14c286', '\x0189ceb0f36f8503317fb03e3e3c1ced9039ee237fb1b71afff44da45334586723140c795a91c11cffeab15dfa');
INSERT INTO public.personal VALUES (23, 4, '例四', NULL, '\x018e1ec030439a002f08aea360e79da8ab780c452705447a93362bfd15b28ef99877b80e01793734c9f896762eb9bbd86699d0', '\x018e1ec0301b8e4c98895f31514b94c52eae516f878bf65390f9329ffea51a01709641d96b6787aae37095db', '\x018e1ec030eba22405785d42088f03e726487f5c440b8b646b2e05ac15dd35920ce11f1901f1fadccb511fc573');
INSERT INTO public.personal VALUES (31, 5, '例五', NULL, '\x01b91b046d6792fcc5d60ea36106c5ceac479685738587890d9822f292a43795207642dfab1e7ef09855cf04c31550f5e32a1c', '\x01b91b046d994c6ce08a6c3465221276c1255024d0b9e1aa5bcd8d02ebdbd26daa3c204a7ce3e2218a68f182', '\x01b91b046df30ebbe66216b13af532f2869e646a8a1a88f7a6c69c59ff2ae20367b40bad71dff0426db716624e');
INSERT INTO public.personal VALUES (38, 6, '例六', NULL, '\x0101c1a736b5300dbc23a3c59021951a4bf1d3422476a6c364429192d5e01e3bcbe202fdb2fcf20467f36b669d5f417263c865', '\x0101c1a7366882c864aea0d93bd638997fc81f293c4da77cc04ba0ca3519d35dc1f6f77d3c80924f289b2fb1', '\x0101c1a736d2bd47a5b9c6b1be22f454ecb2da46b41b1ffa245ff322ba265fd86b75de38befe560a5a3a72d41b');
INSERT INTO public.personal VALUES (45, 7, '例七', NULL, '\x01c00f503188f4030b2b4e0c617fca143a0f4047046ce2199c40b7f7c5b2e428837d7c03c71af9cfc6b1523671bddc59c19384', '\x01c00f50312270eda980da93ebedb0a221e030b2e8f8207cdc5808e798fc86d96beae4e2519eea90c2ac57bb', '\x01c00f503155b1139a2803a4590e6e5f00ad2b37dbfb05902908afbb18820ca44b26155042bb145417b0a9ca33');
INSERT INTO public.personal VALUES (52, 8, '例八', NULL, '\x0156dfee494183625b6c46433dee85177ac5b961a0f601c270ecd1cf950d574cbc7e5daef40737f78a48bfaddb4c215e4bbd16', '\x0156dfee499e345772f7bd3beebaefaf48c2eba1c02d58ee77c30efce0759c1f4d0a0e69b963ba2a8b8f64a9', '\x0156dfee493746ac84ffcad74f075f252c844c0ffe80e315e6c102735a96bb3a584d92bd0c754011ca9ecc85fc');
INSERT INTO public.personal VALUES (61, 9, '例甲', NULL, '\x01e5a6f39daaa9e6ff654946462dc559132c80e986153eea69f8b3b1178945b6d0280bec049658eeca5225d1dc6846d8148a70', '\x01e5a6f39df310cabdcf9c46cb42bde21235cba1f6bbfc5d33f89c4c5f15a218d1e8bd5f167ab79e61f819f9', '\x01e5a6f39d85e14fd77999261c3610266e559e13e81495dbbea3abe12e21ae41397058b0b5688529e5e5e3a3ee');
INSERT INTO public.personal VALUES (70, 10, '例乙', NULL, '\x01e2396b346d2b71d0827da424972da256d6e7f4d564355ffca92f7b0be73f987170b5ccc40cb3ef1ea32294db0a6f42e85462', '\x01e2396b34a539f8e7c8d52923638831fb5ff78322c709733b035abb1384a8dbdb6930d0233cc44c3a853a3f', '\x01e2396b345c32d59dfacad9b69983e93736ad4f8e912bbbfecd06d7ed44d2bd741d33ac434e3d823c2eb91d50');
INSERT INTO public.personal VALUES (72, 11, '例丙', NULL, '\x01948eab675a2792b1d7c5190745ec74691100beb6d588d5aa02c143b64f3f935e772e9593369ecf1bf7953a757b5e053bb377', NULL, NULL);
INSERT INTO public.personal VALUES (75, 12, '例戊', NULL, '\x018b2bc374debd7363f60b85d6ea96598c803e75d5162fc2c97ce9f0bf7d57a6a00fb0182739d55505da48179a007c79fad450', NULL, NULL);
INSERT INTO public.personal VALUES (76, 13, '例戊', NULL, '\x01ba419711b471933049c93ad8ca495f1145df03e00e48a9af2ca502ac3702f891c191abdcd9d1741623aae564f0171ae8c3f4', NULL, NULL);


--
-- Data for Name: placement; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: profile; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.profile VALUES (1, '2014-05-06', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (2, '1964-03-10', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (3, '1972-02-03', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (4, '1975-07-08', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (5, '1985-09-10', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (6, '2010-12-15', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (7, '1966-08-10', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (8, '1980-11-12', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', '6-18-01', NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO public.profile VALUES (9, '1978-03-15', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO public.profile VALUES (10, '1990-01-02', 60, NULL, '\x8a5f28d25ad85f9afc8f396460c9811d810c8f6fc77108ca50625d994d231957', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO public.profile VALUES (11, '1992-01-02', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO public.profile VALUES (12, '1993-01-02', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);


--
-- Data for Name: referral; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.referral VALUES (1, '7bff0e38-9296-4811-a67b-5c8754c2c81a', 5, 1, 1, 7, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (2, '3dc6cc47-4431-4196-953b-b20f5080d83f', 12, 2, 1, 14, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (3, '75f5df96-c7ec-442b-8b83-de2015e4a725', 19, 3, 1, 21, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (4, 'a8d954e5-73e3-4b4d-b66e-e0b79db4983a', 27, 4, 1, 29, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (5, 'e9fb26fc-80df-4c0d-89aa-d386999e47e1', 35, 5, 1, 37, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (6, 'eeee8e77-126e-4766-ab9b-9e8685ad5031', 42, 6, 1, 44, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (7, '818f12f9-e4e2-40fe-ba6e-2d0d2f22e4b8', 49, 7, 1, 51, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);
INSERT INTO public.referral VALUES (8, 'b645d0b3-3fb5-4a7e-aed9-e802a0520005', 56, 8, 1, 58, '2026-12-01', 1, NULL, NULL, '91350100M000100Y43', NULL, NULL, NULL, NULL, false);


--
-- Data for Name: refresh_token; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refresh_token VALUES ('sm3:552b572d83bb3572f00a5623403c704beeada0f3b0333adde1eb59a2ed1d65fa', 'a98d1cc7-bedb-4bec-b49b-3c04e4437ac4', '69d32739-a2f9-49c8-9a1d-18685902da4a', '2026-11-30 16:39:07.40152', '2026-12-01 04:39:07.40152', NULL, false);
INSERT INTO public.refresh_token VALUES ('sm3:91541e00460972baa5f460a1b0fe1615e87984d398faae8d806c82ef5b168982', '77e8505b-a6f2-4f3b-944f-36f526fecdbf', 'a49d233a-0ab0-40f4-9167-8ff53ed3bb94', '2026-11-30 16:39:07.463943', '2026-12-01 04:39:07.463943', NULL, false);
INSERT INTO public.refresh_token VALUES ('sm3:487cac17366b875dac5a9de9128e15953e53bc804caa501e8d5cb0a470ef9aec', '23a9e581-1f92-4a87-b0fb-d20a12326fe5', 'a543ce8c-4957-43f9-8b81-8599395124d8', '2026-11-30 16:39:07.528331', '2026-12-01 04:39:07.528331', NULL, false);
INSERT INTO public.refresh_token VALUES ('sm3:ef55c1b07fb64120bafd3a403467c3cb7dc6b809f45a79143c5b818186dd9330', '5e4c4c18-847d-4c32-9674-4f762a20a6dc', '245fc920-766e-4e26-95cf-db1e4e38c18f', '2026-11-30 16:39:07.600885', '2026-12-01 04:39:07.600885', NULL, false);
INSERT INTO public.refresh_token VALUES ('sm3:858fd23502e2ed10fb29c174529af7557a029bbf29fe82ee61f04533a558fe41', '67199c2e-9ab8-43b5-a40f-fd72a7841838', '8d78e69b-f0c4-45c5-b775-326dc0696a19', '2026-11-30 16:39:07.660826', '2026-12-01 04:39:07.660826', NULL, false);
INSERT INTO public.refresh_token VALUES ('sm3:aed9ee52256f32c184f84a4f89cbc301c2462f0ecdac95e557e5868af3373195', 'ac6764c8-3539-4823-a839-fb1f7b939ff3', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', '2026-11-30 16:39:07.723938', '2026-12-01 04:39:07.723938', NULL, false);
INSERT INTO public.refresh_token VALUES ('sm3:c0c0e45255b81c5ac096d1570c91d8fca390d32e505ff4098f3110fdf5b54318', '3353fb68-0b82-42c2-80f9-b4bec7dd0b55', '846ce80f-b360-4a81-8d29-3e7e4369ff4d', '2026-11-30 16:39:07.769548', '2026-12-01 04:39:07.769548', NULL, false);


--
-- Data for Name: roll; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.roll VALUES (2, '2026-10', '1cafe59f-7eae-4fbf-89d7-a40c28bf8abf', '2026-11-30 16:39:09.036578', true, 1);


--
-- Data for Name: seeker; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 1, '6de5de949c7ef9b34200890e3bc26f29031622b4c1e8b8d07418de48b7d3d4b4', '{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 2, 'f4ecb2270de09f64e811f80d4be266564111267ebd571d895b41daf5ef9e0f7c', '{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 3, 'c2fd0f40c3be487514bb4638d5b227f3aef4ecd760a237fe6f40184e1771f970', NULL);
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 4, '78225d16eca4fdfbe2aa125007bfb4dc99a7624376ea1cf79ac517f9774b9223', NULL);
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 5, '233269e6f70ae36c4a33f520aa6b5c2df85383ef285ca2ce988423d913c00cf4', '{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 6, '77a2a271a993809e390f11ac61bc518b1dac6e0318a2d21c34e90a4534e82042', '{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 7, 'a6a641dd183f001bf6dc9d737e0315ec407f56dfe3fb3e2fb4e45984e37fef56', '{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO public.seeker VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 8, '5a1aaf56ecb2fa4586657882304f6639b9c68e4db74a765ec79c01116d4ca828', '{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');


--
-- Data for Name: seeker_platform; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.seeker_platform VALUES ('8d78e69b-f0c4-45c5-b775-326dc0696a19', 440700000000);


--
-- Data for Name: sender; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sender VALUES (1, 'bangfu');
INSERT INTO public.sender VALUES (2, 'messages:platform');
INSERT INTO public.sender VALUES (3, 'messages:department');


--
-- Data for Name: setting; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.setting VALUES ('profiles', 'filled');
INSERT INTO public.setting VALUES ('key_check', 'hmac-sm3:483154ab197f49eb1a461cd8e6f2e4f36081bacfda5851691561fc183f44e857');
INSERT INTO public.setting VALUES ('spells', 'filled');


--
-- Data for Name: spell; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.spell VALUES (1, 10, 71, 1, NULL, '2026-11-02', '9999-12-31');


--
-- Data for Name: vacancy; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.vacancy VALUES (1, '8d78e69b-f0c4-45c5-b775-326dc0696a19', '/hiring', 'V', '91350100M000100Y43', '钳工', '6-18-01-02', 9, NULL, NULL, 440703000000, 1, NULL, '2027-12-31', false, NULL, NULL, false, '2026-11-30 16:39:07.810237', '2026-11-30 16:39:07.810237');


--
-- Name: audit_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_id_seq', 102, true);


--
-- Name: __diesel_schema_migrations __diesel_schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.__diesel_schema_migrations
    ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);


--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);


--
-- Name: account account_username_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_username_key UNIQUE (username);


--
-- Name: application application_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_pkey PRIMARY KEY ("position");


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);


--
-- Name: contributor contributor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contributor
    ADD CONSTRAINT contributor_pkey PRIMARY KEY (month, uscc);


--
-- Name: delivery delivery_event_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_event_id_key UNIQUE (event_id);


--
-- Name: delivery delivery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (id);


--
-- Name: document document_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_hash_key UNIQUE (hash);


--
-- Name: document document_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id);


--
-- Name: employer employer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.employer
    ADD CONSTRAINT employer_pkey PRIMARY KEY (id);


--
-- Name: employer employer_subject_account_source_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.employer
    ADD CONSTRAINT employer_subject_account_source_key UNIQUE (subject, account, source);


--
-- Name: employment employment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.employment
    ADD CONSTRAINT employment_pkey PRIMARY KEY (id);


--
-- Name: employment employment_ref_sender_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.employment
    ADD CONSTRAINT employment_ref_sender_id_key UNIQUE (ref, sender_id);


--
-- Name: endpoint endpoint_account_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endpoint
    ADD CONSTRAINT endpoint_account_key UNIQUE (account);


--
-- Name: endpoint endpoint_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endpoint
    ADD CONSTRAINT endpoint_pkey PRIMARY KEY (id);


--
-- Name: fact fact_event_ref_sender_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_event_ref_sender_id_key UNIQUE (event_ref, sender_id);


--
-- Name: fact fact_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_pkey PRIMARY KEY ("position");


--
-- Name: fact fact_voids_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_voids_key UNIQUE (voids);


--
-- Name: help_case help_case_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.help_case
    ADD CONSTRAINT help_case_pkey PRIMARY KEY ("position");


--
-- Name: helper helper_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.helper
    ADD CONSTRAINT helper_pkey PRIMARY KEY (id);


--
-- Name: helper helper_ref_sender_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.helper
    ADD CONSTRAINT helper_ref_sender_id_key UNIQUE (ref, sender_id);


--
-- Name: household household_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.household
    ADD CONSTRAINT household_pkey PRIMARY KEY (id);


--
-- Name: household household_ref_sender_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.household
    ADD CONSTRAINT household_ref_sender_id_key UNIQUE (ref, sender_id);


--
-- Name: household_span household_span_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.household_span
    ADD CONSTRAINT household_span_pkey PRIMARY KEY (household_id, seq);


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (account, idempotency_key);


--
-- Name: import import_hash_account_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_hash_account_key UNIQUE (hash, account);


--
-- Name: import import_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);


--
-- Name: import_row import_row_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_row
    ADD CONSTRAINT import_row_pkey PRIMARY KEY (import_id, number);


--
-- Name: listed listed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_pkey PRIMARY KEY (id);


--
-- Name: message message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);


--
-- Name: message message_subject_account_source_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_subject_account_source_version_key UNIQUE (subject, account, source, version);


--
-- Name: month_close month_close_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_close
    ADD CONSTRAINT month_close_pkey PRIMARY KEY (month);


--
-- Name: month_line month_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_line
    ADD CONSTRAINT month_line_pkey PRIMARY KEY (month, division);


--
-- Name: month_part month_part_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_part
    ADD CONSTRAINT month_part_pkey PRIMARY KEY (month, subject, subject_id);


--
-- Name: name_key name_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.name_key
    ADD CONSTRAINT name_key_pkey PRIMARY KEY (key, person_id);


--
-- Name: person person_id_number_index_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_id_number_index_key UNIQUE (id_number_index);


--
-- Name: person_key person_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person_key
    ADD CONSTRAINT person_key_pkey PRIMARY KEY (person_id);


--
-- Name: person person_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);


--
-- Name: person person_ref_sender_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_ref_sender_id_key UNIQUE (ref, sender_id);


--
-- Name: person_span person_span_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person_span
    ADD CONSTRAINT person_span_pkey PRIMARY KEY (person_id, seq);


--
-- Name: personal personal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personal
    ADD CONSTRAINT personal_pkey PRIMARY KEY (id);


--
-- Name: placement placement_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_pkey PRIMARY KEY (household_id, person_id, placed_on);


--
-- Name: profile profile_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_pkey PRIMARY KEY (person_id);


--
-- Name: referral referral_found_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_found_key UNIQUE (found);


--
-- Name: referral referral_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_name_key UNIQUE (name);


--
-- Name: referral referral_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_pkey PRIMARY KEY (id);


--
-- Name: referral referral_position_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_position_key UNIQUE ("position");


--
-- Name: refresh_token refresh_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (hash);


--
-- Name: roll roll_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roll
    ADD CONSTRAINT roll_pkey PRIMARY KEY (kind, month);


--
-- Name: seeker seeker_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seeker
    ADD CONSTRAINT seeker_name_key UNIQUE (name);


--
-- Name: seeker seeker_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seeker
    ADD CONSTRAINT seeker_pkey PRIMARY KEY (account, person_id);


--
-- Name: seeker_platform seeker_platform_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seeker_platform
    ADD CONSTRAINT seeker_platform_pkey PRIMARY KEY (account);


--
-- Name: sender sender_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sender
    ADD CONSTRAINT sender_name_key UNIQUE (name);


--
-- Name: sender sender_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sender
    ADD CONSTRAINT sender_pkey PRIMARY KEY (id);


--
-- Name: setting setting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);


--
-- Name: spell spell_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.spell
    ADD CONSTRAINT spell_pkey PRIMARY KEY (employment_id);


--
-- Name: spell spell_position_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.spell
    ADD CONSTRAINT spell_position_key UNIQUE ("position");


--
-- Name: vacancy vacancy_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vacancy
    ADD CONSTRAINT vacancy_pkey PRIMARY KEY (id);


--
-- Name: vacancy vacancy_subject_account_source_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vacancy
    ADD CONSTRAINT vacancy_subject_account_source_key UNIQUE (subject, account, source);


--
-- Name: account_role; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_role ON public.account USING btree (role);


--
-- Name: application_household; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX application_household ON public.application USING btree (household_id) WHERE (household_id IS NOT NULL);


--
-- Name: application_notice; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX application_notice ON public.application USING btree (notice_until) WHERE (notice_until IS NOT NULL);


--
-- Name: application_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX application_person ON public.application USING btree (person_id) WHERE (person_id IS NOT NULL);


--
-- Name: application_stage; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX application_stage ON public.application USING btree (stage, since);


--
-- Name: audit_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_account ON public.audit USING btree (account, id);


--
-- Name: delivery_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_account ON public.delivery USING btree (account, id);


--
-- Name: delivery_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_due ON public.delivery USING btree (due_at) WHERE (state = 1);


--
-- Name: delivery_pending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_pending ON public.delivery USING btree (account, subject, id) WHERE (state = 1);


--
-- Name: delivery_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_subject ON public.delivery USING btree (account, subject);


--
-- Name: delivery_turn; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_turn ON public.delivery USING btree (account, id) WHERE (state = 1);


--
-- Name: employer_uscc; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX employer_uscc ON public.employer USING btree (uscc, id);


--
-- Name: fact_about; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_about ON public.fact USING btree (about) WHERE (about IS NOT NULL);


--
-- Name: fact_delegation; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_delegation ON public.fact USING btree (division) WHERE (kind = 29);


--
-- Name: fact_employment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_employment ON public.fact USING btree (employment_id) WHERE (employment_id IS NOT NULL);


--
-- Name: fact_filing; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_filing ON public.fact USING btree (effective_on, "position") WHERE (kind = ANY (ARRAY[11, 13]));


--
-- Name: fact_flexible; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_flexible ON public.fact USING btree (person_id) WHERE ((kind = 11) AND (code = 4) AND (amount IS NOT NULL));


--
-- Name: fact_flexible_pay; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_flexible_pay ON public.fact USING btree (person_id) WHERE (kind = 12);


--
-- Name: fact_household; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_household ON public.fact USING btree (household_id, "position") WHERE (household_id IS NOT NULL);


--
-- Name: fact_inherits; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_inherits ON public.fact USING btree (employment_id) WHERE inherits;


--
-- Name: fact_living_line; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_living_line ON public.fact USING btree ("position") WHERE (kind = 25);


--
-- Name: fact_other; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_other ON public.fact USING btree (other_id) WHERE (other_id IS NOT NULL);


--
-- Name: fact_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_person ON public.fact USING btree (person_id, "position") WHERE (person_id IS NOT NULL);


--
-- Name: fact_service; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fact_service ON public.fact USING btree (effective_on, person_id) WHERE (kind = 24);


--
-- Name: help_case_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_due ON public.help_case USING btree (due, due_on) WHERE (due_on IS NOT NULL);


--
-- Name: help_case_helper; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_helper ON public.help_case USING btree (helper_id) WHERE (helper_id IS NOT NULL);


--
-- Name: help_case_lost; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_lost ON public.help_case USING btree (lost_on) WHERE (lost_on IS NOT NULL);


--
-- Name: help_case_offered; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_offered ON public.help_case USING btree (offered_to) WHERE (offered_to IS NOT NULL);


--
-- Name: help_case_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX help_case_open ON public.help_case USING btree (person_id) WHERE (closed_on IS NULL);


--
-- Name: help_case_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_person ON public.help_case USING btree (person_id);


--
-- Name: help_case_refused; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_refused ON public.help_case USING btree (refused_on) WHERE (refused_on IS NOT NULL);


--
-- Name: help_case_unassigned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX help_case_unassigned ON public.help_case USING btree (assign_by) WHERE ((closed_on IS NULL) AND (helper_id IS NULL));


--
-- Name: household_division; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX household_division ON public.household USING btree (division, id);


--
-- Name: household_span_from; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX household_span_from ON public.household_span USING btree (from_on);


--
-- Name: household_span_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX household_span_open ON public.household_span USING btree (until_on, from_on) WHERE ((state = 1) OR meets);


--
-- Name: idempotency_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_created ON public.idempotency USING btree (created_at);


--
-- Name: import_division; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_division ON public.import USING btree (division);


--
-- Name: import_sealed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_sealed ON public.import USING btree (read_on) WHERE (sealed IS NOT NULL);


--
-- Name: listed_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX listed_once ON public.listed USING btree (roll, month, registration_id, COALESCE(uscc, ''::text));


--
-- Name: listed_page; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX listed_page ON public.listed USING btree (roll, month, id);


--
-- Name: listed_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX listed_person ON public.listed USING btree (person_id, month);


--
-- Name: listed_registration; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX listed_registration ON public.listed USING btree (registration_id);


--
-- Name: message_employment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_employment ON public.message USING btree (employment_ref, account) WHERE (employment_ref IS NOT NULL);


--
-- Name: message_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_position ON public.message USING btree ("position") WHERE ("position" IS NOT NULL);


--
-- Name: message_received; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_received ON public.message USING btree (received_at);


--
-- Name: message_referral; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_referral ON public.message USING btree (referral_id) WHERE (referral_id IS NOT NULL);


--
-- Name: message_settled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_settled ON public.message USING btree (settled_at) WHERE ("position" IS NOT NULL);


--
-- Name: message_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_state ON public.message USING btree (state, id);


--
-- Name: message_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_waiting ON public.message USING btree (id_number_index) WHERE (state = 2);


--
-- Name: name_key_of; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX name_key_of ON public.name_key USING btree (person_id, key);


--
-- Name: person_division; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_division ON public.person USING btree (division, id);


--
-- Name: person_helper; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_helper ON public.person USING btree (helper_id, id) WHERE (helper_id IS NOT NULL);


--
-- Name: person_household; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_household ON public.person USING btree (household_id);


--
-- Name: person_merged_into; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_merged_into ON public.person USING btree (merged_into, id) WHERE (merged_into IS NOT NULL);


--
-- Name: person_span_from; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_span_from ON public.person_span USING btree (from_on);


--
-- Name: person_span_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_span_open ON public.person_span USING btree (until_on, from_on) WHERE (state = 1);


--
-- Name: placement_on; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX placement_on ON public.placement USING btree (placed_on);


--
-- Name: profile_born_on; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX profile_born_on ON public.profile USING btree (born_on);


--
-- Name: profile_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX profile_phone ON public.profile USING btree (phone_index) WHERE (phone_index IS NOT NULL);


--
-- Name: profile_shared; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX profile_shared ON public.profile USING btree (person_id) WHERE profile_shared;


--
-- Name: profile_sought_1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX profile_sought_1 ON public.profile USING btree (sought_1) WHERE (sought_1 IS NOT NULL);


--
-- Name: profile_sought_2; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX profile_sought_2 ON public.profile USING btree (sought_2) WHERE (sought_2 IS NOT NULL);


--
-- Name: profile_sought_3; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX profile_sought_3 ON public.profile USING btree (sought_3) WHERE (sought_3 IS NOT NULL);


--
-- Name: referral_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX referral_person ON public.referral USING btree (person_id, id);


--
-- Name: referral_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX referral_state ON public.referral USING btree (state, id);


--
-- Name: referral_vacancy; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX referral_vacancy ON public.referral USING btree (vacancy_id, id);


--
-- Name: refresh_token_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_token_account ON public.refresh_token USING btree (account);


--
-- Name: refresh_token_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_token_expires ON public.refresh_token USING btree (expires_at);


--
-- Name: refresh_token_family; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_token_family ON public.refresh_token USING btree (family);


--
-- Name: seeker_page; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX seeker_page ON public.seeker USING btree (account, name) WHERE (told IS NOT NULL);


--
-- Name: seeker_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX seeker_person ON public.seeker USING btree (person_id) WHERE (told IS NOT NULL);


--
-- Name: spell_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX spell_person ON public.spell USING btree (person_id);


--
-- Name: spell_unit; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX spell_unit ON public.spell USING btree (uscc, until_on) WHERE (uscc IS NOT NULL);


--
-- Name: spell_welfare_post; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX spell_welfare_post ON public.spell USING btree (until_on) WHERE (form = 3);


--
-- Name: vacancy_division; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vacancy_division ON public.vacancy USING btree (division) WHERE (NOT withdrawn);


--
-- Name: vacancy_employer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vacancy_employer ON public.vacancy USING btree (uscc);


--
-- Name: vacancy_occupation; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vacancy_occupation ON public.vacancy USING btree (occupation, division) WHERE (NOT withdrawn);


--
-- Name: audit audit_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: fact fact_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER fact_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.fact FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: month_close month_close_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER month_close_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.month_close FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: month_line month_line_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER month_line_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.month_line FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: month_part month_part_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER month_part_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.month_part FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: application application_household_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_household_id_fkey FOREIGN KEY (household_id) REFERENCES public.household(id);


--
-- Name: application application_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: application application_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_position_fkey FOREIGN KEY ("position") REFERENCES public.fact("position");


--
-- Name: delivery delivery_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: employer employer_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.employer
    ADD CONSTRAINT employer_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: employment employment_sender_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.employment
    ADD CONSTRAINT employment_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES public.sender(id);


--
-- Name: endpoint endpoint_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.endpoint
    ADD CONSTRAINT endpoint_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: fact fact_about_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_about_fkey FOREIGN KEY (about) REFERENCES public.fact("position");


--
-- Name: fact fact_employment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_employment_id_fkey FOREIGN KEY (employment_id) REFERENCES public.employment(id);


--
-- Name: fact fact_helper_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES public.helper(id);


--
-- Name: fact fact_household_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_household_id_fkey FOREIGN KEY (household_id) REFERENCES public.household(id);


--
-- Name: fact fact_other_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_other_id_fkey FOREIGN KEY (other_id) REFERENCES public.person(id);


--
-- Name: fact fact_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: fact fact_personal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_personal_id_fkey FOREIGN KEY (personal_id) REFERENCES public.personal(id);


--
-- Name: fact fact_sender_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES public.sender(id);


--
-- Name: fact fact_voids_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_voids_fkey FOREIGN KEY (voids) REFERENCES public.fact("position");


--
-- Name: help_case help_case_helper_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.help_case
    ADD CONSTRAINT help_case_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES public.helper(id);


--
-- Name: help_case help_case_offered_to_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.help_case
    ADD CONSTRAINT help_case_offered_to_fkey FOREIGN KEY (offered_to) REFERENCES public.helper(id);


--
-- Name: help_case help_case_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.help_case
    ADD CONSTRAINT help_case_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: help_case help_case_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.help_case
    ADD CONSTRAINT help_case_position_fkey FOREIGN KEY ("position") REFERENCES public.fact("position");


--
-- Name: helper helper_sender_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.helper
    ADD CONSTRAINT helper_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES public.sender(id);


--
-- Name: household household_sender_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.household
    ADD CONSTRAINT household_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES public.sender(id);


--
-- Name: household_span household_span_household_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.household_span
    ADD CONSTRAINT household_span_household_id_fkey FOREIGN KEY (household_id) REFERENCES public.household(id);


--
-- Name: idempotency idempotency_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: import import_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: import_row import_row_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_row
    ADD CONSTRAINT import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);


--
-- Name: listed listed_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: listed listed_registration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.person(id);


--
-- Name: listed listed_roll_month_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_roll_month_fkey FOREIGN KEY (roll, month) REFERENCES public.roll(kind, month);


--
-- Name: message message_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: message message_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_position_fkey FOREIGN KEY ("position") REFERENCES public.fact("position");


--
-- Name: message message_referral_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id);


--
-- Name: month_line month_line_month_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_line
    ADD CONSTRAINT month_line_month_fkey FOREIGN KEY (month) REFERENCES public.month_close(month);


--
-- Name: month_part month_part_month_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_part
    ADD CONSTRAINT month_part_month_fkey FOREIGN KEY (month) REFERENCES public.month_close(month);


--
-- Name: name_key name_key_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.name_key
    ADD CONSTRAINT name_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: person person_helper_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES public.helper(id);


--
-- Name: person person_merged_into_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.person(id);


--
-- Name: person person_name_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_name_id_fkey FOREIGN KEY (name_id) REFERENCES public.personal(id);


--
-- Name: person person_sender_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES public.sender(id);


--
-- Name: person_span person_span_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person_span
    ADD CONSTRAINT person_span_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: placement placement_household_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_household_id_fkey FOREIGN KEY (household_id) REFERENCES public.household(id);


--
-- Name: placement placement_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: profile profile_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: referral referral_case_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_case_position_fkey FOREIGN KEY (case_position) REFERENCES public.fact("position");


--
-- Name: referral referral_found_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_found_fkey FOREIGN KEY (found) REFERENCES public.fact("position");


--
-- Name: referral referral_found_message_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_found_message_fkey FOREIGN KEY (found_message) REFERENCES public.message(id);


--
-- Name: referral referral_message_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);


--
-- Name: referral referral_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: referral referral_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_position_fkey FOREIGN KEY ("position") REFERENCES public.fact("position");


--
-- Name: referral referral_vacancy_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_vacancy_id_fkey FOREIGN KEY (vacancy_id) REFERENCES public.vacancy(id);


--
-- Name: refresh_token refresh_token_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: roll roll_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roll
    ADD CONSTRAINT roll_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: seeker seeker_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seeker
    ADD CONSTRAINT seeker_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: seeker seeker_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seeker
    ADD CONSTRAINT seeker_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: seeker_platform seeker_platform_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seeker_platform
    ADD CONSTRAINT seeker_platform_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: spell spell_employment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.spell
    ADD CONSTRAINT spell_employment_id_fkey FOREIGN KEY (employment_id) REFERENCES public.employment(id);


--
-- Name: spell spell_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.spell
    ADD CONSTRAINT spell_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: spell spell_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.spell
    ADD CONSTRAINT spell_position_fkey FOREIGN KEY ("position") REFERENCES public.fact("position");


--
-- Name: vacancy vacancy_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vacancy
    ADD CONSTRAINT vacancy_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- PostgreSQL database dump complete
--


