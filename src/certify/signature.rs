//! What a line to sign on must be like, in every format.

/// Shortest line, in millimetres.
pub(super) const SHORTEST_LINE_MM: f64 = 40.0;

/// The share of the theme's room above a line that must be free.
pub(super) const FREE_ROOM: f64 = 0.8;

/// What is said of a line that is too short.
pub(super) fn too_short(length_mm: f64) -> (String, String) {
    (
        format!("är {length_mm:.0} mm lång, men ska vara minst {SHORTEST_LINE_MM:.0} mm"),
        format!("is {length_mm:.0} mm long, but should be at least {SHORTEST_LINE_MM:.0} mm"),
    )
}
