//! Draws the app's state: one file a screen, colours by meaning. Reads, never changes.

pub mod editor;
pub mod theme;

pub use theme::Theme;

use ratatui::Frame;
use ratatui::widgets::Paragraph;

use crate::app::{App, Context};

/// Draws the whole window.
pub fn draw(frame: &mut Frame<'_>, app: &App, cx: &Context<'_>) {
    let name = app.staff().map_or("", |staff| staff.name.as_str());
    frame.render_widget(Paragraph::new(format!("Tactful {name} {}", cx.desk)), frame.area());
}
