//! Likeness: when two patients could be taken for each other at a desk.

use super::date::PartialDate;

/// The part of an order key (`fold::order_key`) in which two patients meet: family name and first given name. `None`
/// where there are not two names.
pub fn group(order_key: &str) -> Option<&str> {
    let family = order_key.find(' ')?;
    let given = order_key.get(family + 1..)?;
    let end = given.find(' ').map_or(order_key.len(), |at| family + 1 + at);
    order_key.get(..end)
}

/// The group of those who have the same two names the other way round, as forms filled in wrongly have them; `None`
/// where that is the same group.
pub fn swapped(group: &str) -> Option<String> {
    let (family, given) = group.split_once(' ')?;
    (family != given).then(|| format!("{given} {family}"))
}

/// Whether two dates of birth are near enough to be mixed up: the same, within a year, one digit off, day and month
/// swapped, or one of them unknown.
pub fn near(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    if (one.year() - other.year()).abs() <= 1 {
        let (Some(a), Some(b)) = (one.day(), other.day()) else { return true };
        let swapped = a.month() == b.day() && a.day() == b.month();
        return swapped || a.since(b).is_ok_and(|span| span.get_days().abs() <= 366) || one_digit_off(a, b);
    }
    match (one.day(), other.day()) {
        (Some(a), Some(b)) => one_digit_off(a, b),
        _ => differing(i32::from(one.year()), i32::from(other.year())) <= 1,
    }
}

fn one_digit_off(a: jiff::civil::Date, b: jiff::civil::Date) -> bool {
    let number = |day: jiff::civil::Date| {
        (i32::from(day.year()) * 100 + i32::from(day.month())) * 100 + i32::from(day.day())
    };
    differing(number(a), number(b)) <= 1
}

/// How many digits of two numbers differ.
fn differing(mut one: i32, mut other: i32) -> u32 {
    let mut count = 0;
    while one > 0 || other > 0 {
        count += u32::from(one % 10 != other % 10);
        one /= 10;
        other /= 10;
    }
    count
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn people_meet_in_family_and_first_given_name() {
        assert_eq!(group("smythose jayne ann"), Some("smythose jayne"));
        assert_eq!(group("smyth jayne"), Some("smyth jayne"));
        assert_eq!(group("smyth"), None);
        assert_eq!(swapped("wei li"), Some("li wei".into()));
        assert_eq!(swapped("thomas thomas"), None);
        assert_eq!(group(""), None);
    }

    #[test]
    fn dates_that_are_mixed_up_are_near() {
        let day = |y, m, d| Some(PartialDate::Day(date(y, m, d)));
        let born = day(1954, 3, 11);
        for other in [
            born,
            None,
            day(1954, 11, 3),
            day(1955, 3, 11),
            day(1953, 6, 1),
            day(1964, 3, 11),
            day(1954, 3, 17),
            Some(PartialDate::Year(1954)),
            Some(PartialDate::Month(1955, 3)),
            Some(PartialDate::Year(1964)),
        ] {
            assert!(near(born, other) && near(other, born), "{other:?}");
        }
        for other in [day(1956, 3, 12), day(1964, 3, 12), day(1987, 3, 1), Some(PartialDate::Year(1987))] {
            assert!(!near(born, other) && !near(other, born), "{other:?}");
        }
    }
}
