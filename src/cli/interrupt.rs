//! Ctrl-C becomes a flag, so that a command that runs on can end in good order.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// A flag that Ctrl-C raises, and a request of the system to end. A second one ends the program at once, with the exit
/// code that shells give for it. Where the system grants no such flag, the first one does.
pub fn flag() -> Arc<AtomicBool> {
    let raised = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let ended_at_once = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&raised));
        if ended_at_once.is_ok() {
            // When this is refused, the flag never rises, and the system does what it does by itself.
            let _ = flag::register(signal, Arc::clone(&raised));
        }
    }
    raised
}
