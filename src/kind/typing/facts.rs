//! Facts: what a condition settles of the values that it names, so that what may be absent can be used within it.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::ast::{BinOpKind, Expr, UnaryOpKind};

use super::{Checker, Typed};
use crate::kind::types::{Field, Type};

/// What a condition has settled: which paths are present, and which of several types they have.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) present: BTreeSet<String>,
    pub(super) shapes: BTreeMap<String, Type>,
}

impl Facts {
    pub(super) fn and(mut self, other: Self) -> Self {
        self.present.extend(other.present);
        self.shapes.extend(other.shapes);
        self
    }
}

impl Checker<'_> {
    pub(super) fn path_of(&self, expression: &Expr<'_>) -> Option<String> {
        match expression {
            Expr::Var(variable) => self.scopes.iter().rev().find_map(|scope| scope.get(variable.id))?.path.clone(),
            Expr::GetAttr(attribute) => Some(format!("{}.{}", self.path_of(&attribute.expr)?, attribute.name)),
            _ => None,
        }
    }

    /// What is known when a condition turned out true, or false.
    pub(super) fn facts_when(&mut self, expression: &Expr<'_>, truth: bool) -> Facts {
        match expression {
            Expr::UnaryOp(not) if matches!(not.op, UnaryOpKind::Not) => self.facts_when(&not.expr, !truth),
            Expr::BinOp(both) if matches!((both.op, truth), (BinOpKind::ScAnd, true) | (BinOpKind::ScOr, false)) => {
                // The right side is read in the light of the left one.
                let left = self.facts_when(&both.left, truth);
                self.facts.push(left);
                let right = self.facts_when(&both.right, truth);
                self.facts.pop().unwrap_or_default().and(right)
            }
            Expr::Test(test) => {
                let Some(path) = self.path_of(&test.expr) else { return Facts::default() };
                let mut facts = Facts::default();
                match (test.name, truth) {
                    ("none", false) | ("true", true) | ("false", true) => {
                        facts.present.insert(path);
                    }
                    ("text" | "structured" | "rows", _) => {
                        if truth {
                            facts.present.insert(path.clone());
                        }
                        if let Some(Type::Either(branches)) = self.quiet(&test.expr).map(|typed| typed.kind) {
                            let mut left: Vec<Type> = branches.into_iter().filter(|branch| has_shape(branch, test.name) == truth).collect();
                            if left.len() == 1
                                && let Some(only) = left.pop()
                            {
                                facts.shapes.insert(path, only);
                            }
                        }
                    }
                    _ => {}
                }
                facts
            }
            Expr::Var(_) | Expr::GetAttr(_) if truth => {
                Facts { present: self.path_of(expression).into_iter().collect(), ..Facts::default() }
            }
            _ => Facts::default(),
        }
    }

    pub(super) fn known(&self, path: &str) -> (bool, Option<Type>) {
        let present = self.facts.iter().any(|facts| facts.present.contains(path));
        (present, self.facts.iter().rev().find_map(|facts| facts.shapes.get(path).cloned()))
    }

    pub(super) fn settle(&self, mut typed: Typed) -> Typed {
        if let Some(path) = &typed.path {
            let (present, shape) = self.known(path);
            typed.optional &= !present;
            if let Some(shape) = shape {
                typed.kind = shape;
            }
        }
        typed
    }

    /// The type of a path, without complaint.
    pub(super) fn quiet(&self, expression: &Expr<'_>) -> Option<Typed> {
        match expression {
            Expr::Var(variable) => {
                self.scopes.iter().rev().find_map(|scope| scope.get(variable.id)).cloned().map(|typed| self.settle(typed))
            }
            Expr::GetAttr(attribute) => {
                let owner = self.quiet(&attribute.expr)?;
                let Type::Table(fields) = &owner.kind else { return None };
                let Field { kind, optional } = fields.get(attribute.name)?.clone();
                Some(self.settle(Typed { kind, optional, path: owner.path.map(|path| format!("{path}.{}", attribute.name)) }))
            }
            _ => None,
        }
    }
}

fn has_shape(kind: &Type, test: &str) -> bool {
    matches!((test, kind), ("text", Type::Text(_)) | ("structured", Type::Table(_)) | ("rows", Type::List(_)))
}
