//! How pages are filled: what stays together, and what fits.
