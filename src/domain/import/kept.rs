//! What another practice kept of a fact, as its bundle of one person says: more than any list of another system knows.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::agreement::AgreedBy;
use super::super::channel::Channel;
use super::super::contact::{Trouble, Verification};
use super::super::date::Period;
use super::super::ids::{AgreementId, ContactPointId, NeedId, ObjectionId, PreferenceId, ProxyId};
use super::super::need::NeedKind;
use super::super::objection::Outcome;
use super::super::preference::Wish;
use super::super::proxy::Lives;
use super::super::purpose::Purpose;
use super::super::staff::Elsewhere;
use super::super::topic::Topic;

/// How an objection was talked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingTalk {
    /// What the practice that took it down calls it.
    pub id: Option<ObjectionId>,
    /// What was said.
    pub words: Option<String>,
    /// How it stands.
    pub outcome: Outcome,
    /// Messages of these purposes may come all the same.
    pub exceptions: Vec<Purpose>,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// Who took it down.
    pub elsewhere: Option<Elsewhere>,
}

/// What was agreed beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingAgreement {
    /// What the practice that took it down calls it.
    pub id: Option<AgreementId>,
    /// Who agreed.
    pub by: AgreedBy,
    /// The route.
    pub channel: Channel,
    /// The topic that may be named; `None`: results.
    pub topic: Option<Topic>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// The question and the answer.
    pub words: Option<String>,
    /// Who took it down.
    pub elsewhere: Option<Elsewhere>,
}

/// An access need with what was noted of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingNeed {
    /// What the practice that took it down calls it.
    pub id: Option<NeedId>,
    /// What is needed.
    pub kind: NeedKind,
    /// More words.
    pub note: Option<String>,
    /// Who took it down.
    pub elsewhere: Option<Elsewhere>,
}

/// A wish with its purpose, place and time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingWish {
    /// What the practice that took it down calls it.
    pub id: Option<PreferenceId>,
    /// What is wished for.
    pub wish: Wish,
    /// Only for messages of this purpose; `None`: for all.
    pub purpose: Option<Purpose>,
    /// The order among wishes of one kind, 1 first.
    pub rank: u32,
    /// When it holds.
    pub period: Period,
    /// Who took it down.
    pub elsewhere: Option<Elsewhere>,
}

/// What was found out about a contact point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeptContact {
    /// What the practice that took it down calls it.
    pub id: Option<ContactPointId>,
    /// That it was found right.
    pub verified: Option<KeptVerified>,
    /// What went wrong with it.
    pub trouble: Option<Trouble>,
    /// When the value last changed from another one.
    pub changed: Option<Timestamp>,
    /// Whether the named lead marked it safe.
    pub safe: bool,
    /// Who took it down.
    pub elsewhere: Option<Elsewhere>,
}

/// That a contact point was found right in another practice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeptVerified {
    /// The day.
    pub on: Date,
    /// How.
    pub how: Verification,
    /// By whom.
    pub elsewhere: Option<Elsewhere>,
}

/// What was decided about a proxy, beyond their basis and scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeptProxy {
    /// What the practice that decided calls the proxy.
    pub id: Option<ProxyId>,
    /// The evidence seen, or the ground in words.
    pub evidence: Option<String>,
    /// Whether the patient must never be spoken about to this person.
    pub do_not_tell: bool,
    /// Where they live.
    pub lives: Lives,
    /// Who decided.
    pub elsewhere: Option<Elsewhere>,
}
