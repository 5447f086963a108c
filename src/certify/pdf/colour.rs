//! Colours become their luminance, to tell whether a text can be seen on white paper (ISO 32000-1, 8.6).

use lopdf::{Dictionary, Document, Object};

use super::font;
use super::lexer::Operand;

/// A colour space by the meaning of its components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Grey,
    Rgb,
    Cmyk,
    /// One whose colours are not known here, such as a pattern.
    Other,
}

/// Least contrast with white, as in WCAG 2.1, at which a colour counts as seen.
const CONTRAST: f64 = 3.0;

/// Whether a colour of this luminance is seen on white.
pub(super) fn is_dark(luminance: f64) -> bool {
    1.05 / (luminance + 0.05) >= CONTRAST
}

/// A colour by its space and its luminance, `None` when that is not known.
pub(super) type Colour = (Space, Option<f64>);

/// The colour after an operator for fills; `named` gives the space of a name.
pub(super) fn set(operator: &[u8], operands: &[Operand], before: Colour, named: impl FnMut(&[u8]) -> Space) -> Colour {
    let space = match operator {
        b"g" => Space::Grey,
        b"rg" => Space::Rgb,
        b"k" => Space::Cmyk,
        b"cs" => {
            let space = operands.first().and_then(Operand::name).map_or(Space::Other, named);
            // The first colour of every space known here is black.
            return (space, (space != Space::Other).then_some(0.0));
        }
        _ => before.0,
    };
    let values: Vec<f64> = operands
        .iter()
        .filter_map(|operand| match operand {
            Operand::Number(value) => Some(value.clamp(0.0, 1.0)),
            _ => None,
        })
        .collect();
    let luminance = match (space, values.as_slice()) {
        (Space::Grey, [value]) => Some(linear(*value)),
        (Space::Rgb, [red, green, blue]) => Some(0.2126 * linear(*red) + 0.7152 * linear(*green) + 0.0722 * linear(*blue)),
        (Space::Cmyk, [cyan, magenta, yellow, black]) => {
            let part = |ink: f64| linear((1.0 - ink) * (1.0 - black));
            Some(0.2126 * part(*cyan) + 0.7152 * part(*magenta) + 0.0722 * part(*yellow))
        }
        _ => None,
    };
    (space, luminance)
}

fn linear(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The space that a page's resources give a name.
pub(super) fn named(document: &Document, resources: &Dictionary, name: &[u8]) -> Space {
    match name {
        b"DeviceGray" => return Space::Grey,
        b"DeviceRGB" => return Space::Rgb,
        b"DeviceCMYK" => return Space::Cmyk,
        _ => {}
    }
    let spaces = font::get(document, resources, b"ColorSpace").and_then(|spaces| spaces.as_dict().ok());
    spaces.and_then(|spaces| font::get(document, spaces, name)).map_or(Space::Other, |space| of(document, space))
}

fn of(document: &Document, object: &Object) -> Space {
    let Ok(array) = object.as_array() else {
        return match object.as_name() {
            Ok(b"DeviceGray") => Space::Grey,
            Ok(b"DeviceRGB") => Space::Rgb,
            Ok(b"DeviceCMYK") => Space::Cmyk,
            _ => Space::Other,
        };
    };
    match array.first().and_then(|family| family.as_name().ok()) {
        Some(b"CalGray") => Space::Grey,
        Some(b"CalRGB") => Space::Rgb,
        Some(b"ICCBased") => {
            let profile = array.get(1).map(|profile| font::resolve(document, profile)).and_then(|profile| profile.as_stream().ok());
            match profile.and_then(|profile| font::get(document, &profile.dict, b"N")).and_then(|number| number.as_i64().ok()) {
                Some(1) => Space::Grey,
                Some(3) => Space::Rgb,
                Some(4) => Space::Cmyk,
                _ => Space::Other,
            }
        }
        _ => Space::Other,
    }
}
