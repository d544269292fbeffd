//! Messages of platforms and other authorities about their filings, as CloudEvents 1.0 over HTTP: a
//! single event, with its attributes in the body or in headers, or a batch.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::inbox::message::Brings;
use crate::domain::values::codes::MessageState;
use crate::domain::values::hint::{Hint, Lang};
use crate::domain::values::read;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::error::{Error, Failure};
use crate::http::door::access::{Access, ReadMessages, RecordFacts, SettleMessages};
use crate::http::door::input::{Nothing, Page, limit, percent_decoded};
use crate::http::door::problem::Problem;
use crate::ops::inbox::ceiling::{self, Discarded, HeldMessages, Released};
use crate::ops::inbox::messages::{self, Incoming, MessageView, Taken, Wanted};

/// The maximum number of messages in a batch.
const LONGEST_BATCH: usize = 1_000;
/// The prefix of the type of an event.
const TYPE: &str = "bangfu.";
/// The type, after the prefix, of an event that withdraws a filing.
const WITHDRAWN: &str = "withdrawn";
/// The prefix of the headers that carry the attributes of an event in binary mode.
const HEADER: &str = "ce-";

/// An event (CloudEvents 1.0) about a filing: a hire, a termination or another fact about a person,
/// an employer or a vacancy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"specversion": "1.0", "type": "bangfu.employment_started", "source": "/hiring", "id": "a6c1",
    "subject": "2026-000731", "version": 1, "time": "2026-03-24T09:00:00+08:00",
    "data": {"id_number": "440703198005060113", "form": "unit", "effective_on": "2026-03-20"}}))]
pub struct Event {
    /// `1.0`.
    specversion: String,
    /// The sender's identifier of this message.
    id: String,
    /// The origin of the message at the sender.
    source: String,
    /// `bangfu.` followed by what the event brings: a kind of fact, `employer` or `vacancy`; or
    /// `bangfu.withdrawn`.
    #[serde(rename = "type")]
    of_type: String,
    /// The filing that the event is about; by default the event's own `id`.
    subject: Option<String>,
    /// The version of the filing, of which the highest counts; 1 by default.
    #[schema(value_type = Option<i32>)]
    version: Option<Value>,
    /// The time of the filing.
    #[schema(value_type = Option<String>, format = DateTime)]
    time: Option<String>,
    /// `application/json`, or absent.
    datacontenttype: Option<String>,
    /// Accepted and ignored.
    #[expect(dead_code, reason = "events may have it, and it says nothing about a filing")]
    dataschema: Option<String>,
    /// Accepted and ignored.
    #[expect(dead_code, reason = "events may have it, and it says nothing about a filing")]
    traceparent: Option<String>,
    /// Accepted and ignored.
    #[expect(dead_code, reason = "events may have it, and it says nothing about a filing")]
    tracestate: Option<String>,
    /// The fields of the fact, with its person named by `id_number`, or those of the employer or
    /// vacancy. A withdrawal may have a `reason`.
    #[schema(value_type = Option<Object>)]
    data: Option<Map<String, Value>>,
}

/// The result for one message of a batch: the answer to a single message, with its status.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object, example = json!([{"status": 202, "id": 7, "subject": "2026-000731", "version": 1, "state": "waiting", "code": "unknown_person"}]))]
pub struct MessageResult(Value);

/// The answer to a message that came before, or to a batch.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only describes a body")]
enum Answered {
    Known(Box<MessageView>),
    Batch(Vec<MessageResult>),
}

fn reference(field: &'static str, text: &str) -> Result<Reference, Refusal> {
    Reference::parse(text).map_err(|hint| Refusal::bad_value(field, hint))
}

impl Event {
    fn of(value: Value) -> Result<Self, Problem> {
        serde_json::from_value(value).map_err(|e| Problem::unreadable(&e.to_string()))
    }

    /// Reads an event in binary mode: its attributes are headers, and its data is the body.
    fn of_headers(headers: &HeaderMap, data: Value) -> Result<Self, Problem> {
        let mut event = Map::new();
        for (name, value) in headers {
            let Some(name) = name.as_str().strip_prefix(HEADER) else { continue };
            let value = value.to_str().ok().and_then(percent_decoded);
            let hint = Hint::said("应为百分号编码的 UTF-8 文字", "expected percent-encoded UTF-8 text");
            let value = value.ok_or_else(|| Refusal::bad_value("ce-*", hint))?;
            event.insert(name.to_owned(), Value::String(value));
        }
        // The content type and the body of the request take the place of these attributes.
        if let Some(name) = ["data", "datacontenttype"].into_iter().find(|name| event.contains_key(*name)) {
            return Err(Refusal::unknown_field(name).into());
        }
        event.insert("data".to_owned(), data);
        Self::of(Value::Object(event))
    }

    fn read(self) -> Result<Incoming, Refusal> {
        if self.specversion != "1.0" {
            return Err(Refusal::bad_value("specversion", Hint::said("应为 1.0", "expected 1.0")));
        }
        let is_json =
            |of: &str| of.split(';').next().is_some_and(|of| of.trim().eq_ignore_ascii_case("application/json"));
        if !self.datacontenttype.as_deref().is_none_or(is_json) {
            let hint = Hint::said("应为 application/json", "expected application/json");
            return Err(Refusal::bad_value("datacontenttype", hint));
        }
        let no_type = Hint::said(
            "应为 bangfu. 加事件种类、employer 或 vacancy，或 bangfu.withdrawn",
            "expected bangfu. and a kind of fact, employer or vacancy, or bangfu.withdrawn",
        );
        let brings = match self.of_type.strip_prefix(TYPE) {
            Some(WITHDRAWN) => None,
            word => Some(word.and_then(Brings::from_word).ok_or_else(|| Refusal::bad_value("type", no_type))?),
        };
        // In a header every value is text.
        let version = match &self.version {
            None => Some(1),
            Some(Value::String(digits)) => digits.parse().ok(),
            Some(version) => version.as_i64().and_then(|version| i32::try_from(version).ok()),
        };
        let no_version = Hint::said("应为正整数", "expected a positive integer");
        let version =
            version.filter(|version| *version > 0).ok_or_else(|| Refusal::bad_value("version", no_version))?;
        let no_time = Hint::said("应为带时区的时间（RFC 3339）", "expected a moment with its offset (RFC 3339)");
        let read = |time: &String| read::moment_of(time).ok_or_else(|| Refusal::bad_value("time", no_time));
        let filed_at = self.time.as_ref().map(read).transpose()?;
        let event_id = reference("id", &self.id)?;
        Ok(Incoming {
            source: reference("source", &self.source)?,
            subject: self.subject.map_or_else(|| Ok(event_id.clone()), |subject| reference("subject", &subject))?,
            version,
            event_id,
            filed_at,
            brings,
            data: self.data.unwrap_or_default(),
        })
    }
}

/// The form in which events arrive.
enum Form {
    /// One event, with its attributes in the body.
    Structured,
    /// One event, with its attributes in headers.
    Binary,
    Batch,
}

impl Form {
    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/cloudevents+json" => Ok(Self::Structured),
            "application/cloudevents-batch+json" => Ok(Self::Batch),
            "application/json" if headers.contains_key("ce-specversion") => Ok(Self::Binary),
            _ => Err(Problem::bad(
                "Content-Type",
                "应为 application/cloudevents+json、application/cloudevents-batch+json，或带 ce- 头的 application/json",
                "expected application/cloudevents+json, application/cloudevents-batch+json, or application/json with ce- headers",
            )),
        }
    }
}

/// Takes messages about filings: one CloudEvent or a batch of up to 1,000.
///
/// A filing has versions, of which the highest counts, in whatever order they come; a version that
/// comes again is recognised. A message about an ID number that is not registered yet waits until
/// the person is registered. A message that breaks a rule is parked. A platform's hire waits until
/// the platform has sent its employer. Beyond the account's hourly ceiling, messages about people
/// are held until the bureau releases them.
#[utoipa::path(tag = "messages",
    request_body(content((Event = "application/cloudevents+json"), (Vec<Event> = "application/cloudevents-batch+json"))),
    responses((status = 201, body = MessageView, description = "Its fact is recorded."),
        (status = 202, body = MessageView, description = "It is kept: it waits, is parked or held, withdraws its filing, or came after a later version."),
        (status = 200, body = Answered, description = "A batch, with a result for each message; or a message that came before.")),
    security(("bearer" = [])), extensions(("x-action" = json!("record_facts"))))]
#[post("/messages")]
pub async fn take(
    access: Access<RecordFacts>,
    request: HttpRequest,
    _: Query<Nothing>,
    body: Json<Value>,
) -> Result<HttpResponse, Problem> {
    let (Json(body), lang) = (body, access.lang());
    let form = Form::of(request.headers())?;
    let event = match (form, body) {
        (Form::Structured, body) => Event::of(body)?,
        (Form::Binary, body) => Event::of_headers(request.headers(), body)?,
        (Form::Batch, Value::Array(events)) => return take_all(&access, events).await,
        (Form::Batch, _) => return Err(Problem::unreadable("no list")),
    };
    let incoming = event.read()?;
    let taken = access.run(move |s| messages::take(s, &[incoming], lang)).await?.pop();
    let (status, message) = answer(taken.ok_or(Failure::Internal)?)?;
    Ok(HttpResponse::build(status).json(message))
}

async fn take_all(access: &Access<RecordFacts>, events: Vec<Value>) -> Result<HttpResponse, Problem> {
    if events.len() > LONGEST_BATCH {
        return Err(Failure::TooLarge.into());
    }
    let lang = access.lang();
    let read = |event| Event::of(event).and_then(|event| event.read().map_err(Problem::from));
    let read: Vec<Result<Incoming, Problem>> = events.into_iter().map(read).collect();
    let good: Vec<Incoming> = read.iter().filter_map(|read| read.as_ref().ok().cloned()).collect();
    let mut taken = access.run(move |s| messages::take(s, &good, lang)).await?.into_iter();
    let mut results = Vec::with_capacity(read.len());
    for read in read {
        let answered = match read {
            Ok(_) => taken.next().ok_or(Failure::Internal).map_err(Problem::from).and_then(answer),
            Err(problem) => Err(problem),
        };
        results.push(result(answered, lang));
    }
    Ok(HttpResponse::Ok().json(results))
}

fn answer(taken: Result<Taken, Error>) -> Result<(StatusCode, MessageView), Problem> {
    let Taken { message, is_known } = taken?;
    let is_applied = message.state == MessageState::Applied.as_str();
    let status = match (is_known, is_applied) {
        (true, _) => StatusCode::OK,
        (false, true) => StatusCode::CREATED,
        (false, false) => StatusCode::ACCEPTED,
    };
    Ok((status, message))
}

fn result(answered: Result<(StatusCode, MessageView), Problem>, lang: Lang) -> MessageResult {
    MessageResult(match answered {
        Ok((status, message)) => {
            let mut message = json!(message);
            message["status"] = json!(status.as_u16());
            message
        }
        Err(problem) => json!(problem.body(lang)),
    })
}

/// The filters of the list of messages.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessagesQuery {
    /// `applied`, `waiting`, `parked`, `superseded`, `withdrawn`, `held` or `discarded`.
    #[param(example = "waiting")]
    state: Option<String>,
    /// Only the versions of this filing.
    subject: Option<String>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists messages and their states, oldest first.
///
/// A platform sees its own; the bureau sees those of accounts that reach no further than the
/// caller, with ID numbers masked.
#[utoipa::path(tag = "messages", params(MessagesQuery), responses((status = 200, body = Page<MessageView>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_messages"))))]
#[get("/messages")]
pub async fn list(
    access: Access<ReadMessages>,
    query: Query<MessagesQuery>,
) -> Result<Json<Page<MessageView>>, Problem> {
    let (Query(MessagesQuery { state, subject, after, limit: asked }), lang) = (query, access.lang());
    let limit = limit(asked)?;
    let state = state.map(|word| {
        MessageState::from_word(&word).ok_or_else(|| {
            Problem::bad(
                "state",
                "应为 applied、waiting、parked、superseded、withdrawn、held 或 discarded",
                "expected applied, waiting, parked, superseded, withdrawn, held or discarded",
            )
        })
    });
    let subject = subject.map(|subject| reference("subject", &subject));
    let wanted = Wanted { state: state.transpose()?, subject: subject.transpose()?, after, limit: limit.into() };
    let found = access.run(move |s| messages::list(s, &wanted, lang)).await?;
    Ok(Json(Page::of(found, limit, |message| message.id.to_string())))
}

/// Shows a message and its state.
#[utoipa::path(tag = "messages", params(("id" = i64, Path)), responses((status = 200, body = MessageView)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_messages"))))]
#[get("/messages/{id}")]
pub async fn get(access: Access<ReadMessages>, id: Path<i64>, _: Query<Nothing>) -> Result<Json<MessageView>, Problem> {
    let (id, lang) = (id.into_inner(), access.lang());
    Ok(Json(access.run(move |s| messages::get(s, id, lang)).await?))
}

/// The accounts with held messages.
#[derive(Serialize, ToSchema)]
pub struct Alerts {
    /// Longest held first.
    items: Vec<HeldMessages>,
}

/// Lists the accounts in reach with held messages, as an alert to the bureau.
///
/// These accounts sent more messages within an hour than they may; their further messages are held.
#[utoipa::path(tag = "messages", responses((status = 200, body = Alerts)), security(("bearer" = [])),
    extensions(("x-action" = json!("settle_messages"))))]
#[get("/messages/held")]
pub async fn held(access: Access<SettleMessages>, _: Query<Nothing>) -> Result<Json<Alerts>, Problem> {
    let items = access.run(ceiling::held).await?;
    Ok(Json(Alerts { items }))
}

/// The account that sent the held messages.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseBody {
    /// The id of the account.
    account: Uuid,
}

/// Releases the held messages of an account, in their order, up to 1,000 at a time.
///
/// Each message is taken as if it came now.
#[utoipa::path(tag = "messages", request_body = ReleaseBody, responses((status = 200, body = Released)), security(("bearer" = [])),
    extensions(("x-action" = json!("settle_messages"))))]
#[post("/messages/release")]
pub async fn release(
    access: Access<SettleMessages>,
    _: Query<Nothing>,
    body: Json<ReleaseBody>,
) -> Result<Json<Released>, Problem> {
    let account = body.account.to_string();
    access.run(move |s| ceiling::release(s, &account)).await.map(Json)
}

/// Discards the held messages of an account, in their order, up to 1,000 at a time.
///
/// They never take effect, and their sender is notified.
#[utoipa::path(tag = "messages", request_body = ReleaseBody, responses((status = 200, body = Discarded)), security(("bearer" = [])),
    extensions(("x-action" = json!("settle_messages"))))]
#[post("/messages/discard")]
pub async fn discard(
    access: Access<SettleMessages>,
    _: Query<Nothing>,
    body: Json<ReleaseBody>,
) -> Result<Json<Discarded>, Problem> {
    let account = body.account.to_string();
    access.run(move |s| ceiling::discard(s, &account)).await.map(Json)
}

/// Retries a waiting or parked message, or releases a held one.
///
/// The answer has the new state of the message.
#[utoipa::path(tag = "messages", params(("id" = i64, Path)), responses((status = 200, body = MessageView)), security(("bearer" = [])),
    extensions(("x-action" = json!("settle_messages"))))]
#[post("/messages/{id}/retry")]
pub async fn retry(
    access: Access<SettleMessages>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<MessageView>, Problem> {
    let (id, lang) = (id.into_inner(), access.lang());
    Ok(Json(access.run(move |s| messages::retry(s, id, lang)).await?))
}
