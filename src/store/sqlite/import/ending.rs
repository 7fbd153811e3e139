//! The end of an import: what could only be known when every record was read.

use rusqlite::Connection;

use super::super::super::Result;
use super::super::{practices, revision, search};
use super::Run;
use crate::domain::dossier::Facet;

impl Run {
    /// Writes what waits and settles the counts.
    pub(super) fn finish(&mut self, connection: &Connection) -> Result<()> {
        self.link(connection)?;
        self.lists.flush(connection, self.next)?;
        if self.plan.full_list {
            self.miss(connection)?;
        }
        let added = i64::try_from(self.report.added).unwrap_or(i64::MAX);
        practices::count_up(connection, "patients", added)?;
        search::rebuild(connection)
    }

    /// Links proxies with the records of people who came after them.
    fn link(&mut self, connection: &Connection) -> Result<()> {
        let mut link = connection.prepare_cached(
            "UPDATE proxy SET person = (SELECT number FROM patient WHERE nhs_number = ?3)
             WHERE patient = ?1 AND id = ?2 AND EXISTS (SELECT 1 FROM patient WHERE nhs_number = ?3)",
        )?;
        for (patient, proxy, nhs_number) in std::mem::take(&mut self.unlinked) {
            let linked = link.execute((patient, proxy.as_bytes(), nhs_number.as_u64()))?;
            if linked > 0 && patient < self.first_new {
                revision::changed(connection, patient, Facet::Proxies)?;
            }
        }
        Ok(())
    }

    /// Marks who is not on a full list, and takes the mark from those who are. Whoever died or left is rightly missing.
    fn miss(&mut self, connection: &Connection) -> Result<()> {
        let mut changed = Vec::new();
        {
            let mut statement = connection.prepare(
                "SELECT number, missing, death IS NULL AND has_left = 0 FROM patient WHERE number < ?1",
            )?;
            let mut rows = statement.query([self.first_new])?;
            while let Some(row) = rows.next()? {
                let (number, was, expected): (i64, bool, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let missing = expected && !self.seen.holds(number);
                self.report.missing += u64::from(missing);
                if missing != was {
                    changed.push((number, missing));
                }
            }
        }
        let mut mark = connection.prepare_cached("UPDATE patient SET missing = ?2 WHERE number = ?1")?;
        for (number, missing) in changed {
            mark.execute((number, missing))?;
            revision::changed(connection, number, Facet::Patient)?;
            practices::count_up(connection, "missing", if missing { 1 } else { -1 })?;
        }
        Ok(())
    }
}
