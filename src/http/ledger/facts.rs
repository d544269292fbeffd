//! Recording of facts, one by one and in batches. The ledger's own parser reads the content of a
//! fact (see `ops::recording::live`); this module has the shapes of the requests and answers.

use actix_web::http::StatusCode;
use actix_web::web::{Json, Query};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::values::codes::Kind;
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, item};
use crate::http::door::access::{Access, RecordDirectly};
use crate::http::door::input::{Nothing, idempotency_key};
use crate::http::door::problem::{self, Problem};
use crate::ops::recording::live::{self, Ready};
use crate::ops::recording::writer::{Answer, Recorded};

/// The maximum number of lines in a batch.
const LONGEST_BATCH: usize = 1_000;

/// A fact: the fields of an interchange line of its kind.
///
/// Its subjects are named by their numbers in this service (`person` or a person's `id_number`,
/// `household`); a void names the position that it voids. A registration may name the `sender`
/// under which the subject is kept.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object, example = json!({"kind": "employment_started", "effective_on": "2026-03-02", "person": 17, "form": "unit", "monthly_pay": 320_000}))]
pub struct Fact(Map<String, Value>);

/// A recorded fact.
#[derive(Serialize, ToSchema)]
pub struct RecordedFact {
    /// Its position in the ledger.
    position: i64,
    /// Its reference, under its subject's sender.
    event_ref: String,
    sender: String,
    /// The number of the newly registered person.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<i64>,
    /// The number of the newly registered household.
    #[serde(skip_serializing_if = "Option::is_none")]
    household: Option<i64>,
    /// Of a start of employment: the reference that its end names.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_ref: Option<String>,
}

/// The result for one line of a batch: the answer to a single fact, with its status.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object, example = json!([{"status": 201, "position": 812, "event_ref": "http:…", "sender": "default"}, {"status": 404, "code": "unknown_person", "field": "person", "title": "…", "type": "urn:bangfu:problem:unknown_person"}]))]
pub struct LineResult(Value);

/// A line before the ledger judges it.
enum Line {
    Ready { kind: Kind, event_ref: String, sender: String, employment_ref: Option<String> },
    Denied(Problem),
}

impl Line {
    fn of(prepared: Result<Ready, Error>, batch: &mut Vec<Incoming>) -> Self {
        match prepared {
            Ok(Ready { incoming, kind, event_ref, sender, employment_ref }) => {
                batch.push(incoming);
                Self::Ready { kind, event_ref, sender, employment_ref }
            }
            Err(answer) => Self::Denied(answer.into()),
        }
    }

    /// Gives the result of the line.
    fn result<'o>(
        &self,
        outcomes: &mut impl Iterator<Item = &'o Outcome>,
        recorded: &Recorded<'_>,
    ) -> Result<RecordedFact, Problem> {
        let (kind, event_ref, sender, employment_ref) = match self {
            Self::Denied(denied) => return Err(denied.clone()),
            Self::Ready { kind, event_ref, sender, employment_ref } => (*kind, event_ref, sender, employment_ref),
        };
        let position = match outcomes.next() {
            // A duplicate is this same fact, written in a commit whose answer was lost.
            Some(Outcome::Applied { position, .. } | Outcome::Duplicate { position }) => *position,
            Some(Outcome::Refused(refusal)) => return Err(refusal.clone().into()),
            None => return Err(Failure::Internal.into()),
        };
        let (person, household) = recorded.subjects.get(&position).copied().unwrap_or_default();
        Ok(RecordedFact {
            position,
            event_ref: event_ref.clone(),
            sender: sender.clone(),
            person: person.filter(|_| kind == Kind::PersonRegistered),
            household: household.filter(|_| kind == Kind::HouseholdRegistered),
            employment_ref: employment_ref.clone(),
        })
    }
}

/// Records a fact.
///
/// A fact that the import would flag is refused.
#[utoipa::path(tag = "facts", request_body = Fact,
    params(("Idempotency-Key" = Option<String>, Header, description = "Within 24 hours, the same request with the same key gets the same answer and is recorded once.")),
    responses((status = 201, body = RecordedFact)), security(("bearer" = [])), extensions(("x-action" = json!("record_directly"))))]
#[post("/facts")]
pub async fn record(
    access: Access<RecordDirectly>,
    request: HttpRequest,
    _: Query<Nothing>,
    body: Json<Fact>,
) -> Result<HttpResponse, Problem> {
    let key = idempotency_key(request.headers(), || access.hash(format!("one {}", json!(*body)).as_bytes()))?;
    let Json(Fact(fields)) = body;
    let mut batch = Vec::new();
    let line = Line::of(access.run(move |s| item(live::prepare(s, fields))).await?, &mut batch);
    let lang = access.lang();
    let answer =
        access.record(key, batch, move |recorded| match line.result(&mut recorded.outcomes.iter(), recorded) {
            Ok(fact) => Answer { status: 201, body: json!(fact).to_string() },
            Err(problem) => Answer { status: problem.status(), body: json!(problem.body(lang)).to_string() },
        });
    Ok(written(answer.await?))
}

/// Records a batch of up to 1,000 facts, in order.
///
/// Each line is recorded or refused on its own, and the answer has one result per line.
#[utoipa::path(tag = "facts", request_body = Vec<Fact>,
    params(("Idempotency-Key" = Option<String>, Header, description = "Within 24 hours, the same request with the same key gets the same answer and is recorded once.")),
    responses((status = 200, body = Vec<LineResult>)), security(("bearer" = [])), extensions(("x-action" = json!("record_directly"))))]
#[post("/facts/batch")]
pub async fn record_batch(
    access: Access<RecordDirectly>,
    request: HttpRequest,
    _: Query<Nothing>,
    body: Json<Vec<Fact>>,
) -> Result<HttpResponse, Problem> {
    if body.len() > LONGEST_BATCH {
        return Err(Failure::TooLarge.into());
    }
    let key = idempotency_key(request.headers(), || access.hash(format!("batch {}", json!(*body)).as_bytes()))?;
    let prepared = access
        .run(move |s| {
            body.into_inner()
                .into_iter()
                .map(|Fact(fields)| item(live::prepare(s, fields)))
                .collect::<crate::error::Result<Vec<_>>>()
        })
        .await?;
    let mut batch = Vec::new();
    let lines: Vec<Line> = prepared.into_iter().map(|prepared| Line::of(prepared, &mut batch)).collect();
    let lang = access.lang();
    let answer = access.record(key, batch, move |recorded| {
        let mut outcomes = recorded.outcomes.iter();
        let results: Vec<LineResult> =
            lines.iter().map(|line| LineResult(result(line.result(&mut outcomes, recorded), lang))).collect();
        Answer { status: 200, body: json!(results).to_string() }
    });
    Ok(written(answer.await?))
}

fn result(result: Result<RecordedFact, Problem>, lang: Lang) -> Value {
    match result {
        Ok(fact) => {
            let mut fact = json!(fact);
            fact["status"] = json!(201);
            fact
        }
        Err(problem) => json!(problem.body(lang)),
    }
}

fn written(answer: Answer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = if status.is_success() { "application/json" } else { problem::CONTENT_TYPE };
    HttpResponse::build(status).content_type(content_type).body(answer.body)
}
