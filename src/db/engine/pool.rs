//! The pool of connections for readers.

use std::ops::{Deref, DerefMut};
use std::time::Duration as Wait;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, PooledConnection, R2D2Connection as _};

use super::conn::Conn;
use super::location::Location;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// The number of seconds for which a connection is taken to be alive after its last use. A check on
/// each use would cost a reader a fifth of its throughput; without any check, a connection lost in
/// the night would fail the first request in the morning.
const TRUSTED_SECONDS: i64 = 1;

/// A pool of connections that readers share.
pub struct Pool(r2d2::Pool<Manager>);

impl Pool {
    /// Makes a pool of at most `most` connections. A reader waits at most `wait_seconds` seconds
    /// for one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn open(location: &Location, clock: &Clock, most: u32, wait_seconds: u64) -> Result<Self> {
        let pool = r2d2::Pool::builder()
            .max_size(most)
            .min_idle(Some(1))
            .connection_timeout(Wait::from_secs(wait_seconds))
            .build(Manager { location: location.clone(), clock: clock.clone() })?;
        Ok(Self(pool))
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// When none is free in time, or the database cannot be reached.
    pub fn get(&self) -> Result<Lent> {
        self.0.get().map(Lent).map_err(|e| Error::from(e).context("waiting for a connection"))
    }
}

/// A connection lent by the pool; dropping it gives it back.
pub struct Lent(PooledConnection<Manager>);

impl Deref for Lent {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0.conn
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0.conn
    }
}

/// Opens the connections of the pool, and checks that they are alive.
struct Manager {
    location: Location,
    clock: Clock,
}

struct Pooled {
    conn: Conn,
    /// The last moment at which the connection was alive.
    there_at: NaiveDateTime,
}

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = r2d2::Error;

    fn connect(&self) -> std::result::Result<Pooled, Self::Error> {
        let conn = self.location.establish().map_err(r2d2::Error::ConnectionError)?;
        Ok(Pooled { conn, there_at: self.clock.now() })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> std::result::Result<(), Self::Error> {
        let now = self.clock.now();
        if (pooled.there_at..pooled.there_at + Duration::seconds(TRUSTED_SECONDS)).contains(&now) {
            return Ok(());
        }
        diesel::sql_query("select 1").execute(&mut pooled.conn).map_err(r2d2::Error::QueryError)?;
        pooled.there_at = now;
        Ok(())
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.conn.is_broken()
    }
}
