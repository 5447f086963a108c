//! The machine turns into a line that tells what figures were measured on.

use std::fs;
use std::process::Command;

/// Processor, cores, system, compiler and versions, in one line.
pub fn described() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let compiler = Command::new("rustc").arg("--version").output().ok().and_then(|output| String::from_utf8(output.stdout).ok());
    format!(
        "{}, {cores} cores, {} {}; Kansli {}; {}; {}",
        processor.unwrap_or_else(|| "unknown processor".into()),
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_VERSION"),
        compiler.map_or_else(|| "unknown compiler".into(), |text| text.trim().to_owned()),
        if cfg!(debug_assertions) { "NOT optimised: figures mean little" } else { "release profile" },
    )
}

/// A figure of this process from `/proc/self/status`, in MiB; none on a system without that file.
pub fn memory(name: &str) -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
}
