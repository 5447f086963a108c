//! Explaining turns a syntax fault of minijinja into words for whoever writes templates.

use minijinja::Error;

type Words = (&'static str, &'static str);

/// What is wrong, and what to do about it; each in Swedish and in English.
pub(super) fn explain(error: &Error) -> ((String, String), (String, String)) {
    let detail = error.detail().unwrap_or_default();
    if let Some(name) = detail.strip_prefix("unknown statement ") {
        return statement(name);
    }
    if let Some(name) = detail.strip_prefix("cannot assign to reserved variable name ") {
        return (
            (format!("{name} är ett ord som mallar själva använder"), format!("{name} is a word that templates use themselves")),
            own(("välj ett annat namn", "choose another name")),
        );
    }
    let (message, hint): (Words, Words) = match detail {
        "unexpected end of input, expected end of block" | "unexpected end of input, expected block keyword" => (
            ("en {% … %} som har börjat här tar aldrig slut", "a {% … %} that begins here never ends"),
            (
                "avsluta {% if %} med {% endif %}, {% for %} med {% endfor %}, {% with %} med {% endwith %}, {% set %} med {% endset %}",
                "end {% if %} by {% endif %}, {% for %} by {% endfor %}, {% with %} by {% endwith %}, {% set %} by {% endset %}",
            ),
        ),
        "unexpected end of comment" => {
            (("kommentaren tar aldrig slut", "the comment never ends"), ("avsluta den med ##}", "end it by ##}"))
        }
        "unexpected end of raw block" => {
            (("{% raw %} tar aldrig slut", "{% raw %} never ends"), ("avsluta den med {% endraw %}", "end it by {% endraw %}"))
        }
        "unexpected `}`, expected end of variable block" | "unexpected end of input, expected end of variable block" => {
            (("{{ är inte avslutad", "{{ is not ended"), ("skriv }} efter värdet", "write }} after the value"))
        }
        "unexpected end of string" => (
            ("texten som börjar här har inget avslutande citattecken", "the text that begins here has no closing quote"),
            ("sätt ett \" efter texten", "put a \" after the text"),
        ),
        "unexpected character" => (
            ("här står ett tecken som inte hör hemma i ett uttryck", "a character stands here that has no place in an expression"),
            (
                "text skrivs inom raka citattecken: \"…\"; fältnamn med a–z, siffror och understreck",
                "text stands in straight quotes: \"…\"; names of fields are a–z, digits and underscores",
            ),
        ),
        "unexpected end of input, expected expression" | "unexpected end of variable block" | "unexpected end of block" => (
            ("här saknas ett fält eller ett värde", "a field or a value is missing here"),
            (
                "skriv det som ska stå mellan {{ och }}, eller efter ordet i {% … %}",
                "write what is to stand between {{ and }}, or after the word in {% … %}",
            ),
        ),
        "unexpected input after end of variable block" | "unexpected input after expression" => (
            ("uttrycket är slut, men det står mer efter det", "the expression is over, but more follows"),
            (
                "sätt ihop delarna med and, or eller en jämförelse, eller ta bort det som är för mycket",
                "join the parts with and, or or a comparison, or remove what is too much",
            ),
        ),
        "unexpected identifier, expected end of variable block"
        | "unexpected identifier, expected end of block"
        | "unexpected string, expected end of variable block"
        | "unexpected string, expected end of block"
        | "unexpected integer, expected end of block"
        | "unexpected integer, expected end of variable block" => (
            ("uttrycket är slut, men det står mer efter det", "the expression is over, but more follows"),
            (
                "ett fält skrivs i ett ord, med understreck; flera villkor sätts ihop med and eller or",
                "a field is written as one word, with underscores; several conditions are joined by and or or",
            ),
        ),
        "unexpected `=`, expected end of block" | "unexpected `=`, expected end of variable block" => (
            ("ett likhetstecken ger ett värde, det jämför inte", "one equals sign gives a value, it does not compare"),
            ("skriv == för att jämföra", "write == to compare"),
        ),
        _ if detail.starts_with("expected call expression") => {
            (("satsen finns inte", "there is no such statement"), ("skriv ut ett värde med {{ … }}", "print a value by {{ … }}"))
        }
        "unexpected end of input, expected `,`"
        | "unexpected identifier, expected `,`"
        | "unexpected end of variable block, expected `,`"
        | "unexpected end of block, expected `,`" => (
            ("här saknas ett kommatecken eller en slutparentes", "a comma or a closing bracket is missing here"),
            ("kontrollera citattecken, kommatecken och parenteser strax före", "check quotes, commas and brackets just before"),
        ),
        _ => {
            let expected = detail.split_once(", expected ").map(|(_, expected)| expected).filter(|expected| expected.starts_with('`'));
            return match expected {
                Some(sign) => (
                    (format!("här saknas {sign}"), format!("{sign} is missing here")),
                    own((
                        "kontrollera att parenteser och kommatecken går ihop strax före",
                        "check that brackets and commas match just before",
                    )),
                ),
                None => (
                    (format!("uttrycket går inte att läsa här ({detail})"), format!("the expression can't be read here ({detail})")),
                    own((
                        "kontrollera citattecken, parenteser och klamrar strax före; i en mall skrivs fält {{ så }} och satser {% så %}",
                        "check quotes and brackets just before; in a template fields are written {{ so }} and statements {% so %}",
                    )),
                ),
            };
        }
    };
    (own(message), own(hint))
}

fn statement(name: &str) -> ((String, String), (String, String)) {
    let beginning = match name {
        "endif" | "else" | "elif" => Some("if"),
        "endfor" => Some("for"),
        "endwith" => Some("with"),
        "endset" => Some("set"),
        "endmacro" => Some("macro"),
        _ => None,
    };
    match beginning {
        Some(beginning) => (
            (
                format!("{{% {name} %}} har ingen {{% {beginning} %}} före sig"),
                format!("{{% {name} %}} has no {{% {beginning} %}} before it"),
            ),
            (
                format!(
                    "skriv {{% {beginning} … %}} där det börjar, eller ta bort {{% {name} %}}; satser slutar i omvänd ordning mot hur de börjar"
                ),
                format!(
                    "write {{% {beginning} … %}} where it begins, or remove {{% {name} %}}; statements end in the reverse order of their beginnings"
                ),
            ),
        ),
        None => {
            let known =
                ["if", "elif", "else", "endif", "for", "endfor", "set", "endset", "with", "endwith", "macro", "endmacro", "include"];
            let (sv, en) = crate::kind::words::meant_or_listed(name, &known);
            ((format!("satsen {name} finns inte"), format!("there is no statement {name}")), (sv, en))
        }
    }
}

fn own((sv, en): Words) -> (String, String) {
    (sv.to_owned(), en.to_owned())
}
