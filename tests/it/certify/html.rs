//! An HTML file edited behind the certificate's back: what a browser would show otherwise, or not at all.

use sha2::{Digest, Sha256};

use super::{report, told, written};
use crate::support::trees::rich;

/// The file with its policy made to fit its style sheet, as whoever edits the sheet would.
fn with_policy(html: &str) -> String {
    let sheet = html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).unwrap_or_default();
    let old = html.split("sha256-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default();
    html.replacen(old, &base64(&Sha256::digest(sheet)), 1)
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let digit = |chunk: &[u8]| (0..6).fold(0, |sum, at| sum << 1 | chunk.get(at).copied().unwrap_or(0));
    let mut out: String = bits.chunks(6).map(|chunk| char::from(ALPHABET[usize::from(digit(chunk))])).collect();
    while !out.len().is_multiple_of(4) {
        out.push('=');
    }
    out
}

#[test]
fn every_edit_of_the_html_is_caught() {
    let tree = rich();
    let html = String::from_utf8(written(&tree, "html")).expect("UTF-8");
    assert_eq!(with_policy(&html), html);
    let edit = |from: &str, to: &str| {
        assert!(html.contains(from), "{from}");
        told(&tree, "html", html.replacen(from, to, 1).as_bytes())
    };
    let sheet = |rules: &str| told(&tree, "html", with_policy(&html.replacen("</style>", &format!("{rules}\n</style>"), 1)).as_bytes());
    let paragraph = "Platserna fördelas efter profession.";
    let with = |attribute: &str| {
        let at = html.find(paragraph).expect("the paragraph") - 1;
        told(&tree, "html", format!("{} {attribute}{}", &html[..at], &html[at..]).as_bytes())
    };
    let cases = vec![
        ("hidden by an attribute", with("hidden")),
        ("hidden by aria", with("aria-hidden=\"true\"")),
        ("hidden by a style of its own", with("style=\"display:none\"")),
        ("named otherwise for those who listen", with("aria-label=\"Platserna fördelas efter anciennitet.\"")),
        ("another role", with("role=\"presentation\"")),
        ("another direction", with("dir=\"rtl\"")),
        ("a handler", with("onclick=\"x()\"")),
        ("hidden by the sheet", sheet("p { display: none; }")),
        ("hidden on paper alone", sheet("@media print { li { display: none; } }")),
        ("hidden where it is narrow", sheet("@media screen and (max-width: 20em) { p { visibility: hidden; } }")),
        ("see-through", sheet("main { opacity: 0; }")),
        ("white on white", sheet("p { color: #fefefe; }")),
        ("dark on dark", sheet("main { background-color: #000; }")),
        ("tiny", sheet("p { font-size: 0.01rem; }")),
        ("off the screen", sheet("p { margin-left: -999rem; }")),
        ("far off to the right", sheet("p { padding-left: 900rem; }")),
        ("wider than any screen", sheet("p { min-width: 59rem; }")),
        ("placed elsewhere", sheet("h2 { position: absolute; top: 0; }")),
        ("in another order", sheet("main { display: flex; flex-direction: column-reverse; }")),
        ("in other letters", sheet("h2 { text-transform: uppercase; }")),
        ("struck through", sheet("p { text-decoration-line: line-through; }")),
        ("text that the sheet adds", sheet("p::after { content: \" inte\"; }")),
        ("another typeface", sheet("p { font-family: \"Wingdings\"; }")),
        ("a typeface from elsewhere", sheet("@font-face { font-family: \"Arial\"; src: url(https://exempel.se/a); }")),
        ("a sheet from elsewhere", sheet("@import \"https://exempel.se/a.css\";")),
        ("bold lost by the sheet", sheet("strong { font-weight: 400; }")),
        ("bold added by the sheet", sheet("main p { font-weight: 700; }")),
        ("bold on paper alone", sheet("@media print { main p { font-weight: 700; } }")),
        ("italics lost by the sheet", sheet("em { font-style: normal; }")),
        ("no numbers before items", sheet("ol { list-style-type: none; }")),
        ("other bullets", sheet("ul { list-style-type: \"x\"; }")),
        ("items without their bullets", sheet("li { display: block; }")),
        ("a table that is none", sheet("table { display: block; }")),
        ("no lines to sign on", sheet(".party hr { border-top-style: none; }")),
        ("pale lines to sign on", sheet(".party hr { border-top: 0.05rem solid #eee; }")),
        ("no room above the lines", sheet(".party hr { margin: 0; }")),
        ("short lines to sign on", sheet("hr { width: 10%; }")),
        ("another head on later pages", edit("\"Exempel på allt\"", "\"Exempel på annat\"")),
        ("paper of another size", sheet("@page { size: 100mm 100mm; }")),
        ("a sheet that the policy does not know", edit("</style>", "p { margin: 0; }</style>")),
        ("a policy that lets more in", edit("default-src 'none'", "default-src *")),
        ("no policy", edit("<meta http-equiv=\"Content-Security-Policy\"", "<meta name=\"dcterms.policy\"")),
        ("a script", edit("</main>", "<script>x()</script></main>")),
        ("a frame", edit("</main>", "<iframe src=\"https://exempel.se\"></iframe></main>")),
        ("a picture", edit("</main>", "<img src=\"a.png\" alt=\"Dessutom gäller detta.\"></main>")),
        ("a comment", edit("</main>", "<!-- dolt --></main>")),
        ("a template", edit("</main>", "<template><p>Dolt.</p></template></main>")),
        ("text outside of paragraphs", edit("</main>", "Dessutom gäller detta.</main>")),
        ("text after the text", edit("</main>", "</main><p>Dessutom gäller detta.</p>")),
        ("a second text", edit("</main>", "</main><main><p>Dessutom gäller detta.</p></main>")),
        ("text in the head of the document", edit("</header>", "<p>UTKAST</p></header>")),
        ("a link that says otherwise than it skips", edit("Till innehållet", "Underskrift saknar verkan")),
        ("a link that skips elsewhere", edit("href=\"#main\"", "href=\"https://exempel.se\"")),
        ("a script as the address of a link", edit("https://exempel.se/vard?a=1&amp;b=2", "javascript:x()")),
        ("another address of a link", edit("https://exempel.se/vard?a=1&amp;b=2", "https://exempe1.se/vard?a=1&amp;b=2")),
        ("a link in a link", edit("[1]</a>", "<a href=\"https://exempel.se\">[1]</a></a>")),
        ("deleted text", edit(paragraph, "<del>Platserna fördelas efter profession.</del>")),
        ("a line break", edit("fördelas efter", "fördelas<br>efter")),
        ("a title that is a paragraph", told(&tree, "html", html.replace("<h1", "<p").replace("</h1>", "</p>").as_bytes())),
        (
            "a second title",
            edit(&format!("<p id=\"k8beeba627bcebe2a\">{paragraph}</p>"), &format!("<h1 id=\"k8beeba627bcebe2a\">{paragraph}</h1>")),
        ),
        ("a heading that is a paragraph", told(&tree, "html", html.replace("<h4", "<p").replace("</h4>", "</p>").as_bytes())),
        (
            "a header cell that is none",
            told(&tree, "html", html.replace("<th scope=\"col\"", "<td").replace("scope=\"col\"", "").as_bytes()),
        ),
        ("a header cell for its row", edit("scope=\"col\"", "scope=\"row\"")),
        ("two parts of one name", edit("id=\"k8beeba627bcebe2a\"", "id=\"main\"")),
        ("a paragraph without its name", edit(" id=\"k8beeba627bcebe2a\"", "")),
        ("numbers that begin elsewhere", edit("<ol", "<ol start=\"4\"")),
        ("cells over two rows", edit("<td id", "<td rowspan=\"2\" id")),
        ("no doctype", edit("<!DOCTYPE html>\n", "")),
        ("other characters", edit("charset=\"utf-8\"", "charset=\"iso-8859-1\"")),
        (
            "a page that goes elsewhere",
            edit("<meta name=\"viewport\"", "<meta http-equiv=\"refresh\" content=\"0\"><meta name=\"viewport\""),
        ),
        ("a page that can't be magnified", edit("initial-scale=1", "initial-scale=1, user-scalable=no")),
        ("a base for all addresses", edit("<title>", "<base href=\"https://exempel.se\"><title>")),
        ("another language in a paragraph", with("lang=\"en\"")),
        ("a line that is no text", edit("<hr>", "<div></div>")),
        ("bytes that are no UTF-8", told(&tree, "html", &[html.as_bytes(), &[0xff]].concat())),
    ];
    insta::assert_snapshot!(report(cases));
}
