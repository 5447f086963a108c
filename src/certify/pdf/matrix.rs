//! Places on a page: matrices and rectangles in points, from the lower left corner (ISO 32000-1, 8.3).

/// A transformation `[a b c d e f]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This transformation first, then another.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let ([a, b, c, d, e, f], [na, nb, nc, nd, ne, nf]) = (self.0, next.0);
        Self([a * na + b * nc, a * nb + b * nd, c * na + d * nc, c * nb + d * nd, e * na + f * nc + ne, e * nb + f * nd + nf])
    }

    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The rectangle around a transformed rectangle.
    pub fn area(&self, area: Rect) -> Rect {
        let corners = [(area.left, area.bottom), (area.left, area.top), (area.right, area.bottom), (area.right, area.top)];
        Rect::around(&corners.map(|(x, y)| self.point(x, y))).unwrap_or(area)
    }

    /// How high one unit becomes.
    pub fn height(&self) -> f64 {
        let [.., c, d, _, _] = self.0;
        c.hypot(d)
    }

    /// Whether horizontal stays horizontal, and neither mirrored nor upside down.
    pub fn is_upright(&self) -> bool {
        let [a, b, c, d, ..] = self.0;
        b.abs() < 1e-6 && c.abs() < 1e-6 && a >= 0.0 && d >= 0.0
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Rect {
    /// Between two opposite corners.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { left: x0.min(x1), bottom: y0.min(y1), right: x0.max(x1), top: y0.max(y1) }
    }

    /// Around some points; `None` without any.
    pub fn around(points: &[(f64, f64)]) -> Option<Self> {
        let (first, rest) = points.split_first()?;
        Some(rest.iter().fold(Self::new(first.0, first.1, first.0, first.1), |area, (x, y)| Self {
            left: area.left.min(*x),
            bottom: area.bottom.min(*y),
            right: area.right.max(*x),
            top: area.top.max(*y),
        }))
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.top - self.bottom
    }

    /// Larger by so much on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    pub fn contains(&self, other: &Self) -> bool {
        self.left <= other.left && self.bottom <= other.bottom && self.right >= other.right && self.top >= other.top
    }

    /// What both cover.
    pub fn common(&self, other: &Self) -> Option<Self> {
        let area = Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        };
        (area.left <= area.right && area.bottom <= area.top).then_some(area)
    }

    /// The rectangle around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.max(other.right),
            top: self.top.max(other.top),
        }
    }
}
