//! `bangfu export`.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::context::{Context, Plain};
use super::print::{print, print_json};
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result};
use crate::ops::transfer::export;

#[derive(Args)]
pub(super) struct Export {
    /// The file to write; only its owner may read it, because it holds personal data.
    file: PathBuf,
    #[arg(long, default_value = "text")]
    pub(super) format: Plain,
}

impl Export {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let mut conn = context.open()?;
        let keys = context.keys(&mut conn)?;
        let failed =
            |e: std::io::Error| Error::new(Failure::OutputUnwritable).context(format!("{}: {e}", self.file.display()));
        // Whole or not at all: the lines go to a temporary file beside the target, which takes the
        // target's name at the end.
        let mut unfinished = self.file.clone().into_os_string();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // An old file may be readable by others, and the mode applies only to a new file.
        match std::fs::remove_file(&unfinished) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
        let mut out = BufWriter::with_capacity(1 << 16, options.open(&unfinished).map_err(failed)?);
        let written = export::export(&mut conn, &keys, &mut out).and_then(|lines| {
            out.flush().and_then(|()| out.get_ref().sync_all()).map_err(failed)?;
            std::fs::rename(&unfinished, &self.file).map_err(failed)?;
            Ok(lines)
        });
        if written.is_err() {
            // Only the first error is reported.
            let _ = std::fs::remove_file(&unfinished);
        }
        let lines = written?;
        if self.format == Plain::Json {
            return print_json(&serde_json::json!({"lines": lines}));
        }
        print(&match context.lang {
            Lang::Zh => format!("已导出 {lines} 行；文件含个人信息，请妥善保管。"),
            Lang::En => format!("{lines} lines exported; the file holds personal data, keep it safe."),
        })
    }
}
