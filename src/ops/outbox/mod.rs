//! Deliveries to platforms, and the offers of job seekers to them.

pub mod courier;
pub mod daily;
pub mod deliveries;
pub mod ended;
pub mod endpoints;
pub mod seekers;
