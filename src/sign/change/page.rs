//! Pages: what an update changed of a page, or laid upon it, becomes widgets of signatures, or findings.

use lopdf::Object;

use super::Comparison;
use crate::sign::append::resolve;

impl Comparison<'_> {
    pub(super) fn page(&mut self, number: usize, before: &Object, after: &Object) {
        let (Ok(one), Ok(other)) = (before.as_dict(), after.as_dict()) else {
            return self.page_changed(number);
        };
        for (key, one, other) in self.changed(one, other) {
            if key == b"Annots" {
                let (before, after) = (resolve(self.old, &one), resolve(self.new, &other));
                let empty = Vec::new();
                let before = if before.is_null() { Some(&empty) } else { before.as_array().ok() };
                self.annotations(before, after.as_array().ok());
                if let Ok(id) = other.as_reference()
                    && !self.old.objects.contains_key(&id)
                {
                    self.granted.insert(id);
                }
            } else {
                self.page_changed(number);
            }
        }
    }

    pub(super) fn page_changed(&mut self, number: usize) {
        self.other("page-changed", &format!("sidan {number} är ändrad"), &format!("page {number} is changed"));
    }

    /// Widgets of new signatures may come to a page; no annotation else, and none may go.
    pub(super) fn annotations(&mut self, before: Option<&Vec<Object>>, after: Option<&Vec<Object>>) {
        let (Some(before), Some(after)) = (before, after) else {
            return self.other("annotation-removed", "anteckningar är borttagna från en sida", "annotations were removed from a page");
        };
        if !before.iter().all(|one| after.contains(one)) {
            self.other(
                "annotation-removed",
                "en anteckning, länk eller ett fält är borttaget från en sida",
                "an annotation, link or field was removed from a page",
            );
        }
        for added in after.iter().filter(|one| !before.contains(one)) {
            if self.new_field(added).is_some() {
                self.grant(added);
            } else {
                self.other("annotation-added", "något är lagt ovanpå en sida", "something was laid upon a page");
            }
        }
    }
}
