//! Month lines as a table for people and as CSV for spreadsheets.

use crate::domain::months::lines::Rate;
use crate::domain::values::hint::Lang;
use crate::error::{Error, Result};
use crate::ops::months::show::{Shown, ShownLine};

/// A column of the table: its heads in Chinese and English, and the text of a cell.
type Column = (&'static str, &'static str, fn(&ShownLine) -> String);

const COLUMNS: &[Column] = &[
    ("区划", "division", |l| l.name.to_owned()),
    ("期初", "opening", |l| l.line.households.opening.to_string()),
    ("认定", "recogn.", |l| l.line.households.recognised.to_string()),
    ("再次", "reinst.", |l| l.line.households.reinstated.to_string()),
    ("迁入", "in", |l| l.line.households.moved_in.to_string()),
    ("消除", "elimin.", |l| l.line.households.eliminated.to_string()),
    ("退出", "exited", |l| l.line.households.exited.to_string()),
    ("迁出", "out", |l| l.line.households.moved_out.to_string()),
    ("调整", "adjust.", |l| l.line.households.adjustment.to_string()),
    ("期末", "closing", |l| l.line.households.closing.to_string()),
    ("归零", "zero", |l| if l.line.households.zero { "✓".to_owned() } else { "✗".to_owned() }),
    ("疑似", "suspect.", |l| l.line.households.suspected.to_string()),
    ("困难人员", "persons", |l| l.line.persons.closing.to_string()),
    ("结对率", "assigned", |l| percent(l.line.coverage.assigned_rate.as_ref())),
    ("服务率", "served", |l| percent(l.line.coverage.served_rate.as_ref())),
];

fn percent(rate: Option<&Rate>) -> String {
    rate.map_or_else(|| "–".to_owned(), |r| format!("{}%", r.percent))
}

/// Gives the width of a text in terminal columns; a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// Renders the lines as a table.
pub(super) fn text(shown: &Shown, lang: Lang) -> String {
    let head: Vec<String> =
        COLUMNS.iter().map(|(zh, en, _)| if lang == Lang::Zh { *zh } else { *en }.to_owned()).collect();
    let rows: Vec<Vec<String>> =
        shown.lines.iter().map(|line| COLUMNS.iter().map(|(_, _, of)| of(line)).collect()).collect();
    let widths: Vec<usize> =
        (0..COLUMNS.len()).map(|i| rows.iter().chain([&head]).map(|row| width(&row[i])).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(i, (cell, wide))| {
            let pad = " ".repeat(wide - width(cell));
            if i == 0 { format!("{cell}{pad}") } else { format!("{pad}{cell}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let title = match lang {
        Lang::Zh => {
            let view = if shown.view == "closed" { "结账" } else { "重述" };
            format!("{} 零就业家庭与就业困难人员（{view}，账本位置 {}）", shown.month, shown.position)
        }
        Lang::En => format!("{}, {} view, position {}", shown.month, shown.view, shown.position),
    };
    let digest = shown.digest.as_ref().map(|d| format!("\n{d}")).unwrap_or_default();
    let body: Vec<String> = std::iter::once(&head).chain(&rows).map(line).collect();
    format!("{title}\n{}{digest}", body.join("\n"))
}

/// Writes the lines as CSV: every column of the contract, with rates as exact fractions.
pub(super) fn csv(shown: &Shown) -> Result<String> {
    let failed = |e: String| Error::internal(e);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (i, line) in shown.lines.iter().enumerate() {
        let mut names =
            vec!["month", "view", "division", "name", "level"].into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut values = vec![
            shown.month.clone(),
            shown.view.to_owned(),
            line.division.to_string(),
            line.name.to_owned(),
            line.level.to_owned(),
        ];
        let document = serde_json::to_value(&line.line).map_err(|e| failed(e.to_string()))?;
        for group in ["households", "persons", "coverage"] {
            for (name, value) in document.get(group).and_then(|g| g.as_object()).into_iter().flatten() {
                names.push(format!("{group}.{name}"));
                values.push(match value {
                    serde_json::Value::Object(rate) if rate.contains_key("n") => format!("{}/{}", rate["n"], rate["d"]),
                    serde_json::Value::Object(exits) => {
                        exits.iter().map(|(code, n)| format!("{code}={n}")).collect::<Vec<_>>().join(" ")
                    }
                    serde_json::Value::Null => String::new(),
                    other => other.to_string(),
                });
            }
        }
        if i == 0 {
            writer.write_record(&names).map_err(|e| failed(e.to_string()))?;
        }
        writer.write_record(&values).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}
