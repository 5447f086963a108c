//! Templates turns the texts of a kind into compiled templates that mark each line they print.

use std::sync::Arc;

use minijinja::machinery::ast::Stmt;
use minijinja::machinery::parse;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};

use super::clauses;
use super::typing::syntax;
use crate::diag::FileName;
use crate::markup::marker;

/// Steps that a template may take: far more than any document needs, and an end to a loop that has none.
const FUEL: u64 = 20_000_000;

/// The template of a kind, `text.md.j2`, and the clauses it includes.
#[derive(Debug, Clone)]
pub struct Templates {
    texts: Vec<(String, String)>,
    /// Which line of which file line marker number n stands for.
    lines: Arc<[(FileName, u32)]>,
    environment: Environment<'static>,
}

impl Templates {
    /// Compiles texts, each with its path below `templates/`; the first is the kind's own, the others are included.
    ///
    /// # Errors
    /// When one of them is no template.
    pub(crate) fn compile(texts: Vec<(String, String)>) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_syntax(syntax());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_debug(true);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(32);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("kansli".into()));
        environment.set_path_join_callback(|name, _| clauses::path(name).unwrap_or_else(|| name.to_owned()).into());
        let mut lines = Vec::new();
        for (path, text) in &texts {
            let marked = mark_lines(path, text, &mut lines)?;
            environment.add_template_owned(path.clone(), marked)?;
        }
        Ok(Self { texts, lines: lines.into(), environment })
    }

    /// Every text with its path below `templates/`, the kind's own first.
    pub fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// The text of one of them.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str())
    }

    /// The path of the kind's own.
    pub(crate) fn first(&self) -> &str {
        self.texts.first().map_or("", |(path, _)| path.as_str())
    }

    /// An environment of its own that has all of them; the compiled templates are shared.
    pub(crate) fn environment(&self) -> Environment<'static> {
        self.environment.clone()
    }

    /// The line that a line marker stands for.
    pub(crate) fn line(&self, marker: usize) -> Option<&(FileName, u32)> {
        self.lines.get(marker)
    }
}

/// Puts a line marker before the first character of each line of the template's own text, and before each value that
/// begins a line.
fn mark_lines(path: &str, text: &str, table: &mut Vec<(FileName, u32)>) -> Result<String, Error> {
    let file = FileName::new(format!("templates/{path}"));
    let tree = parse(text, path, syntax())?;
    let mut places = Vec::new();
    collect_places(std::slice::from_ref(&tree), text, &mut places);
    places.sort_unstable();
    places.dedup();
    let mut marked = String::with_capacity(text.len() * 2);
    let mut copied = 0;
    for place in places {
        let Some(before) = text.get(copied..place) else { continue };
        let number = u32::try_from(text[..place].matches('\n').count() + 1).unwrap_or(u32::MAX);
        marked.push_str(before);
        marked.extend(marker::line(table.len()));
        table.push((file.clone(), number));
        copied = place;
    }
    marked.push_str(text.get(copied..).unwrap_or_default());
    Ok(marked)
}

/// Where in the text a line marker belongs.
fn collect_places(statements: &[Stmt<'_>], text: &str, out: &mut Vec<usize>) {
    for statement in statements {
        match statement {
            Stmt::EmitRaw(raw) => {
                let mut at = (raw.raw.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
                for line in raw.raw.split_inclusive('\n') {
                    out.extend((!line.trim().is_empty()).then(|| at + line.len() - line.trim_start().len()));
                    at += line.len();
                }
            }
            Stmt::EmitExpr(emit) => out.extend(begins_line(text, emit.expr.span().start_offset as usize)),
            Stmt::Template(inner) => collect_places(&inner.children, text, out),
            Stmt::ForLoop(inner) => [&inner.body, &inner.else_body].iter().for_each(|body| collect_places(body, text, out)),
            Stmt::IfCond(inner) => [&inner.true_body, &inner.false_body].iter().for_each(|body| collect_places(body, text, out)),
            Stmt::WithBlock(inner) => collect_places(&inner.body, text, out),
            Stmt::SetBlock(inner) => collect_places(&inner.body, text, out),
            Stmt::Macro(inner) => collect_places(&inner.body, text, out),
            _ => {}
        }
    }
}

/// Where the braces of an expression stand, when nothing stands before them on their line. None for braces that take
/// away the white space before them, which a marker would hold back.
fn begins_line(text: &str, expression: usize) -> Option<usize> {
    let before = text.get(..expression)?;
    let braces = before.rfind("{{").filter(|at| before[at + 2..].trim().is_empty())?;
    let line = before[..braces].rsplit('\n').next().unwrap_or_default();
    line.trim().is_empty().then_some(braces)
}
