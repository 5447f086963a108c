//! What all kinds of document share, as types. `envelope.schema.json` is made from them; each kind's schema refers to it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::signing_form::SigningForm;

/// The longest text of one line, in characters: far more than any needs, far less than the 32,767 that Word takes in one
/// heading. Fields of heads, titles and signatures have limits of their own, so that a page has room for them.
const LONGEST_LINE: u32 = 2000;

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $schema_name:literal, $schema:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                false
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $schema_name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

text_type! {
    /// One line of text, printed literally.
    PlainText, "plain_text",
    json_schema!({ "type": "string", "x-text": "plain", "maxLength": LONGEST_LINE, "title": "Text", "description": "En rad text. Tecknen skrivs ut som de står." })
}

text_type! {
    /// Text with the Markdown subset: paragraphs, lists, emphasis, links and citations.
    RichText, "rich_text",
    json_schema!({
        "type": "string", "x-text": "rich", "title": "Löptext",
        "description": "Löptext: stycken skilda av en tom rad, punktlistor (-), numrerade listor (1.), *kursiv*, **fet**, [länk](https://…), hänvisning till avsnitt [](#timeline) och till referens [@nyckel]."
    })
}

text_type! {
    /// A period as people write it; `model::Period` reads it.
    Period, "period",
    json_schema!({
        "type": "string", "x-text": "period", "title": "Period",
        "description": "När: 2021-10-01, 2021-10, 2021, Q2 2022, hösten 2021, eller ett spann: 2021-10–2022-03. Är tidpunkten inte bestämd: skriv open = true i stället."
    })
}

text_type! {
    /// A date, ISO 8601.
    Date, "date",
    json_schema!({ "type": "string", "x-text": "date", "format": "date", "title": "Datum", "description": "Datum som ÅÅÅÅ-MM-DD." })
}

/// The form of organisation of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(
    rename = "organisation_form",
    title = "Organisationsform",
    description = "region, municipality (kommun), municipalities_association (kommunförbund), local_federation (kommunalförbund), association (förening), company (bolag), government_agency (statlig myndighet) eller other."
)]
pub enum OrganisationForm {
    /// Region.
    #[schemars(description = "Region.")]
    Region,
    /// Kommun.
    #[schemars(description = "Kommun.")]
    Municipality,
    /// Kommunförbund: an association of municipalities under private law.
    #[schemars(description = "Kommunförbund: en förening av kommuner.")]
    MunicipalitiesAssociation,
    /// Kommunalförbund: a federation under the Local Government Act.
    #[schemars(description = "Kommunalförbund enligt kommunallagen.")]
    LocalFederation,
    /// Ideell förening.
    #[schemars(description = "Ideell förening.")]
    Association,
    /// Bolag.
    #[schemars(description = "Bolag.")]
    Company,
    /// Statlig myndighet.
    #[schemars(description = "Statlig myndighet.")]
    GovernmentAgency,
    /// Anything else.
    #[schemars(description = "Något annat.")]
    Other,
}

/// A party on whose behalf the document is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "principal", title = "Huvudman", description = "En av parterna, som den ska stå i dokumentets huvud.", extend("x-key" = "short_name", "x-unique" = true))]
pub struct Principal {
    /// Full name.
    #[schemars(title = "Namn", description = "Huvudmannens fullständiga namn.", extend("maxLength" = 200), extend("minLength" = 1))]
    pub name: PlainText,
    /// The name that other fields refer to.
    #[schemars(title = "Kortnamn", description = "Det korta namn som resten av dokumentet hänvisar till, till exempel VGR.", extend("maxLength" = 60), extend("minLength" = 1))]
    pub short_name: PlainText,
    /// Who represents the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        title = "Företräds av",
        description = "Den som företräder huvudmannen, om det inte är den själv: kommunerna företräds av sitt kommunförbund.",
        extend("maxLength" = 200)
    )]
    pub represented_by: Option<PlainText>,
    /// Form of organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        title = "Organisationsform",
        description = "region, municipality (kommun), municipalities_association (kommunförbund), local_federation (kommunalförbund), association (förening), company (bolag), government_agency (statlig myndighet) eller other."
    )]
    pub organisation_form: Option<OrganisationForm>,
    /// Case number (diarienummer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Diarienummer", description = "Huvudmannens diarienummer för ärendet, till exempel RS 2021-01234.", extend("maxLength" = 60))]
    pub case_number: Option<PlainText>,
    /// Why there is no case number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        title = "Skäl till att diarienummer saknas",
        description = "Varför huvudmannen inte har något diarienummer, till exempel: Föreningen är ingen myndighet."
    )]
    pub no_case_number: Option<PlainText>,
}

/// A body in whose name the document stands without being a party to it: the council that held a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "issuer", title = "Avsändare", description = "Ett organ som dokumentet kommer från, som det ska stå i dokumentets huvud.", extend("x-key" = "name", "x-unique" = true))]
pub struct Issuer {
    /// Name.
    #[schemars(title = "Namn", description = "Organets fullständiga namn.", extend("maxLength" = 200), extend("minLength" = 1))]
    pub name: PlainText,
    /// Case number (diarienummer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Diarienummer", description = "Diarienumret för ärendet, till exempel RS 2021-01234.", extend("maxLength" = 60))]
    pub case_number: Option<PlainText>,
}

/// Somebody who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "signatory", title = "Undertecknare", description = "Den som undertecknar för en huvudman.", extend("x-key" = "principal"))]
pub struct Signatory {
    /// For whom: the short name of a principal.
    #[schemars(title = "För huvudman", description = "Kortnamnet på den huvudman som personen undertecknar för.", extend("x-refers-to" = "/principals/*/short_name"))]
    pub principal: PlainText,
    /// Printed name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Namn", description = "Namnförtydligande. Får saknas så länge ingen är utsedd.", extend("maxLength" = 200))]
    pub name: Option<PlainText>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Titel", description = "Titel, till exempel förbundsdirektör.", extend("maxLength" = 200))]
    pub title: Option<PlainText>,
    /// Unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Enhet", description = "Enhet eller organisation som står under namnet.", extend("maxLength" = 200))]
    pub unit: Option<PlainText>,
    /// Ground of authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        title = "Grund för behörighet",
        description = "Vad behörigheten att underteckna vilar på: reglemente, beslut (organ, datum, §), fullmakt eller stadgar.",
        extend("maxLength" = 300)
    )]
    pub authority: Option<PlainText>,
}

/// A row of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(
    rename = "milestone",
    title = "Aktivitet",
    description = "En rad i tidplanen: när det sker (period, eller open = true) och vad."
)]
pub struct Milestone {
    /// What happens.
    #[schemars(title = "Aktivitet", description = "Vad som görs.")]
    pub activity: PlainText,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        title = "Period",
        description = "När: 2021-10-01, 2021-10, 2021, Q2 2022, hösten 2021, eller ett spann: 2021-10–2022-03. Är tidpunkten inte bestämd: skriv open = true i stället."
    )]
    pub period: Option<Period>,
    /// The time is not settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Tidpunkt ej bestämd", description = "true när tidpunkten inte är bestämd. Det är ett värde, inget fel.")]
    pub open: Option<bool>,
    /// Who decides or takes a position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Organ", description = "Det organ som beslutar eller tar ställning.")]
    pub deciding_body: Option<PlainText>,
    /// Under which condition the row applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Villkor", description = "När raden gäller, till exempel: om det blir politisk hantering.")]
    pub condition: Option<PlainText>,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "contact", title = "Kontaktperson", description = "Den som svarar på frågor för en huvudman.", extend("x-key" = "principal"))]
pub struct Contact {
    /// The short name of a principal.
    #[schemars(title = "För huvudman", description = "Kortnamnet på den huvudman som kontaktpersonen hör till.", extend("x-refers-to" = "/principals/*/short_name"))]
    pub principal: PlainText,
    /// What stands before the name, when it is not the short name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Etikett", description = "Det som ska stå före namnet, om inte kortnamnet ska göra det.")]
    pub label: Option<PlainText>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Namn", description = "Kontaktpersonens namn. Får saknas så länge ingen är utsedd.")]
    pub name: Option<PlainText>,
    /// Organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Organisation", description = "Där personen arbetar.")]
    pub organisation: Option<PlainText>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "E-post", description = "Tjänstens e-postadress.", extend("format" = "email"))]
    pub email: Option<PlainText>,
}

/// Something that the text cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "reference", title = "Referens", description = "En källa som texten kan hänvisa till med [@nyckel].", extend("x-key" = "key", "x-unique" = true))]
pub struct Reference {
    /// What citations use.
    #[schemars(title = "Nyckel", description = "Kort nyckel som texten hänvisar med: [@nyckel]. Små bokstäver a–z, siffror och bindestreck.", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"), extend("x-text" = "slug"))]
    pub key: String,
    /// Title.
    #[schemars(title = "Titel", description = "Källans titel.")]
    pub title: PlainText,
    /// Publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Utgivare", description = "Den som gett ut källan.")]
    pub publisher: Option<PlainText>,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Utgiven", description = "År eller datum när källan gavs ut.")]
    pub issued: Option<Period>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Adress", description = "Adressen i sin helhet; den skrivs ut.", extend("maxLength" = 2000), extend("x-text" = "address"))]
    pub address: Option<String>,
}

/// The fields that every kind has, whatever else it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "envelope", title = "Kuvert", description = "Det som alla slags dokument har gemensamt.")]
pub struct Envelope {
    /// What the document's history follows, wherever the file lies.
    #[schemars(title = "Id", description = "Det namn som dokumentets historik följer, var filen än ligger. Små bokstäver a–z, siffror och bindestreck. Ändras aldrig.", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"), length(max = 80), extend("x-text" = "slug"))]
    pub id: String,
    /// The kind of document.
    #[schemars(title = "Slag", description = "Vilket slags dokument detta är.", extend("x-text" = "slug"))]
    pub kind: String,
    /// Language, BCP 47; `sv-SE` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Språk", description = "Dokumentets språk; sv-SE om inget anges.", extend("enum" = ["sv-SE", "sv-FI"]))]
    pub language: Option<String>,
    /// What stands above the title; the kind's name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Dokumenttyp", description = "Det som står ovanför titeln, om inte slagets namn ska göra det.", extend("maxLength" = 100))]
    pub document_type: Option<PlainText>,
    /// Title.
    #[schemars(title = "Titel", description = "Dokumentets titel, utan punkt sist.", extend("maxLength" = 300), extend("minLength" = 1))]
    pub title: PlainText,
    /// Short title, for the heads of later pages; the title when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Kort titel", description = "Kort titel för huvudet på sida 2 och framåt.", extend("maxLength" = 150))]
    pub short_title: Option<PlainText>,
    /// Date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Datum", description = "Dokumentets datum som ÅÅÅÅ-MM-DD. Utelämna det tills det är bestämt.")]
    pub date: Option<Date>,
    /// Where it is signed, or where the meeting was held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Ort", description = "Den ort som står ovanför underskrifterna, eller platsen för ett möte.", extend("maxLength" = 100))]
    pub place: Option<PlainText>,
    /// How it is signed; not said when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        title = "Undertecknas",
        description = "Hur dokumentet undertecknas: electronic (elektroniskt) eller ink (på papper). Utelämna det tills det är bestämt."
    )]
    pub signing: Option<SigningForm>,
    /// The parties.
    #[serde(default)]
    #[schemars(title = "Huvudmän", description = "Parterna, i den ordning de ska stå.")]
    pub principals: Vec<Principal>,
    /// The bodies that issue a document without parties.
    #[serde(default)]
    #[schemars(
        title = "Avsändare",
        description = "Organ som dokumentet kommer från när det inte har några parter, i den ordning de ska stå."
    )]
    pub issuers: Vec<Issuer>,
    /// Timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Tidplan", description = "Tidplanen, rad för rad ([[timeline]]) eller som löptext.")]
    pub timeline: Option<Timeline>,
    /// Contacts.
    #[serde(default)]
    #[schemars(title = "Kontaktpersoner", description = "En eller flera för varje huvudman.")]
    pub contacts: Vec<Contact>,
    /// Signatories.
    #[serde(default)]
    #[schemars(title = "Undertecknare", description = "De som undertecknar, i huvudmännens ordning.")]
    pub signatories: Vec<Signatory>,
    /// References.
    #[serde(default)]
    #[schemars(title = "Referenser", description = "Källor som texten hänvisar till.")]
    pub references: Vec<Reference>,
}

/// A timeline: rows, or rich text instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "timeline", title = "Tidplan", description = "Tidplanen, rad för rad ([[timeline]]) eller som löptext.")]
pub enum Timeline {
    /// Rows.
    #[schemars(description = "Tidplanen rad för rad.")]
    Milestones(Vec<Milestone>),
    /// Rich text.
    #[schemars(description = "Tidplanen som löptext.")]
    Text(RichText),
}

/// The JSON Schema (2020-12) of the envelope, as committed in `templates/envelope.schema.json`: every type under `$defs`.
/// An optional field is one that is absent: `null` is no value.
pub fn envelope_schema() -> serde_json::Value {
    let mut value = schemars::schema_for!(Envelope).to_value();
    without_null(&mut value);
    identified(&mut value, "envelope.schema.json");
    value
}

/// Says which schema this is, and of which version of JSON Schema.
pub(super) fn identified(schema: &mut serde_json::Value, id: &str) {
    if let Some(object) = schema.as_object_mut() {
        object.shift_insert(0, "$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        object.shift_insert(1, "$id".into(), id.into());
    }
}

fn without_null(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Object(object) => {
            if let Some(Value::Array(branches)) = object.get_mut("anyOf") {
                branches.retain(|branch| branch.get("type").and_then(Value::as_str) != Some("null"));
                if let [Value::Object(only)] = &branches[..] {
                    let only = only.clone();
                    object.remove("anyOf");
                    for (key, value) in only {
                        object.entry(key).or_insert(value);
                    }
                }
            }
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|name| name.as_str() != Some("null"));
                if let [only] = &types[..] {
                    let only = only.clone();
                    object.insert("type".into(), only);
                }
            }
            if object.get("default").is_some_and(Value::is_null) {
                object.remove("default");
            }
            object.values_mut().for_each(without_null);
        }
        Value::Array(entries) => entries.iter_mut().for_each(without_null),
        _ => {}
    }
}
