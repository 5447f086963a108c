//! Order turns the children of an element into the sequence that the schema demands (ECMA-376-1, annex A.1).
//!
//! docx-rs writes them in an order of its own, and Word calls such a file damaged.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::xml::{Element, Node};

/// For each element whose content is a sequence: the names of its children in order, without the prefix `w:`. Names
/// joined by `|` share a place. A list that ends in `*` is a beginning: any other child follows it.
const SEQUENCES: &[(&str, &str)] = &[
    ("document", "background body"),
    ("p", "pPr *"),
    ("r", "rPr *"),
    ("tbl", "bookmarkStart|bookmarkEnd tblPr tblGrid tr"),
    ("tr", "tblPrEx trPr tc|bookmarkStart|bookmarkEnd"),
    ("tc", "tcPr *"),
    (
        "pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens \
         kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind \
         contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle \
         rPr sectPr pPrChange",
    ),
    (
        "rPr",
        "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof \
         snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em \
         lang eastAsianLayout specVanish oMath rPrChange",
    ),
    ("pBdr", "top left bottom right between bar"),
    ("numPr", "ilvl numId ins"),
    (
        "tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd \
         tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    ),
    ("tblBorders", "top left|start bottom right|end insideH insideV"),
    ("tblCellMar", "top left|start bottom right|end"),
    ("trPr", "cnfStyle|divId|gridBefore|gridAfter|wBefore|wAfter|cantSplit|trHeight|tblHeader|tblCellSpacing|jc|hidden ins del trPrChange"),
    (
        "tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers \
         cellIns|cellDel|cellMerge tcPrChange",
    ),
    ("tcBorders", "top left|start bottom right|end insideH insideV tl2br tr2bl"),
    ("tcMar", "top left|start bottom right|end"),
    (
        "sectPr",
        "headerReference|footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt \
         vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    ),
    ("styles", "docDefaults latentStyles style"),
    ("docDefaults", "rPrDefault pPrDefault"),
    (
        "style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal \
         personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    ("tblStylePr", "pPr rPr tblPr trPr tcPr"),
    ("numbering", "numPicBullet abstractNum num numIdMacAtCleanup"),
    ("abstractNum", "nsid multiLevelType tmpl name styleLink numStyleLink lvl"),
    ("lvl", "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"),
    ("num", "abstractNumId lvlOverride"),
    ("lvlOverride", "startOverride lvl"),
    (
        "settings",
        "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape \
         printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts saveSubsetFonts \
         saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop \
         hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles \
         stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves \
         doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation \
         consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle \
         evenAndOddHeaders characterSpacingControl updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids \
         attachedSchema themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    ),
    ("font", "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic embedBoldItalic"),
];

/// Names by FNV-1a: they are short, all of them ours, and looked up for every element of a file.
#[derive(Clone, Copy)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// What is known of names, by the name.
pub(super) type Named<'n, T> = HashMap<&'n str, T, BuildHasherDefault<Fnv>>;

/// A sequence made ready for looking up.
pub(super) struct Sequence {
    places: Named<'static, usize>,
    /// The place of a child that is not listed, where one may follow.
    rest: Option<usize>,
}

static READY: LazyLock<Named<'static, Sequence>> = LazyLock::new(|| {
    let ready = |text: &'static str| {
        let places: Vec<&str> = text.split_whitespace().collect();
        let names = places.iter().enumerate().flat_map(|(at, names)| names.split('|').map(move |name| (name, at)));
        Sequence { places: names.collect(), rest: places.iter().position(|place| *place == "*") }
    };
    SEQUENCES.iter().map(|(name, text)| (*name, ready(text))).collect()
});

/// The sequence of the children of an element of that name; `None` for one whose content is none.
pub(super) fn sequence(parent: &str) -> Option<&'static Sequence> {
    READY.get(parent.strip_prefix("w:")?)
}

impl Sequence {
    /// The place of a child; `None` for one that the schema does not know.
    fn place(&self, child: &str) -> Option<usize> {
        let name = child.strip_prefix("w:").unwrap_or(child);
        self.places.get(name).copied().or(self.rest)
    }

    /// What is wrong with the children of `parent`: the first that is unknown, else the first that stands too late.
    pub fn fault<'c>(&self, parent: &str, children: impl Iterator<Item = &'c str>) -> Option<String> {
        let (mut before, mut late) = (0, None);
        for child in children {
            let Some(place) = self.place(child) else {
                return Some(format!("{child} may not stand in {parent}"));
            };
            if place < before {
                late = late.or(Some(child));
            }
            before = place;
        }
        late.map(|late| format!("{late} stands too late in {parent}"))
    }
}

/// Sorts the children of this element and of all below it. Children that the schema does not know stand last, for the
/// lint to find.
pub(super) fn sort(element: &mut Element) {
    element.elements_mut().for_each(sort);
    if element.children.len() < 2 {
        return;
    }
    let Some(sequence) = sequence(&element.name) else { return };
    let place = |node: &Node| match node {
        Node::Element(child) => sequence.place(&child.name).unwrap_or(usize::MAX),
        Node::Text(_) => usize::MAX,
    };
    // Most stand in order as they come.
    if !element.children.is_sorted_by_key(place) {
        element.children.sort_by_cached_key(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(element: &Element) -> Option<String> {
        sequence(&element.name)?.fault(&element.name, element.elements().map(|child| child.name.as_str()))
    }

    #[test]
    fn children_are_sorted_at_every_depth_and_equals_keep_their_order() {
        let properties = Element::new("w:pPr").child(Element::new("w:jc")).child(Element::new("w:pStyle"));
        let mut paragraph = Element::new("w:p").child(Element::new("w:r")).child(properties).child(Element::new("w:hyperlink"));
        assert_eq!(fault(&paragraph).as_deref(), Some("w:pPr stands too late in w:p"));
        sort(&mut paragraph);
        assert_eq!(fault(&paragraph), None);
        let names: Vec<&str> = paragraph.elements().map(|child| child.name.as_str()).collect();
        assert_eq!(names, ["w:pPr", "w:r", "w:hyperlink"]);
        assert_eq!(paragraph.first("w:pPr").and_then(|p| p.elements().next()).map(|e| e.name.as_str()), Some("w:pStyle"));
    }

    #[test]
    fn an_unknown_child_is_a_fault() {
        let element = Element::new("w:pPr").child(Element::new("w:sz"));
        assert_eq!(fault(&element).as_deref(), Some("w:sz may not stand in w:pPr"));
    }
}
