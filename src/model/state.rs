//! The states that a document of a kind goes through, and which moves between them are allowed.

use serde::Deserialize;

use crate::diag::Message;

/// A state of a document, as `kind.toml` declares it under `[[states]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// What the store and the command line call it: small letters a–z, digits and hyphens.
    pub id: String,
    /// What people call it: "Utkast", "Draft".
    pub name: Message,
    /// What the heads of the pages print, such as "ARBETSMATERIAL"; nothing when absent.
    #[serde(default)]
    pub marking: Option<String>,
    /// The field of the document that takes the marking away once it is given: notes that say who approved them are no
    /// draft, wherever their file lies. None by default.
    #[serde(default)]
    pub marking_until: Option<String>,
    /// The states that it goes on to; the one after it in the list when absent. Empty for a last state.
    #[serde(default)]
    pub next: Option<Vec<String>>,
    /// The states that it can go back to. Going back needs a reason and opens a new revision, so that what stands in
    /// this state stays as it is.
    #[serde(default)]
    pub back: Vec<String>,
    /// The state that a version gets when it has been gone back from; it stays in this one when absent.
    #[serde(default)]
    pub left_as: Option<String>,
    /// The state that an earlier version in this state gets when a later one comes here: a version in force is replaced.
    #[serde(default)]
    pub former_becomes: Option<String>,
    /// Whether neither source nor rendered files of the version can change any more. Not frozen unless it says so.
    #[serde(default)]
    pub frozen: bool,
    /// Whether the version gets a full number here, 1.0 or 1.1; it keeps its draft's number, such as 0.7, by default.
    #[serde(default)]
    pub version: VersionStep,
    /// Whether nothing may be in the way of signing (`kansli check --for signing`); no demand by default.
    #[serde(default)]
    pub check: CheckDemand,
    /// Who brings a document here; any user by default.
    #[serde(default)]
    pub set_by: SetBy,
}

/// What becomes of a version's number in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionStep {
    /// It stays.
    #[default]
    Kept,
    /// It becomes the next full one: 1.0, then 1.1. Only in a frozen state.
    Full,
}

/// What must hold before a document comes to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckDemand {
    /// Nothing.
    #[default]
    None,
    /// `check --for signing` finds no error.
    Signing,
}

/// Who brings a document to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetBy {
    /// Any user, by the state's name.
    #[default]
    Hand,
    /// The last valid signature; by hand only for one made on paper.
    Signatures,
}

/// The states of a kind, in the order a document goes through them. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct States(Vec<State>);

/// How a document gets from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// On; the version stays the same.
    On,
    /// Back; a new revision is opened.
    Back,
}

/// What is wrong with one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFault {
    /// Its place in the list, from 0; the whole list is blamed when it is not in it.
    pub state: usize,
    /// The key of the state that is at fault; empty for the state as a whole.
    pub key: &'static str,
    /// What is wrong.
    pub message: Message,
    /// What to do.
    pub hint: Message,
}

impl States {
    /// The states of a kind.
    ///
    /// # Errors
    /// When there is none, two share an id, one names a state that does not exist, or one gives a full version without
    /// being frozen, or goes on from a frozen state to one that is not.
    pub fn new(states: Vec<State>) -> Result<Self, Vec<StateFault>> {
        let states = Self(states);
        let faults = states.faults();
        if faults.is_empty() { Ok(states) } else { Err(faults) }
    }

    fn faults(&self) -> Vec<StateFault> {
        let mut faults = Vec::new();
        let mut tell = |state: usize, key: &'static str, message: (String, String), hint: (String, String)| {
            faults.push(StateFault { state, key, message: Message::new(message.0, message.1), hint: Message::new(hint.0, hint.1) });
        };
        if self.0.is_empty() {
            let hint = ("lägg till [[states]] med id och name".to_owned(), "add [[states]] with id and name".to_owned());
            tell(0, "", ("slaget har inget läge".into(), "the kind has no state".into()), hint);
        }
        let ids: Vec<&str> = self.0.iter().map(|state| state.id.as_str()).collect();
        for (index, state) in self.0.iter().enumerate() {
            let id = &state.id;
            if self.0[..index].iter().any(|earlier| earlier.id == *id) {
                tell(
                    index,
                    "id",
                    (format!("läget ”{id}” står två gånger"), format!("the state “{id}” stands twice")),
                    ("ge det ena ett annat id".into(), "give one of them another id".into()),
                );
            }
            let named = [
                ("next", state.next.iter().flatten().collect::<Vec<_>>()),
                ("back", state.back.iter().collect()),
                ("left_as", state.left_as.iter().collect()),
                ("former_becomes", state.former_becomes.iter().collect()),
            ];
            for (key, names) in named {
                for unknown in names.into_iter().filter(|name| self.get(name).is_none()) {
                    tell(
                        index,
                        key,
                        (
                            format!("läget ”{id}” nämner ”{unknown}”, som inget läge heter"),
                            format!("the state “{id}” names “{unknown}”, and no state is called that"),
                        ),
                        (format!("de lägen som finns: {}", ids.join(", ")), format!("the states there are: {}", ids.join(", "))),
                    );
                }
            }
            if state.version == VersionStep::Full && !state.frozen {
                tell(
                    index,
                    "version",
                    (
                        format!("läget ”{id}” ger ett helt versionsnummer men låser inte versionen"),
                        format!("the state “{id}” gives a full version but does not freeze it"),
                    ),
                    ("lägg till frozen = true".into(), "add frozen = true".into()),
                );
            }
            let thawing = self.after(state).into_iter().chain(self.named(&state.left_as)).find(|next| state.frozen && !next.frozen);
            if let Some(next) = thawing {
                let next = &next.id;
                tell(
                    index,
                    if state.next.is_some() { "next" } else { "" },
                    (
                        format!("läget ”{id}” är låst men går vidare till ”{next}”, som inte är det"),
                        format!("the state “{id}” is frozen but goes on to “{next}”, which is not"),
                    ),
                    (
                        format!("skriv ”{next}” under back i stället: att gå tillbaka öppnar en ny revision"),
                        format!("name “{next}” under back instead: going back opens a new revision"),
                    ),
                );
            }
        }
        faults
    }

    fn named(&self, id: &Option<String>) -> Option<&State> {
        id.as_ref().and_then(|id| self.get(id))
    }

    /// The state of this id.
    pub fn get(&self, id: &str) -> Option<&State> {
        self.0.iter().find(|state| state.id == id)
    }

    /// The state that people call so: by its id, or by its name in either language, in small or capital letters, with spaces
    /// or hyphens.
    pub fn called(&self, text: &str) -> Option<&State> {
        let plain = |text: &str| text.trim().replace(' ', "-").to_lowercase();
        let wanted = plain(text);
        self.get(text)
            .or_else(|| self.0.iter().find(|state| [&state.id, &state.name.sv, &state.name.en].iter().any(|name| plain(name) == wanted)))
    }

    /// Where a document begins.
    pub fn first(&self) -> Option<&State> {
        self.0.first()
    }

    /// All states, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, State> {
        self.0.iter()
    }

    /// The states that one goes on to, in the order declared.
    pub fn after(&self, state: &State) -> Vec<&State> {
        match &state.next {
            Some(named) => named.iter().filter_map(|id| self.get(id)).collect(),
            None => {
                let at = self.0.iter().position(|other| other.id == state.id);
                at.and_then(|at| self.0.get(at + 1)).into_iter().collect()
            }
        }
    }

    /// How a document gets from one state to another; `None` when it can't.
    pub fn way(&self, from: &State, to: &State) -> Option<Move> {
        if self.after(from).iter().any(|state| state.id == to.id) {
            Some(Move::On)
        } else if from.back.contains(&to.id) {
            Some(Move::Back)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(text: &str) -> Result<States, Vec<StateFault>> {
        #[derive(Deserialize)]
        struct File {
            states: Vec<State>,
        }
        States::new(toml::from_str::<File>(text).unwrap().states)
    }

    fn state(id: &str, more: &str) -> String {
        format!("[[states]]\nid = \"{id}\"\nname = {{ sv = \"{id}\", en = \"{id}\" }}\n{more}\n")
    }

    #[test]
    fn a_state_goes_on_to_the_next_in_the_list_unless_it_says_otherwise() {
        let all = states(&(state("a", "") + &state("b", "next = [\"d\"]\nback = [\"a\"]") + &state("c", "") + &state("d", ""))).unwrap();
        let way = |from: &str, to: &str| all.way(all.get(from).unwrap(), all.get(to).unwrap());
        assert_eq!(way("a", "b"), Some(Move::On));
        assert_eq!(way("a", "c"), None);
        assert_eq!(way("b", "d"), Some(Move::On));
        assert_eq!(way("b", "c"), None);
        assert_eq!(way("b", "a"), Some(Move::Back));
        assert_eq!(way("d", "a"), None);
    }

    #[test]
    fn people_call_a_state_by_any_of_its_names() {
        let all = states("[[states]]\nid = \"support\"\nname = { sv = \"På förankring\", en = \"Sounding out\" }").unwrap();
        for name in ["support", "På förankring", "på-förankring", "PÅ FÖRANKRING", "sounding out"] {
            assert_eq!(all.called(name).map(|state| state.id.as_str()), Some("support"), "{name}");
        }
        assert_eq!(all.called("förankring"), None);
    }

    #[test]
    fn faults_are_told() {
        let cases = [
            (String::from("states = []"), "the kind has no state"),
            (state("a", "") + &state("a", ""), "the state “a” stands twice"),
            (state("a", "next = [\"b\"]"), "the state “a” names “b”, and no state is called that"),
            (state("a", "left_as = \"b\""), "the state “a” names “b”, and no state is called that"),
            (state("a", "version = \"full\""), "the state “a” gives a full version but does not freeze it"),
            (state("a", "frozen = true") + &state("b", ""), "the state “a” is frozen but goes on to “b”, which is not"),
        ];
        for (text, expected) in cases {
            assert_eq!(states(&text).unwrap_err()[0].message.en, expected);
        }
    }
}
