//! Picturing turns the pages of a typeset document into PNG or SVG files, one a page.
//!
//! Each file says in its metadata which document and page it shows and of which PDF: PNG in text chunks (ISO/IEC 15948,
//! 11.3.4), SVG in `title` and `metadata`.

use std::collections::BTreeMap;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, PixelDimensions, Unit};
use rayon::prelude::*;
use typst_layout::Page;
use typst_render::RenderOptions;
use typst_svg::SvgOptions;

use crate::diag::Message;
use crate::model::{Hash, Metadata};
use crate::write::{PictureFormat, Pictures, Provenance, page_mark};

/// Dots per inch above which pages are drawn one after another: each takes more than 35 MB while it is drawn.
const MOST_AT_ONCE: u32 = 300;

/// What the files say of themselves.
pub(super) struct About<'a> {
    pub metadata: &'a Metadata,
    pub provenance: &'a Provenance,
    /// SHA-256 of the PDF that is made of the same pages.
    pub pdf: &'a Hash,
}

impl About<'_> {
    fn title(&self, page: usize, pages: usize) -> String {
        format!("{}, {page} ({pages})", self.metadata.title)
    }

    /// Where the picture comes from: the mark by which Kansli knows its own, and hashes. Holds no markup.
    fn origin(&self) -> String {
        let Provenance { source, .. } = self.provenance;
        format!("{} source:sha256:{source} pdf:sha256:{}", page_mark(&self.metadata.id), self.pdf)
    }
}

/// Draws every page.
///
/// # Errors
/// When a picture can't be encoded.
pub(super) fn draw(pages: &[Page], pictures: &Pictures, about: &About<'_>) -> Result<Vec<Vec<u8>>, Message> {
    let one = |(at, page): (usize, &Page)| match pictures.format {
        PictureFormat::Png => png(page, pictures.resolution, about, &about.title(at + 1, pages.len())),
        PictureFormat::Svg => Ok(svg(page, about, &about.title(at + 1, pages.len()))),
    };
    if pictures.format == PictureFormat::Png && pictures.resolution > MOST_AT_ONCE {
        pages.iter().enumerate().map(one).collect()
    } else {
        pages.par_iter().enumerate().map(one).collect()
    }
}

fn png(page: &Page, resolution: u32, about: &About<'_>, title: &str) -> Result<Vec<u8>, Message> {
    let options = RenderOptions { pixel_per_pt: (f64::from(resolution) / 72.0).into(), render_bleed: false };
    let drawn = typst_render::render(page, &options);
    let mut bytes = Vec::new();
    encode(&mut bytes, (drawn.width(), drawn.height()), drawn.data(), resolution, about, title)
        .map_err(|error| Message::new(error.to_string(), error.to_string()))?;
    Ok(bytes)
}

/// Encodes pixels of four bytes, the last of which is the opacity: paper has none that shines through.
fn encode(
    bytes: &mut Vec<u8>,
    (width, height): (u32, u32),
    pixels: &[u8],
    resolution: u32,
    about: &About<'_>,
    title: &str,
) -> Result<(), png::EncodingError> {
    let mut encoder = Encoder::new(bytes, width, height);
    // Letters on paper are neither smooth nor alike from line to line: filters would only make the file larger.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_deflate_compression(DeflateCompression::Level(6));
    // Pixels a metre, so that the picture comes out in the size of the paper.
    let density = (f64::from(resolution) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: density, yppu: density, unit: Unit::Meter }));
    encoder.add_text_chunk("Source".into(), about.origin())?;
    encoder.add_text_chunk("Software".into(), format!("Kansli {}", env!("CARGO_PKG_VERSION")))?;
    encoder.add_itxt_chunk("Title".into(), title.to_owned())?;
    encoder.set_depth(BitDepth::Eight);
    let data = match indexed(pixels) {
        Some((palette, indices)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            indices
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            let mut colours = Vec::with_capacity(pixels.len() / 4 * 3);
            pixels.chunks_exact(4).for_each(|pixel| colours.extend_from_slice(pixel.get(..3).unwrap_or_default()));
            colours
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()
}

/// The colours of the pixels, three bytes each, in the order of their first pixel, and for each pixel its colour; `None`
/// when there are more than 256. Most pages have fewer, and are a third as large so.
fn indexed(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut palette, mut indices) = (Vec::new(), Vec::with_capacity(pixels.len() / 4));
    let mut known: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    let mut last = ([0; 3], None);
    for pixel in pixels.chunks_exact(4) {
        let &[red, green, blue, _] = pixel else { return None };
        let colour = [red, green, blue];
        let index = match last {
            (same, Some(index)) if same == colour => index,
            _ => match known.get(&colour) {
                Some(index) => *index,
                None => {
                    let index = u8::try_from(known.len()).ok()?;
                    known.insert(colour, index);
                    palette.extend_from_slice(&colour);
                    index
                }
            },
        };
        last = (colour, Some(index));
        indices.push(index);
    }
    Some((palette, indices))
}

fn svg(page: &Page, about: &About<'_>, title: &str) -> Vec<u8> {
    let text = typst_svg::svg(page, &SvgOptions::default());
    let own = format!("<title>{}</title><metadata>{}</metadata>", escaped(title), escaped(&about.origin()));
    // Behind the start tag of the root element, so that the picture has a name for those who can't see it.
    match text.split_once('>') {
        Some((root, content)) => format!("{root} role=\"img\">{own}{content}\n").into_bytes(),
        None => text.into_bytes(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_have_a_palette_in_the_order_they_come() {
        let pixels = [9, 9, 9, 255, 1, 2, 3, 255, 9, 9, 9, 255];
        assert_eq!(indexed(&pixels), Some((vec![9, 9, 9, 1, 2, 3], vec![0, 1, 0])));
        let of = |count: u16| (0..count).flat_map(|n| [n.to_be_bytes()[0], n.to_be_bytes()[1], 0, 255]).collect::<Vec<u8>>();
        assert_eq!(indexed(&of(256)).map(|(palette, _)| palette.len()), Some(768));
        assert_eq!(indexed(&of(257)), None);
    }
}
