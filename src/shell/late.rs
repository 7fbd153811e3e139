//! A value that is made when the first frame has been drawn.

/// How it is made.
type Make<T> = Box<dyn FnOnce() -> anyhow::Result<T>>;

/// A value that may not have been made yet.
pub struct Late<T>(State<T>);

enum State<T> {
    Planned(Make<T>),
    Here(T),
    Gone,
}

impl<T> Late<T> {
    /// A value that is made by this when it is its turn.
    pub fn new(make: impl FnOnce() -> anyhow::Result<T> + 'static) -> Self {
        Self(State::Planned(Box::new(make)))
    }

    /// The value, where it is here.
    pub const fn get(&self) -> Option<&T> {
        match &self.0 {
            State::Here(value) => Some(value),
            State::Planned(_) | State::Gone => None,
        }
    }

    /// Makes it, where that was not done.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn settle(&mut self) -> anyhow::Result<()> {
        self.0 = match std::mem::replace(&mut self.0, State::Gone) {
            State::Planned(make) => State::Here(make()?),
            here => here,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_here_once_it_was_asked_for() {
        let mut late = Late::new(|| Ok(7));
        assert_eq!(late.get(), None);
        late.settle().unwrap();
        late.settle().unwrap();
        assert_eq!(late.get(), Some(&7));
        let mut failed = Late::<u8>::new(|| anyhow::bail!("no such folder"));
        assert_eq!(failed.settle().unwrap_err().to_string(), "no such folder");
        assert_eq!(failed.get(), None);
    }
}
