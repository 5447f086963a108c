//! Units turns the theme's millimetres and points into the whole numbers that WordprocessingML counts in.

/// Twentieths of a point, from millimetres.
pub(super) fn twips_of_mm(mm: f64) -> i32 {
    whole(mm * 1440.0 / 25.4)
}

/// Twentieths of a point, from points.
pub(super) fn twips(points: f64) -> i32 {
    whole(points * 20.0)
}

/// Half points, in which sizes of type are given.
pub(super) fn half_points(points: f64) -> usize {
    unsigned(whole(points * 2.0))
}

/// Eighths of a point, in which the thickness of borders is given.
pub(super) fn eighths(points: f64) -> usize {
    unsigned(whole(points * 8.0)).max(2)
}

/// A length that can't be negative.
pub(super) fn unsigned(length: i32) -> usize {
    usize::try_from(length).unwrap_or(0)
}

/// Splits a width by fractions so that the parts add up to it exactly.
pub(super) fn split(width: i32, fractions: impl Iterator<Item = f64>) -> Vec<usize> {
    let (mut sum, mut placed) = (0.0, 0);
    fractions
        .map(|fraction| {
            sum += fraction;
            let end = whole(f64::from(width) * sum).min(width);
            let part = end - placed;
            placed = end;
            unsigned(part)
        })
        .collect()
}

fn whole(length: f64) -> i32 {
    // Lengths were checked to lie on a page (`check::theme`); the cast saturates.
    length.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_round_to_the_nearest_unit() {
        assert_eq!(twips_of_mm(25.4), 1440);
        assert_eq!(twips(15.0), 300);
        assert_eq!(half_points(10.5), 21);
        assert_eq!((eighths(0.5), eighths(0.01)), (4, 2));
    }

    #[test]
    fn parts_add_up() {
        assert_eq!(split(100, [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0].into_iter()), [33, 34, 33]);
        assert_eq!(split(8674, [0.25, 0.5, 0.25].into_iter()).iter().sum::<usize>(), 8674);
    }
}
