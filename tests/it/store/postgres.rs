//! A PostgreSQL server of our own: a cluster in a temporary folder, on a free port of the loopback address.
//!
//! Without `initdb` and `pg_ctl` the tests on PostgreSQL are left out on a developer's machine. Where the variable `CI` is set,
//! as on every build server, a missing one is a failure.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// A running cluster.
pub struct Server {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    databases: AtomicU32,
}

/// Where Debian and others put the programs.
fn programs() -> Option<PathBuf> {
    let mut candidates: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    candidates.sort();
    candidates.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    candidates.extend(std::env::split_paths(&path));
    candidates.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

impl Server {
    /// A command of PostgreSQL. It refuses to run as root: then it runs as the system's own user for it.
    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("kansli-pg-").tempdir().unwrap();
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(folder.path()).status();
            assert!(owned.is_ok_and(|status| status.success()), "the user postgres exists where the programs do");
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let server = Self { folder, programs, port, databases: AtomicU32::new(0) };
        let made = server
            .command("initdb")
            .args(["-A", "trust", "-U", "kansli", "-E", "UTF8", "--locale=C", "-D"])
            .arg(server.data())
            .status()
            .unwrap();
        assert!(made.success(), "initdb makes a cluster");
        server.go();
        Some(server)
    }

    /// Starts the server and waits until it answers.
    pub fn go(&self) {
        let socket = self.folder.path().display();
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{socket}'", self.port);
        let started = self
            .command("pg_ctl")
            .args(["-w", "-t", "120", "-l"])
            .arg(self.folder.path().join("log"))
            .arg("-o")
            .arg(options)
            .arg("-D")
            .arg(self.data())
            .arg("start")
            .status()
            .unwrap();
        assert!(started.success(), "{}", fs::read_to_string(self.folder.path().join("log")).unwrap_or_default());
    }

    /// The address of a new, empty database.
    pub fn database(&self, name: &str) -> String {
        let number = self.databases.fetch_add(1, Ordering::SeqCst);
        let name = format!("{name}_{number}");
        let made = self
            .command("psql")
            .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "kansli", "-d", "postgres", "-c"])
            .arg(format!("CREATE DATABASE {name}"))
            .status()
            .unwrap();
        assert!(made.success(), "a database is made");
        format!("postgres://kansli@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs some SQL, as somebody with all rights would.
    pub fn sql(&self, url: &str, statement: &str) {
        let done = self.command("psql").args(["-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]).status().unwrap();
        assert!(done.success(), "{statement}");
    }

    /// Kills the whole cluster at once, as a power cut of the server would, and starts it again.
    pub fn crash(&self) {
        let stopped = self.command("pg_ctl").args(["-m", "immediate", "-D"]).arg(self.data()).arg("stop").status().unwrap();
        assert!(stopped.success());
        self.go();
    }

    /// Stops the server at once.
    pub fn stop(&self) {
        let _ = self.command("pg_ctl").args(["-m", "immediate", "-D"]).arg(self.data()).arg("stop").status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A server for one test, stopped when the test is over; `None` where PostgreSQL is not installed.
pub fn server() -> Option<Server> {
    let server = Server::start();
    assert!(server.is_some() || std::env::var_os("CI").is_none(), "PostgreSQL is missing: apt-get install postgresql");
    server
}

#[test]
fn every_answer_is_the_same_as_in_memory() {
    let Some(server) = server() else { return };
    let url = server.database("answers");
    let store = kansli::store::SqlStore::open_server(&url).unwrap();
    // All ten thousand where the whole proof is wanted.
    let usual = if std::env::var_os("CI").is_some() { 10_000 } else { 500 };
    let operations = std::env::var("KANSLI_OPERATIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(usual);
    super::model::compare(&[&store], operations, 2021);
    assert_eq!(kansli::store::verify(&store).unwrap().faults, []);
    store.rebuild().unwrap();
    assert_eq!(kansli::store::verify(&store).unwrap().faults, []);
}

/// The server's own user may do anything; what it does is found.
#[test]
fn a_changed_row_is_found() {
    let Some(server) = server() else { return };
    let url = server.database("altered");
    {
        let archive = super::Archive::new(Box::new(kansli::store::SqlStore::open_server(&url).unwrap()), None);
        super::save(&archive, None, "a = 1", 1).unwrap();
        super::save(&archive, Some(1), "a = 2", 2).unwrap();
    }
    let refused =
        server.command("psql").args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", "UPDATE event SET body = body"]).status().unwrap();
    assert!(!refused.success(), "events are only ever added");
    server.sql(&url, "DROP TRIGGER event_stays ON event; UPDATE event SET body = replace(body, 'ändring', 'annat') WHERE sequence = 1");
    let report = kansli::store::verify(&kansli::store::SqlStore::open_server(&url).unwrap()).unwrap();
    assert!(report.faults.iter().any(|fault| fault.message.en.contains("event 1 was altered")), "{:?}", report.faults);
}
