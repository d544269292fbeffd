//! Service packages: the promises to a helped person. Each version of a package has its own word
//! and never changes.
//!
//! Sources: 131, 国办发〔2022〕13号 (one guidance, three recommendations of jobs, one training or
//! internship); 1131, the ministry's campaigns for graduates since 2023 (a talk about the policies
//! in addition); households, the practice of other cities' rules of 2007 (three services, each with
//! three posts).

use crate::values::codes::{Package, Service};

/// One promise of a package: `times` services of one of these kinds, each with at least `posts`
/// posts offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promise {
    pub services: &'static [Service],
    pub times: usize,
    pub posts: u8,
}

const fn once(services: &'static [Service]) -> Promise {
    Promise { services, times: 1, posts: 0 }
}

const TALK: Promise = once(&[Service::PolicyTalk]);
const GUIDANCE: Promise = once(&[Service::Guidance]);
const JOBS: Promise = Promise { services: &[Service::JobRecommended], times: 3, posts: 0 };
const PRACTICE: Promise = once(&[Service::Training, Service::Internship]);

impl Package {
    /// Lists the promises.
    pub fn promises(self) -> &'static [Promise] {
        match self {
            Self::OneThreeOne => &[GUIDANCE, JOBS, PRACTICE],
            Self::OneOneThreeOne => &[TALK, GUIDANCE, JOBS, PRACTICE],
            Self::Household => &[Promise {
                services: &[Service::Guidance, Service::JobRecommended, Service::Training, Service::Internship],
                times: 3,
                posts: 3,
            }],
        }
    }
}
