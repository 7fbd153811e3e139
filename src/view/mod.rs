//! Draws the app's state: one file a screen, colours by meaning. Reads, never changes.

pub mod editor;
pub mod theme;

mod compose;
mod day;
mod door;
mod findings;
mod frame;
mod history;
mod message;
mod overlay;
mod patient;
mod patients;
mod pen;
mod record;
mod reminders;
mod review;
mod worklists;

pub use theme::Theme;

use ratatui::Frame;
use ratatui::text::Line;

use crate::app::screen::Screen;
use crate::app::{App, Context, House, LEAST_SIZE, ThemeName};
use pen::Pen;

/// Draws the whole window: the door while it is shut, else the desk behind it.
pub fn house(frame: &mut Frame<'_>, house: &House, cx: &Context<'_>) {
    if let Some(app) = house.app() {
        return draw(frame, app, cx);
    }
    let Some(door) = house.door() else { return };
    let pen = Pen { theme: Theme::named(house.theme()), cx, keymap: house.keymap(), holds_back: true };
    let area = frame.area();
    pen::ground(frame.buffer_mut(), area, pen.theme.text.style());
    if area.width < LEAST_SIZE.0 || area.height < LEAST_SIZE.1 {
        return frame::too_small(frame, &pen);
    }
    door::draw(frame, door, &pen);
}

/// Draws what is seen while the practice is being opened.
pub fn waiting(frame: &mut Frame<'_>, theme: ThemeName, words: &str) {
    let theme = Theme::named(theme);
    let area = frame.area();
    pen::ground(frame.buffer_mut(), area, theme.text.style());
    let bar = pen::row(area, 0);
    frame.buffer_mut().set_style(bar, theme.bar.style());
    frame.buffer_mut().set_stringn(bar.x, bar.y, " Tactful", usize::from(bar.width), theme.bar.style());
    let middle = pen::row(area, usize::from(area.height) / 2);
    let line = Line::styled(words, theme.dim.style()).centered();
    frame.render_widget(line, middle);
}

/// Draws a desk.
pub fn draw(frame: &mut Frame<'_>, app: &App, cx: &Context<'_>) {
    let pen = Pen::new(app, cx);
    let area = frame.area();
    pen::ground(frame.buffer_mut(), area, pen.theme.text.style());
    if app.is_hidden() {
        return frame::hidden(frame, &pen);
    }
    if area.width < LEAST_SIZE.0 || area.height < LEAST_SIZE.1 {
        return frame::too_small(frame, &pen);
    }
    let body = frame::draw(frame, app, &pen);
    let focused = app.overlay().is_none();
    match app.screen() {
        Screen::Reminders(screen) => reminders::draw(frame, body, screen, &pen),
        Screen::Patients(screen) => patients::draw(frame, body, screen, &pen, focused),
        Screen::Patient(screen) => patient::draw(frame, body, screen, &pen, focused),
        Screen::History(screen) => history::draw(frame, body, screen, &pen),
        Screen::Compose(screen) => compose::draw(frame, body, screen, &pen, focused),
        Screen::Review(screen) => review::draw(frame, body, screen, &pen),
        Screen::Record(screen) => record::draw(frame, body, screen, &pen, focused),
        Screen::Message(screen) => message::draw(frame, body, screen, &pen),
        Screen::Worklists(screen) => worklists::draw(frame, body, screen, &pen),
        Screen::Day(screen) => day::draw(frame, body, screen, &pen),
    }
    if let Some(overlay) = app.overlay() {
        overlay::draw(frame, body, overlay, &pen);
    }
}
