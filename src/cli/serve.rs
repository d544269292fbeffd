//! `bangfu serve`.

use std::net::SocketAddr;

use clap::Args;

use super::context::Context;
use super::print::print;
use crate::domain::values::hint::Lang;
use crate::error::{Failure, Result};
use crate::http;
use crate::http::serve::Config;
use crate::ops::files::sheets::SheetReader;
use crate::ops::office::accounts;
use crate::seal::keys::Keys;

/// The options of the service.
#[derive(Args)]
pub(super) struct Serve {
    /// The address to listen on.
    #[arg(long, env = "BANGFU_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Fail if the schema is out of date, instead of updating it.
    #[arg(long)]
    no_migrate: bool,
}

impl Serve {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let mut conn = context.location.open()?;
        if !self.no_migrate {
            conn.migrate()?;
        } else if conn.is_behind()? {
            return Err(Failure::SchemaBehind.into());
        }
        let keys = context.keys(&mut conn)?;
        if let Some(password) = accounts::create_first(&mut conn, &context.clock)? {
            print(&match context.lang {
                Lang::Zh => format!("首个账号 admin（市级管理员）的密码，仅显示这一次：{password}"),
                Lang::En => format!(
                    "The first account is admin, the city administrator; its password, shown this once: {password}"
                ),
            })?;
        }
        drop(conn);
        listen(context, keys, self.listen)
    }
}

/// Serves until the process is told to stop.
pub(super) fn listen(context: &Context, keys: Keys, listen: SocketAddr) -> Result<()> {
    let lang = context.lang;
    let config = Config {
        location: context.location.clone(),
        keys,
        clock: context.clock.clone(),
        listen,
        reader: SheetReader::own()?,
    };
    http::serve::run(config, |address| {
        // The reader of the output may have gone; the service goes on.
        let _ = print(&match lang {
            Lang::Zh => format!("接口文档：http://{address}/docs"),
            Lang::En => format!("Documentation of the API: http://{address}/docs"),
        });
    })
}
