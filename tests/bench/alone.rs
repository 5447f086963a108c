//! Runs in a process of their own turn into what they cost: the bench starts itself anew and reads what it says.

use std::process::ExitCode;
use std::time::Instant;

use cpu_time::ProcessTime;
use kansli::produce::Producer;
use kansli::world::BuiltIn;
use kansli::write::pdf;
use rayon::prelude::*;

use crate::machine;
use crate::measure::process;
use crate::{documents, rows};

/// The first word of a run's arguments.
pub const FLAG: &str = "alone";

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// CPU seconds: of the whole process for a long document, without the start of the program for copies.
    pub cpu: f64,
    /// Wall seconds, likewise.
    pub wall: f64,
    /// Most memory held at once, in MiB.
    pub peak: f64,
    /// Pages made.
    pub pages: f64,
}

fn started(arguments: &[&str]) -> (crate::measure::Cost, Vec<f64>) {
    let program = std::env::current_exe().expect("the bench's own file");
    let (cost, said) = process(&program, &[&[FLAG], arguments].concat());
    (cost, said.split_whitespace().map(|figure| figure.parse().expect("a figure")).collect())
}

/// Both files and the certificate of a document so many times as long as the real one.
pub fn long(times: usize) -> Cost {
    let (cost, figures) = started(&["long", &times.to_string()]);
    Cost { cpu: cost.cpu, wall: 0.0, peak: cost.peak, pages: figures[0] }
}

/// The fifty copies, by so many workers.
pub fn copies(workers: usize) -> Cost {
    let (cost, figures) = started(&["copies", &workers.to_string()]);
    Cost { cpu: figures[0], wall: figures[1], peak: cost.peak, pages: 0.0 }
}

/// Memory after 1,000 documents over that after 100.
pub fn memory() -> f64 {
    let (_, figures) = started(&["memory"]);
    figures[1] / figures[0]
}

/// What a process of its own does.
pub fn run(arguments: &[String]) -> ExitCode {
    let producer = Producer::new(&BuiltIn).expect("the built-in theme");
    let number = || arguments.get(1).and_then(|number| number.parse().ok()).unwrap_or(1);
    match arguments.first().map(String::as_str) {
        Some("long") => {
            let source = documents::source(&documents::repeated(number()));
            let made = producer.produce(&source, &rows::request()).output.expect("the files");
            println!("{}", pages(&made.iter().find(|output| output.ending == "pdf").expect("a PDF").bytes));
        }
        Some("copies") => {
            let sources = rows::fifty();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(number()).stack_size(16 << 20).build().expect("workers");
            let _kept = pdf::keep(2 * number());
            let (cpu, wall) = (ProcessTime::now(), Instant::now());
            pool.install(|| {
                sources.par_iter().for_each(|source| drop(producer.produce(source, &rows::request()).output.expect("the files")));
            });
            println!("{} {}", cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
        }
        Some("memory") => {
            for number in 0..1000 {
                producer.produce(&documents::source(&documents::other(number)), &rows::request()).output.expect("the files");
                if number == 99 || number == 999 {
                    println!("{}", machine::memory("VmRSS").expect("/proc/self/status"));
                }
            }
        }
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).expect("a PDF").get_pages().len()
}
