//! Judging: one signature, or one time stamp of the document, becomes what is known of it and whether it holds.

use lopdf::{Document, Object};

use super::Policy;
use super::dates::{date, revision};
use super::found::Found;
use super::words::{alike, another_principal, not_told, refused, stamp_for_one, stamp_remark, unjudged, unjudged_stamp};
use crate::diag::shortened;
use crate::sign::append::text_entry;
use crate::sign::asn1;
use crate::sign::certificate::{Certificate, Usage};
use crate::sign::chain::{self, Untrusted};
use crate::sign::cms::{Broken, SignedData};
use crate::sign::report::{Finding, Level, Revocation, SignatureReport, Weight};
use crate::sign::revocation::{self, Evidence, Status};
use crate::sign::session::name_of;
use crate::sign::{oids, time_stamp};

/// What a judge goes by.
pub(super) struct Judge<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) policy: &'a Policy,
    pub(super) evidence: Evidence,
    pub(super) certificates: Vec<Certificate>,
    /// What the file itself carries of that.
    pub(super) stored: Evidence,
    /// What of it stands in the file as the last time stamp of the document covers it.
    pub(super) stamped: Evidence,
}

impl Judge<'_> {
    /// All about a signature, given the time that a later stamp of the document proves it to have been there, and by whom.
    pub(super) fn signature(&self, found: &Found, proven: Option<&(i64, String)>, document: &Document) -> SignatureReport {
        let place = found.field.place.clone();
        let claimed = text_entry(document, &found.dictionary, b"M").and_then(|text| date(&text));
        let mut report = SignatureReport {
            field: found.field.name.clone(),
            time_stamp: found.is_time_stamp,
            stray: false,
            valid: false,
            principal: place.as_ref().map(|place| place.principal.clone()),
            party: place.as_ref().map(|place| place.party.clone()),
            printed_name: place.as_ref().and_then(|place| place.name.clone()),
            details: place.map(|place| place.details).unwrap_or_default(),
            signer: None,
            organisation: None,
            chain: Vec::new(),
            claimed_time: claimed,
            proven_time: None,
            time_authority: None,
            revocation: Revocation::NotChecked,
            level: None,
            revision: found.end.map_or(0, |end| revision(self.bytes, end)),
            whole_file: found.end == Some(self.bytes.len()),
            signs: None,
            findings: found.findings.clone(),
        };
        if let Some([_, before, after, rest]) = found.ranges {
            let parts = [self.bytes.get(..before).unwrap_or_default(), self.bytes.get(after..after + rest).unwrap_or_default()];
            let contents = found.dictionary.get(b"Contents").and_then(Object::as_str).unwrap_or_default();
            if found.is_time_stamp {
                self.document_time(contents, &parts, proven, &mut report);
            } else {
                self.signed(found, contents, &parts, proven, &mut report);
            }
        }
        report.valid = !report.findings.iter().any(|finding| finding.weight == Weight::Refused);
        if let (Some(printed), Some(signer)) = (&report.printed_name, &report.signer)
            && !alike(printed, signer)
        {
            let accepted = self.policy.accepts(report.principal.as_deref().unwrap_or_default(), signer);
            let (printed, signer) = (shortened(printed), shortened(signer));
            report.findings.push(match accepted {
                true => Finding::remark(
                    "deputy",
                    &format!("”{signer}” har undertecknat i stället för ”{printed}”, vilket du godtar"),
                    &format!("“{signer}” signed in the place of “{printed}”, which you accept"),
                ),
                false => Finding::remark(
                    "name-differs",
                    &format!("under raden står ”{printed}”, men certifikatet är utfärdat för ”{signer}”"),
                    &format!("the printed name is “{printed}”, but the certificate was issued for “{signer}”"),
                ),
            });
        }
        report
    }

    /// A container with only zeros behind it.
    fn container(&self, contents: &[u8]) -> Result<SignedData, Broken> {
        let (der, taken) = asn1::definite(contents).ok_or(Broken::Unreadable)?;
        if contents.get(taken..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
            return Err(Broken::Unreadable);
        }
        SignedData::read(&der).ok_or(Broken::Unreadable)
    }

    fn signed(&self, found: &Found, contents: &[u8], parts: &[&[u8]; 2], proven: Option<&(i64, String)>, report: &mut SignatureReport) {
        if contents.iter().all(|byte| *byte == 0) {
            report.findings.push(Finding::refused(
                "signature-empty",
                "platsen för underskriften är tom: den är uttagen, eller väntar på att fyllas i",
                "the place of the signature is empty: it was taken out, or waits to be filled in",
            ));
            return;
        }
        let filter = name_of(found.dictionary.get(b"SubFilter").ok());
        let ades = filter.as_deref() == Some("ETSI.CAdES.detached");
        if !ades && filter.as_deref() != Some("adbe.pkcs7.detached") {
            report.findings.push(Finding::refused(
                "format-unsupported",
                &format!("underskriften har ett format som Kansli inte kan pröva ({})", shortened(filter.as_deref().unwrap_or("–"))),
                &format!("the signature has a format that Kansli can't judge ({})", shortened(filter.as_deref().unwrap_or("–"))),
            ));
            return;
        }
        let signed = match self.container(contents) {
            Ok(signed) => signed,
            Err(broken) => return report.findings.push(refused(&broken)),
        };
        // Without a name for the reader there is still one to tell.
        if let Ok(signer) = signed.signer()
            && let Some(certificate) = signed.readable_certificates().iter().find(|certificate| signer.identifier.is(certificate))
        {
            report.signer = Some(certificate.name());
            report.organisation = certificate.organisation();
        }
        let certificate = match signed.check(oids::DATA, parts, ades) {
            Ok(certificate) => certificate,
            Err(broken) => return report.findings.push(refused(&broken)),
        };
        if signed.content.is_some() {
            report.findings.push(Finding::refused(
                "content-inside",
                "underskriften bär på ett eget innehåll och är inte fristående",
                "the signature carries content of its own and is not detached",
            ));
        }
        let Ok(signer) = signed.signer() else { return };
        if ades && signer.has(oids::SIGNING_TIME) {
            let message = Broken::SigningTime.message();
            report.findings.push(Finding::of("signing-time", Weight::Remark, message));
        }
        if !ades {
            report.findings.push(Finding::remark(
                "not-pades",
                "underskriften är av den äldre sorten (PKCS #7) och inte PAdES",
                "the signature is of the older sort (PKCS #7) and not PAdES",
            ));
        }
        report.level = ades.then_some(Level::Basic);
        let others = [signed.readable_certificates(), self.certificates.clone()].concat();
        // The earliest time that is proven: by its own stamp, else by a later stamp of the document.
        let (mut stamped, mut authority) = (None, Vec::new());
        for token in signer.time_stamps() {
            match time_stamp::read(token, &[&signer.signature]) {
                // Without anybody to trust nothing is known against it either: the form is told, and that it proves nothing yet.
                Ok(stamp) if !self.policy.judges() => {
                    report.level = ades.then_some(Level::Time);
                    report.findings.push(unjudged_stamp(&stamp));
                }
                Ok(stamp) => match self.authority(&stamp, &others, proven.map(|(time, _)| *time)) {
                    Ok((name, chain)) => (stamped, authority) = (Some((stamp.time, name)), chain),
                    Err(fault) => report.findings.push(self.stamp_remark(&stamp, &others, &fault)),
                },
                Err(fault) => report.findings.push(Finding::of("time-stamp-broken", Weight::Refused, fault.message())),
            }
        }
        if stamped.is_some() {
            report.level = ades.then_some(Level::Time);
        }
        let best = [stamped.clone(), proven.cloned()].into_iter().flatten().min();
        report.proven_time = best.as_ref().map(|(time, _)| *time);
        report.time_authority = best.map(|(_, name)| name);
        let time = report.proven_time.unwrap_or(self.policy.now);
        let roots = self.policy.roots_for(report.principal.as_deref());
        let mut own = Vec::new();
        match self.trusted(&certificate, &others, &roots, (time, Usage::Document)) {
            Ok((chain, revocation)) => {
                report.chain = chain.iter().map(Certificate::name).collect();
                report.revocation = revocation;
                own = chain;
            }
            Err(fault) => {
                report.chain = chain::way(&certificate, &others, &roots).iter().map(Certificate::name).collect();
                if matches!(fault, Untrusted::Revoked(..)) {
                    report.revocation = Revocation::Revoked;
                }
                report.findings.push(match self.of_another_principal(&certificate, &others, &fault, time) {
                    true => another_principal(&certificate, report.principal.as_deref()),
                    false if !self.policy.judges() && matches!(fault, Untrusted::UnknownIssuer(_)) => unjudged(&certificate),
                    false => Finding::of(fault.code(), Weight::Refused, fault.message(report.proven_time.is_some())),
                });
            }
        }
        let unjudged_stamp = report.findings.iter().any(|finding| finding.code == "time-stamp-untrusted") && !self.policy.judges();
        if report.proven_time.is_none() && !unjudged_stamp {
            report.findings.push(Finding::remark(
                "time-only-claimed",
                "tiden är undertecknarens egen uppgift: ingen tidsstämpel bevisar den",
                "the time is what the signer says: no time stamp proves it",
            ));
        } else if let (Some(claimed), Some(proven)) = (report.claimed_time, report.proven_time)
            && (claimed - proven).abs() > 86_400
        {
            report.findings.push(Finding::remark(
                "times-differ",
                "den uppgivna tiden skiljer sig mer än ett dygn från den bevisade",
                "the claimed time is more than a day off the proven one",
            ));
        }
        // The level is the file's: what somebody has beside it counts for nothing here.
        if report.level == Some(Level::Time) && own.len() > 1 {
            let shown = |evidence: &Evidence| proves(&own, evidence, time) && proves(&authority, evidence, time);
            if proven.is_some() && shown(&self.stamped) {
                report.level = Some(Level::Archive);
            } else if shown(&self.stored) {
                report.level = Some(Level::LongTerm);
            }
        }
        if report.revocation == Revocation::Unknown {
            let message = not_told(&own, &self.evidence, time);
            report.findings.push(Finding::of("revocation-unknown", Weight::Remark, message));
        }
    }

    /// What is said of a time stamp that proves nothing; one whose issuer is trusted for a principal alone is told of as such.
    fn stamp_remark(&self, stamp: &time_stamp::TimeStamp, others: &[Certificate], fault: &Untrusted) -> Finding {
        if !matches!(fault, Untrusted::UnknownIssuer(_)) {
            return stamp_remark(fault);
        }
        let others = [stamp.certificates.as_slice(), others].concat();
        let way = chain::way(&stamp.certificate, &others, &self.policy.all_roots());
        match self.policy.roots_of.iter().find(|(_, root)| way.last() == Some(root)) {
            Some((principal, root)) => stamp_for_one(principal, root),
            None => stamp_remark(fault),
        }
    }

    fn document_time(&self, contents: &[u8], parts: &[&[u8]; 2], proven: Option<&(i64, String)>, report: &mut SignatureReport) {
        let der = match asn1::definite(contents) {
            Some((der, taken)) if contents.get(taken..).is_some_and(|rest| rest.iter().all(|byte| *byte == 0)) => der,
            _ => return report.findings.push(refused(&Broken::Unreadable)),
        };
        let stamp = match time_stamp::read(&der, parts) {
            Ok(stamp) => stamp,
            Err(fault) => return report.findings.push(Finding::of("time-stamp-broken", Weight::Refused, fault.message())),
        };
        report.signer = Some(stamp.certificate.name());
        report.claimed_time = Some(stamp.time);
        match self.authority(&stamp, &self.certificates, proven.map(|(time, _)| *time)) {
            Ok((name, chain)) => {
                report.chain = chain.iter().map(Certificate::name).collect();
                report.proven_time = Some(stamp.time);
                report.time_authority = Some(name);
            }
            Err(_) if !self.policy.judges() => {
                report.findings.push(Finding { weight: Weight::Refused, ..unjudged_stamp(&stamp) });
            }
            Err(fault) => {
                let remark = self.stamp_remark(&stamp, &self.certificates, &fault);
                report.findings.push(Finding { weight: Weight::Refused, ..remark });
            }
        }
    }

    /// Whether a certificate that leads to no root of its principal leads to one that is trusted for others.
    fn of_another_principal(&self, certificate: &Certificate, others: &[Certificate], fault: &Untrusted, time: i64) -> bool {
        matches!(fault, Untrusted::UnknownIssuer(_))
            && self.trusted(certificate, others, &self.policy.all_roots(), (time, Usage::Document)).is_ok()
    }

    /// Judges who gave a time stamp: trusted now, or when a later stamp of the document proves that it was there already.
    /// The authority's name, and its chain.
    pub(super) fn authority(
        &self,
        stamp: &time_stamp::TimeStamp,
        others: &[Certificate],
        proven: Option<i64>,
    ) -> Result<(String, Vec<Certificate>), Untrusted> {
        let others = [stamp.certificates.as_slice(), others].concat();
        let (from, _) = stamp.certificate.validity();
        if stamp.time < from {
            return Err(Untrusted::NotYetValid(shortened(&stamp.certificate.name()), from));
        }
        let when = (proven.unwrap_or(self.policy.now), Usage::TimeStamp);
        let (chain, _) = self.trusted(&stamp.certificate, &others, &self.policy.roots, when)?;
        Ok((stamp.certificate.name(), chain))
    }

    /// The chain of a certificate, and what is known of its revocation.
    pub(super) fn trusted(
        &self,
        certificate: &Certificate,
        others: &[Certificate],
        roots: &[Certificate],
        (time, usage): (i64, Usage),
    ) -> Result<(Vec<Certificate>, Revocation), Untrusted> {
        let chain = chain::build(certificate, others, roots, time, usage)?;
        // One that is trusted by itself has nobody above it whose list could be asked.
        let mut known = if chain.len() > 1 { Revocation::Good } else { Revocation::NotChecked };
        for pair in chain.windows(2) {
            let [one, issuer] = pair else { continue };
            if one.needs_no_revocation() {
                continue;
            }
            match revocation::status(one, issuer, &self.evidence, time) {
                Status::Good(_) => {}
                Status::Revoked(at) => return Err(Untrusted::Revoked(shortened(&one.name()), at)),
                Status::Unknown => known = Revocation::Unknown,
            }
        }
        Ok((chain, known))
    }
}

/// Whether evidence shows of every certificate of a chain that it was not revoked.
fn proves(chain: &[Certificate], evidence: &Evidence, time: i64) -> bool {
    chain.windows(2).all(|pair| match pair {
        [one, issuer] => one.needs_no_revocation() || matches!(revocation::status(one, issuer, evidence, time), Status::Good(_)),
        _ => true,
    })
}
