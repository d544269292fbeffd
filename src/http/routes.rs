//! The routes of the service.

use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::decisions::{applications, calendars, notices};
use super::door::health;
use super::employment::{filings, usage, welfare};
use super::files::{imports, rolls, rosters};
use super::help::{cases, news, records, work};
use super::inbox::{lists, messages};
use super::ledger::facts;
use super::months::{board, months};
use super::office::{accounts, audit, divisions, sessions, token};
use super::outbox::{deliveries, endpoints, seekers};
use super::people::{households, merges, people};
use super::placement::{referrals, vacancies};

pub(in crate::http) fn routes(config: &mut ServiceConfig) {
    config.service(health::healthz).service(health::readyz).service(
        scope("/api/v1")
            .service(token::token)
            .service(sessions::sign_in)
            .service(sessions::refresh)
            .service(sessions::sign_out)
            .service(sessions::change_password)
            .service(accounts::list)
            .service(accounts::create)
            .service(accounts::get)
            .service(accounts::change)
            .service(divisions::list)
            .service(divisions::get)
            .service(people::list)
            .service(people::search)
            // Before `/people/{id}`, which would match `/people/export` too.
            .service(rosters::export)
            .service(people::get)
            .service(people::duplicates)
            .service(merges::compare)
            .service(merges::list_merges)
            .service(merges::merge)
            .service(merges::separate)
            .service(people::explain)
            .service(households::list)
            .service(households::get)
            .service(households::explain)
            .service(facts::record)
            .service(facts::record_batch)
            .service(imports::create)
            .service(imports::list)
            .service(imports::get)
            .service(imports::result)
            .service(applications::list)
            .service(applications::get)
            .service(applications::file)
            .service(applications::step)
            .service(applications::add_document)
            .service(applications::get_document)
            .service(cases::list)
            .service(cases::open)
            .service(cases::assign_all)
            .service(cases::get)
            .service(cases::step)
            .service(cases::serve)
            .service(cases::assign)
            .service(cases::suggestions)
            .service(notices::list)
            .service(news::list)
            .service(board::show)
            .service(calendars::list)
            .service(calendars::show)
            .service(calendars::load)
            .service(audit::list)
            .service(records::show)
            .service(messages::take)
            .service(lists::take_list)
            .service(messages::list)
            // Before `/messages/{id}`, which would match `/messages/held` too.
            .service(messages::held)
            .service(messages::release)
            .service(messages::discard)
            .service(messages::get)
            .service(messages::retry)
            .service(deliveries::list)
            .service(deliveries::replay)
            .service(endpoints::get)
            .service(endpoints::set)
            .service(endpoints::rotate)
            .service(endpoints::remove)
            .service(seekers::list)
            .service(referrals::make)
            .service(referrals::list)
            .service(referrals::get)
            .service(referrals::answer)
            .service(referrals::check)
            .service(referrals::withdraw)
            .service(vacancies::list)
            .service(vacancies::get)
            .service(vacancies::open)
            .service(vacancies::people)
            .service(vacancies::for_person)
            .service(filings::list)
            .service(filings::employers)
            .service(filings::unended)
            .service(rolls::list)
            .service(rolls::add)
            .service(rolls::remove)
            .service(rolls::differences)
            .service(usage::share)
            .service(usage::enterprises)
            .service(welfare::units)
            .service(welfare::holders)
            .service(work::counts)
            .service(work::list)
            .service(months::list)
            .service(months::show)
            .service(months::close)
            .service(months::diff)
            .service(months::column),
    );
}
