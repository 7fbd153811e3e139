//! Drafts: saved while typing, gone when they become a message.

use rusqlite::{Connection, OptionalExtension, Params};

use super::super::{Drafts, Result, StoreError};
use super::{SqliteStore, codec, patients};
use crate::domain::dossier::PatientRow;
use crate::domain::draft::Draft;
use crate::domain::ids::{DraftId, PatientId, StaffId};

impl Drafts for SqliteStore {
    fn save_draft(&mut self, draft: &Draft) -> Result<bool> {
        let content = serde_json::to_string(draft)
            .map_err(|error| StoreError::Other(format!("the draft cannot be written: {error}")))?;
        self.write(|store| {
            let written = store
                .connection
                .prepare_cached(
                    "INSERT INTO draft (id, patient, staff, revision, saved, content)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (id) DO UPDATE SET staff = excluded.staff, revision = excluded.revision,
                         saved = excluded.saved, content = excluded.content
                     WHERE excluded.revision > draft.revision AND excluded.patient = draft.patient",
                )?
                .execute((
                    draft.id.as_bytes(),
                    draft.patient.as_bytes(),
                    draft.staff.as_bytes(),
                    draft.revision,
                    codec::millis(draft.saved),
                    content,
                ))?;
            // Saving the same again is no stale save.
            Ok(written > 0 || kept(&store.connection, draft.id)?.as_ref() == Some(draft))
        })
    }

    fn drafts_of(&mut self, patient: PatientId) -> Result<Vec<Draft>> {
        list(
            &self.connection,
            "SELECT content FROM draft WHERE patient = ?1 ORDER BY saved DESC, id DESC",
            [patient.as_bytes()],
        )
    }

    fn drafts_by(&mut self, staff: StaffId) -> Result<Vec<(Draft, PatientRow)>> {
        self.read(|store| {
            let drafts = list(
                &store.connection,
                "SELECT content FROM draft WHERE staff = ?1 ORDER BY saved DESC, id DESC",
                [staff.as_bytes()],
            )?;
            drafts
                .into_iter()
                .map(|draft| {
                    let row = patients::row(&store.connection, draft.patient)?;
                    Ok((draft, row))
                })
                .collect()
        })
    }

    fn discard_draft(&mut self, id: DraftId) -> Result<()> {
        self.write(|store| {
            store.connection.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id.as_bytes()])?;
            Ok(())
        })
    }
}

/// How many drafts another database does not have as they are here.
pub(super) fn not_in(here: &Connection, other: &Connection) -> Result<u64> {
    let mut same = other.prepare("SELECT 1 FROM draft WHERE id = ?1 AND revision = ?2")?;
    let mut statement = here.prepare("SELECT id, revision FROM draft")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let (id, revision) = (row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?);
        count += u64::from(!same.exists((id, revision))?);
    }
    Ok(count)
}

fn kept(connection: &Connection, id: DraftId) -> Result<Option<Draft>> {
    let content: Option<String> = connection
        .prepare_cached("SELECT content FROM draft WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    content.as_deref().map(read).transpose()
}

fn list(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<Draft>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        drafts.push(read(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(drafts)
}

fn read(content: &str) -> Result<Draft> {
    // The words of the error would quote the draft.
    serde_json::from_str(content)
        .map_err(|error| StoreError::Damaged(format!("a draft cannot be read (column {})", error.column())))
}
