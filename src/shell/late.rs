//! A value that is made on a thread of its own while the first frame is drawn.

use std::thread::{self, JoinHandle};

/// A value that may still be in the making.
pub struct Late<T>(State<T>);

enum State<T> {
    Making(JoinHandle<anyhow::Result<T>>),
    Here(T),
    Gone,
}

impl<T: Send + 'static> Late<T> {
    /// Starts making it; where no thread starts, it is made at once.
    pub fn start(make: impl Fn() -> anyhow::Result<T> + Clone + Send + 'static) -> anyhow::Result<Self> {
        let work = make.clone();
        match thread::Builder::new().spawn(work) {
            Ok(thread) => Ok(Self(State::Making(thread))),
            Err(_) => make().map(Self::from),
        }
    }

    /// The value, where it is here.
    pub const fn get(&self) -> Option<&T> {
        match &self.0 {
            State::Here(value) => Some(value),
            State::Making(_) | State::Gone => None,
        }
    }

    /// Waits until it is here.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn settle(&mut self) -> anyhow::Result<()> {
        match std::mem::replace(&mut self.0, State::Gone) {
            State::Making(thread) => {
                let made =
                    thread.join().map_err(|_| anyhow::anyhow!("the program met a fault of its own"))?;
                self.0 = State::Here(made?);
            }
            here => self.0 = here,
        }
        Ok(())
    }
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Self {
        Self(State::Here(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_here_once_it_was_waited_for() {
        let mut late = Late::start(|| Ok(7)).unwrap();
        late.settle().unwrap();
        late.settle().unwrap();
        assert_eq!(late.get(), Some(&7));
        let mut failed = Late::<u8>::start(|| anyhow::bail!("no such folder")).unwrap();
        assert_eq!(failed.settle().unwrap_err().to_string(), "no such folder");
        assert_eq!(failed.get(), None);
    }
}
