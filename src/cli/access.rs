//! `tactful access`: who may open the practice.

use std::io::Write;

use anyhow::{Context, ensure};
use serde_json::json;

use super::args::{Access, AccessAdd, AccessWhat};
use super::exit::Exit;
use super::open::{self, Inside};
use super::talk;
use super::way::Way;
use crate::access::{Cost, Holder, HolderId, KeyError, Keyring, key};
use crate::config::Paths;
use crate::domain::clock::Moment;
use crate::domain::ids::StaffId;
use crate::domain::log::{Admission, Event, Kind};
use crate::domain::permission::Permission;
use crate::domain::staff::{Role, Staff, check_name, name_of};
use crate::domain::{recovery, shown};
use crate::exchange::json::write_line;
use crate::store::{Practices, Record};

/// What is said with a recovery key.
pub(super) const RECOVERY: &str = "above is the recovery key: print it or write it down and lock it away; it is shown this \
     once and is nowhere else. Without any passphrase and without it the data are lost.";

/// Does it.
///
/// # Errors
/// When the key file or the practice cannot be read or written, the passphrase is wrong, or the role does not allow it.
pub fn run(
    args: &Access,
    paths: &Paths,
    way: &Way,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let ring = open::ring(paths)?;
    match &args.what {
        AccessWhat::List(args) => list(&ring, args.json, out)?,
        AccessWhat::Close => close(paths, &ring, way, now, out)?,
        _ if !ring.is_closed() => {
            anyhow::bail!("the practice lies open: close it with `tactful access close` first")
        }
        AccessWhat::Add(args) => add(args, paths, &ring, way, now)?,
        AccessWhat::Passphrase => passphrase(paths, &ring, way, now)?,
        AccessWhat::Recover => recover(paths, &ring, way, now)?,
        AccessWhat::RecoveryKey => recovery_key(paths, &ring, way, now, out)?,
        AccessWhat::Log(args) => log(paths, &ring, way, now, (args.json, out))?,
        AccessWhat::Remove(args) => remove(&args.who, paths, &ring, way, now)?,
    }
    Ok(Exit::Done)
}

fn list(ring: &Keyring, json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    if !ring.is_closed() {
        talk("the practice lies open: nobody needs a passphrase");
    }
    for holder in ring.holders() {
        let kind = if holder.id == HolderId::Recovery { "recovery key" } else { "passphrase" };
        if json {
            let object = json!({"id": holder.id.to_string(), "name": holder.name, "opens_by": kind});
            write_line(out, &object)?;
        } else {
            let name = if holder.name.is_empty() { "-" } else { &holder.name };
            writeln!(out, "{kind:<13} {}", shown::line(name))?;
        }
    }
    Ok(())
}

fn close(paths: &Paths, ring: &Keyring, way: &Way, now: &Moment, out: &mut dyn Write) -> anyhow::Result<()> {
    let Keyring::Open(key) = ring else {
        anyhow::bail!("the practice is closed already: nothing was changed")
    };
    let mut inside = Inside::new(paths, ring, crate::access::Opened::raw(key.clone()))?;
    ensure!(!inside.store.is_demo(), "an invented practice stays open");
    let staff = inside.store.staff()?;
    let who = match (way.name()?, staff.as_slice()) {
        (Some(name), _) => {
            find(&staff, &name).with_context(|| format!("{} is not on the list of staff", name.trim()))?
        }
        (None, [only]) => only,
        (None, _) => return Err(KeyError::Who.into()),
    };
    let passphrase = way.first_passphrase(&who.name)?;
    let recovery = recovery::make().context("the system gives no random numbers: nothing was changed")?;
    open::close(paths, &mut inside, who, (&passphrase, &recovery), now)?;
    writeln!(out, "{}", recovery.expose())?;
    talk(RECOVERY);
    talk("copies of the key file from before still open it: remove them, or lock them away too");
    Ok(())
}

fn add(args: &AccessAdd, paths: &Paths, ring: &Keyring, way: &Way, now: &Moment) -> anyhow::Result<()> {
    let role = match &args.role {
        Some(word) => Some(Role::from_word(word).with_context(|| {
            format!("'{word}' is no role: receptionist, supervisor, guardian or administrator")
        })?),
        None => None,
    };
    let name = args.who.trim();
    check_name(name)?;
    let mut inside = Inside::new(paths, ring, way.open(ring)?)?;
    inside.allow(Permission::Holders)?;
    let staff = inside.store.staff()?;
    let known = find(&staff, name).cloned();
    if let Some(known) = &known {
        ensure!(
            ring.holder(HolderId::Staff(known.id)).is_none(),
            "{name} has a passphrase already: nothing was changed"
        );
    }
    let mut who = known.clone().unwrap_or_else(|| Staff {
        id: StaffId::new(now.at),
        name: name.to_owned(),
        role: Role::Receptionist,
    });
    who.role = role.unwrap_or(who.role);
    let passphrase = way.new_passphrase(&who.name)?;
    let holder = Holder::staff(who.id, &who.name, &inside.opened.key, &passphrase, Cost::STANDARD)?;
    if known.as_ref() != Some(&who) {
        let actor = inside.actor()?;
        open::put_staff(&mut inside.store, &actor, &who, now)?;
    }
    key::put(&paths.key(), holder, |holder| {
        inside.note(Admission::HolderAdded { staff: who.id, public: holder.public }, now)
    })?;
    talk(&format!("{} has a passphrase now, as {}", who.name, who.role.label()));
    Ok(())
}

fn passphrase(paths: &Paths, ring: &Keyring, way: &Way, now: &Moment) -> anyhow::Result<()> {
    let opened = way.open(ring)?;
    let holder = ring.named(way.name()?.as_deref())?;
    let chosen = way.new_passphrase(&holder.name)?;
    change(paths, ring, holder, opened, (&chosen, false), now)
}

fn recover(paths: &Paths, ring: &Keyring, way: &Way, now: &Moment) -> anyhow::Result<()> {
    let holder = ring.named(way.name()?.as_deref())?;
    let opened = way.recover(ring)?;
    let chosen = way.new_passphrase(&holder.name)?;
    change(paths, ring, holder, opened, (&chosen, true), now)
}

/// Gives a holder another passphrase. Who comes by the recovery key does not know the signing key from before: they get a
/// new one, and the recovery key signs that on the log.
fn change(
    paths: &Paths,
    ring: &Keyring,
    holder: &Holder,
    opened: crate::access::Opened,
    (chosen, recovered): (&crate::domain::secret::Secret, bool),
    now: &Moment,
) -> anyhow::Result<()> {
    let HolderId::Staff(staff) = holder.id else { anyhow::bail!(KeyError::Who) };
    let new = if recovered {
        Holder::staff(staff, &holder.name, &opened.key, chosen, Cost::STANDARD)?
    } else {
        holder.with_passphrase(&opened, chosen, Cost::STANDARD)?
    };
    let mut inside = Inside::new(paths, ring, opened)?;
    inside.acts_as(staff)?;
    key::put(&paths.key(), new, |new| {
        let changed = if recovered {
            Admission::Recovered { staff, public: new.public }
        } else {
            Admission::PassphraseChanged { staff }
        };
        inside.note(changed, now)
    })?;
    talk(&format!("{} has a new passphrase", holder.name));
    Ok(())
}

fn recovery_key(
    paths: &Paths,
    ring: &Keyring,
    way: &Way,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut inside = Inside::new(paths, ring, way.open(ring)?)?;
    inside.allow(Permission::Holders)?;
    let recovery = recovery::make().context("the system gives no random numbers: nothing was changed")?;
    let holder = Holder::recovery(&inside.opened.key, &recovery, Cost::STANDARD)?;
    key::put(&paths.key(), holder, |holder| {
        inside.note(Admission::RecoveryChanged { public: holder.public }, now)
    })?;
    writeln!(out, "{}", recovery.expose())?;
    talk(RECOVERY);
    Ok(())
}

fn remove(name: &str, paths: &Paths, ring: &Keyring, way: &Way, now: &Moment) -> anyhow::Result<()> {
    let mut inside = Inside::new(paths, ring, way.open(ring)?)?;
    inside.allow(Permission::Holders)?;
    let holder = ring.named(Some(name))?;
    let HolderId::Staff(staff) = holder.id else { anyhow::bail!(KeyError::Who) };
    ensure!(
        ring.staff().count() > 1,
        "{} is the only one with a passphrase: nothing was changed",
        holder.name
    );
    inside.note(Admission::HolderRemoved { staff }, now)?;
    key::change(&paths.key(), |ring| ring.without(HolderId::Staff(staff)))?;
    talk(&format!("the passphrase of {} opens the practice no more", holder.name));
    Ok(())
}

/// Who came in, and what changed about who may.
fn log(
    paths: &Paths,
    ring: &Keyring,
    way: &Way,
    now: &Moment,
    (json, out): (bool, &mut dyn Write),
) -> anyhow::Result<()> {
    let mut inside = Inside::new(paths, ring, way.open(ring)?)?;
    inside.allow(Permission::Holders)?;
    let staff = inside.store.staff()?;
    let name_of = |id: StaffId| name_of(&staff, id);
    let mut written = Ok(());
    inside.store.entries_of(Kind::is_admission, 0, &mut |entry| {
        let Event::Admission(admission) = &entry.event else { return };
        let at = now.local_of(entry.at).strftime("%Y-%m-%d %H:%M").to_string();
        let (who, what) = (name_of(entry.actor.staff), admission.told(name_of));
        let line = if json {
            let object = json!({
                "number": entry.number, "at": at, "desk": entry.actor.desk, "by": who, "what": what,
            });
            write_line(out, &object)
        } else {
            let line = format!("{at}  {}  {who}: {what}", entry.actor.desk);
            writeln!(out, "{}", shown::line(&line))
        };
        written = std::mem::replace(&mut written, Ok(())).and(line);
    })?;
    Ok(written?)
}

/// The member of staff with this name, in any case.
fn find<'a>(staff: &'a [Staff], name: &str) -> Option<&'a Staff> {
    let name = name.trim().to_lowercase();
    staff.iter().find(|one| one.name.to_lowercase() == name)
}
