//! Measuring turns work done many times over into the CPU seconds that one time costs.

use std::path::Path;
use std::process::{Command, Stdio};

use cpu_time::ThreadTime;
use wait4::Wait4;

/// The middle of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// CPU milliseconds of this thread for each of `inputs`, after one run that does not count: the median.
pub fn milliseconds<I, T>(inputs: impl IntoIterator<Item = I>, mut work: impl FnMut(I) -> T) -> f64 {
    let mut figures: Vec<f64> = inputs
        .into_iter()
        .map(|input| {
            let start = ThreadTime::now();
            let output = work(input);
            let spent = start.elapsed().as_secs_f64();
            drop(output);
            spent * 1000.0
        })
        .collect();
    figures.remove(0);
    median(figures)
}

/// What a process cost, with the processes that it started.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// User and system time in seconds.
    pub cpu: f64,
    /// Most memory held at once, in MiB.
    pub peak: f64,
}

/// Runs a program to its end.
pub fn process(program: &Path, arguments: &[&str]) -> (Cost, String) {
    let output = tempfile::tempfile().expect("a file for what the program says");
    let back = output.try_clone().expect("the same file");
    let child =
        Command::new(program).args(arguments).stdin(Stdio::null()).stdout(output).stderr(Stdio::null()).spawn().expect("the program");
    let used = child.wait4().expect("the program's end");
    assert!(used.status.success(), "{} {arguments:?} fails", program.display());
    let cost = Cost { cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(), peak: used.rusage.maxrss as f64 / f64::from(1 << 20) };
    (cost, read_from_start(back))
}

fn read_from_start(mut file: std::fs::File) -> String {
    use std::io::{Read, Seek};
    let mut text = String::new();
    file.rewind().and_then(|()| file.read_to_string(&mut text)).expect("what the program said");
    text
}
